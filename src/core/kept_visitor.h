#ifndef FANFARE_CORE_KEPT_VISITOR_H_
#define FANFARE_CORE_KEPT_VISITOR_H_

#include <string_view>

#include "fanfare/handshake.h"

#include "core/kept_identity.h"
#include "core/known_identity.h"
#include "core/packing.h"
#include "core/publishing.h"
#include "model/slabs.h"

namespace fanfare::core {

// A visitor as an open connection keeps it, which seldom asks for more: handshake and identity
// lie packed, in a third of what they take when they are to be looked at.
//
// Threads: one at a time.
class KeptVisitor : public InSlabs {
 public:
  explicit KeptVisitor(const Visitor& visitor);

  void setIdentity(const Identity& now) { identity_ = KeptIdentity(now); }

  // Without unpacking; the text is valid until setIdentity().
  std::string_view sessionKey() const { return identity_.sessionKey(); }
  Colons colons() const { return colons_; }

  // These unpack.
  IdentityPtr identity() const { return identity_.get(); }
  Handshake handshake() const;
  VisitorPtr visitor() const;

 private:
  PackedBytes packed_;  // the handshake
  KeptIdentity identity_;
  Colons colons_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_VISITOR_H_
