#include "policies/http.h"

#include <string>
#include <utility>
#include <variant>

#include "policies/http_answer.h"

namespace fanfare::policies {
namespace {

constexpr char kRule[] = "policy.type = http";

Refusal unknown() { return {503, "the policy cannot be asked now; try again later"}; }

Grant grantOf(const RequestedChannels& requested, const AllowedChannels& allowed) {
  Grant grant;
  for (const auto& channel : requested) {
    if (allowed.channels.count(textOf(channel)) > 0) {
      grant.granted.push_back(channel);
      grant.grantedBy.emplace_back(kRule);
    } else {
      grant.withheld.push_back(
          {channel, allowed.reason.empty() ? kRule : kRule + (": " + allowed.reason)});
    }
  }
  return grant;
}

}  // namespace

HttpPolicy::HttpPolicy(std::shared_ptr<backend::Client> client, SessionKeys sessionKeys)
    : client_(std::move(client)), sessionKeys_(sessionKeys) {}

Decision HttpPolicy::check(const Handshake& handshake, const Identity& identity,
                           const RequestedChannels& requested) const {
  if (requested.empty()) return Grant{};
  const auto response = client_->ask({"POST",
                                      {{"Content-Type", "application/json"}},
                                      questionAbout(handshake, identity, requested, sessionKeys_)});
  if (!response) return unknown();
  auto allowed = allowedBy(*response);
  if (!allowed) {
    client_->tellUnusable(allowed.error().message);
    return unknown();
  }
  if (const auto* refusal = std::get_if<Refusal>(&*allowed)) return *refusal;
  return grantOf(requested, std::get<AllowedChannels>(*allowed));
}

}  // namespace fanfare::policies
