#include "sessions/header.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "model/ascii.h"
#include "sessions/name_check.h"

namespace fanfare::sessions {
namespace {

constexpr char kSecret[] = "X-Auth-Secret";

// The one value under `name`, empty if there is none.
Result<std::string_view> valueOf(const Handshake& handshake, const std::string& name) {
  std::optional<std::string_view> value;
  for (const auto& header : handshake.headers) {
    if (!equalsIgnoringCase(header.name, name)) continue;
    if (value) return Error{ErrorCode::kInvalidArgument, "the header " + name + " came twice"};
    value = header.value;
  }
  if (value && !fitsAChannel(*value)) {
    return Error{ErrorCode::kInvalidArgument, "the header " + name + " is malformed"};
  }
  return value.value_or(std::string_view());
}

std::vector<std::string> groupsIn(std::string_view list) {
  std::vector<std::string> groups;
  while (!list.empty()) {
    const std::string_view entry = trimmed(takeUntil(',', list));
    if (!entry.empty()) groups.emplace_back(entry);
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

}  // namespace

HeaderResolver::HeaderResolver(HeaderOptions options, Log& log)
    : options_(std::move(options)), log_(log) {}

Result<Identity> HeaderResolver::resolve(const Handshake& handshake) const {
  if (!options_.trusted.contains(handshake.peerAddress) || !knowsSecret(handshake)) {
    tellIgnored(handshake);
    return Identity{};
  }
  const auto user = valueOf(handshake, options_.user);
  const auto groups = valueOf(handshake, options_.groups);
  const auto session = valueOf(handshake, options_.session);
  for (const auto* value : {&user, &groups, &session}) {
    if (!*value) return value->error();
  }

  Identity identity;
  identity.asOf = std::chrono::system_clock::now();
  identity.user = *user;
  identity.groups = groupsIn(*groups);
  identity.sessionKey = *session;
  return identity;
}

bool HeaderResolver::knowsSecret(const Handshake& handshake) const {
  if (options_.secret.empty()) return true;
  const std::string_view given = handshake.header(kSecret).value_or(std::string_view());
  return given.size() == options_.secret.size() &&
         CRYPTO_memcmp(given.data(), options_.secret.data(), given.size()) == 0;
}

bool HeaderResolver::carriesIdentity(const Handshake& handshake) const {
  return handshake.header(options_.user) || handshake.header(options_.groups) ||
         handshake.header(options_.session);
}

void HeaderResolver::tellIgnored(const Handshake& handshake) const {
  if (!carriesIdentity(handshake) || toldIgnored_.exchange(true)) return;
  log_.write(LogLevel::kWarning,
             "identity headers from " + handshake.peerAddress +
                 " are ignored: it is not in identity.header.trusted, or does not send "
                 "identity.header.secret; told once");
}

}  // namespace fanfare::sessions
