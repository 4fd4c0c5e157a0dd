#ifndef FANFARE_CORE_KEPT_VISITOR_H_
#define FANFARE_CORE_KEPT_VISITOR_H_

#include <string>
#include <utility>

#include "fanfare/handshake.h"

#include "core/known_identity.h"
#include "core/publishing.h"

namespace fanfare::core {

// A visitor as an open connection keeps it, which seldom asks for more: the handshake lies packed
// in one block, a third of what it takes when it is to be looked at.
//
// Threads: one at a time.
class KeptVisitor {
 public:
  explicit KeptVisitor(const Visitor& visitor);

  const IdentityPtr& identity() const { return identity_; }
  void setIdentity(IdentityPtr now) { identity_ = std::move(now); }
  Colons colons() const { return colons_; }

  // Both unpack it.
  Handshake handshake() const;
  VisitorPtr visitor() const;

 private:
  std::string packed_;  // the handshake
  IdentityPtr identity_;
  Colons colons_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_VISITOR_H_
