#ifndef FANFARE_CORE_KEPT_IDENTITY_H_
#define FANFARE_CORE_KEPT_IDENTITY_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/known_identity.h"
#include "core/packing.h"

namespace fanfare::core {

// An identity as it is kept while nobody asks for it: packed into one block, a third of what it
// takes otherwise. Value type.
class KeptIdentity {
 public:
  KeptIdentity() = default;  // as of Identity()
  explicit KeptIdentity(const Identity& identity);

  // Unpacks it: another one at each call.
  IdentityPtr get() const;

  // Without unpacking. The texts are valid until it is assigned to or destroyed.
  std::string_view user() const;
  std::string_view sessionKey() const;
  std::optional<std::chrono::system_clock::time_point> expiry() const;
  bool hasEvidence() const;

  // As keyOf(). Unpacks the rest only where there is no evidence.
  std::string key() const;

 private:
  PackedBytes packed_;  // empty: Identity()
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_IDENTITY_H_
