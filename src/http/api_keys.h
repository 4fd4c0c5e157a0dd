#ifndef FANFARE_HTTP_API_KEYS_H_
#define FANFARE_HTTP_API_KEYS_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::http {

enum class ApiScope { kPublish, kRead, kAdmin };

// "publish", "read", "admin".
std::optional<ApiScope> apiScopeOf(std::string_view word);

// One of api.key.<name>. Value type.
struct ApiKey {
  std::string name;
  std::string secret;
  std::vector<ApiScope> scopes{ApiScope::kPublish, ApiScope::kRead};  // kAdmin holds the others
  std::vector<std::string> facilities{"*"};                           // patterns

  bool holds(ApiScope scope) const;
  bool reaches(std::string_view facility) const;
};

// Who may use the HTTP API. Immutable.
class ApiKeys {
 public:
  explicit ApiKeys(std::vector<ApiKey> keys);

  bool empty() const { return keys_.empty(); }

  // The key that `authorization`, a header's value, carries as a bearer token; null if none. Takes
  // as long for a wrong token as for a right one.
  const ApiKey* find(std::string_view authorization) const;

 private:
  using Digest = std::array<unsigned char, 32>;

  std::vector<ApiKey> keys_;
  std::vector<Digest> digests_;  // of the secrets, in the order of keys_
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_API_KEYS_H_
