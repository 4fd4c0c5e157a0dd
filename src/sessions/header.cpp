#include "sessions/header.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "model/ascii.h"
#include "sessions/name_check.h"

namespace fanfare::sessions {
namespace {

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
    const auto comma = std::min(list.find(','), list.size());
    const std::string_view entry = list.substr(0, comma);
    const auto first = entry.find_first_not_of(' ');
    if (first != std::string_view::npos) {
      groups.emplace_back(entry.substr(first, entry.find_last_not_of(' ') - first + 1));
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

}  // namespace

HeaderResolver::HeaderResolver(HeaderOptions options, Log& log)
    : options_(std::move(options)), log_(log) {}

Result<Identity> HeaderResolver::resolve(const Handshake& handshake) const {
  if (!options_.trusted.contains(handshake.peerAddress)) {
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
  identity.user = *user;
  identity.groups = groupsIn(*groups);
  identity.sessionKey = *session;
  return identity;
}

bool HeaderResolver::carriesIdentity(const Handshake& handshake) const {
  return handshake.header(options_.user) || handshake.header(options_.groups) ||
         handshake.header(options_.session);
}

void HeaderResolver::tellIgnored(const Handshake& handshake) const {
  if (!carriesIdentity(handshake) || toldIgnored_.exchange(true)) return;
  log_.write(LogLevel::kWarning,
             "identity headers from " + handshake.peerAddress +
                 " are ignored, and so from everyone who is not in identity.header.trusted");
}

}  // namespace fanfare::sessions
