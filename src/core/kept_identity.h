#ifndef FANFARE_CORE_KEPT_IDENTITY_H_
#define FANFARE_CORE_KEPT_IDENTITY_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/known_identity.h"

namespace fanfare::core {

// An identity as it is kept while nobody asks for it: packed into one block, a third of what it
// takes otherwise. Value type.
class KeptIdentity {
 public:
  // As it is, shared, until pack(). REQUIRES: not null.
  explicit KeptIdentity(IdentityPtr identity) : kept_(std::move(identity)) {}

  void pack();

  // Unpacks it, if it is packed; then another one at each call.
  IdentityPtr get() const;

  // Without unpacking. The texts are valid until it is packed, assigned to or destroyed.
  std::string_view user() const;
  std::string_view sessionKey() const;
  std::optional<std::chrono::system_clock::time_point> expiry() const;
  bool hasEvidence() const;

 private:
  std::variant<IdentityPtr, std::string> kept_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_IDENTITY_H_
