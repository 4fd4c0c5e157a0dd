#include "http/explanation.h"

#include <algorithm>
#include <string_view>

#include "http/shown_channel.h"
#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::size_t kMaxShown = 200;  // bytes of one text that somebody else wrote

std::string quoted(std::string_view text) {
  const std::string_view cut = text.substr(0, kMaxShown);
  return "'" + std::string(cut) + (cut.size() < text.size() ? "...'" : "'");
}

std::string shown(const Identity& identity) {
  std::string text = identity.user.empty() ? "anonymous" : "user " + quoted(identity.user);
  if (!identity.anonymousBecause.empty()) text += " (" + identity.anonymousBecause + ")";
  for (const auto& group : identity.groups) text += ", group " + quoted(group);
  if (!identity.sessionKey.empty()) text += ", session " + shownSecret(identity.sessionKey);
  for (const auto& [name, value] : identity.attributes) {
    text += ", attribute " + name + "=" + quoted(value);
  }
  return text;
}

std::string shown(const RequestedChannel& requested) {
  const char* access = requested.access == Access::kSubscribe ? "subscribe " : "publish ";
  return access + shownChannel(requested.channel);
}

void addChannels(const Grant& grant, std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < grant.granted.size(); ++i) {
    lines.push_back("granted: " + shown(grant.granted[i]) + ", by " + grant.grantedBy[i]);
  }
  for (const auto& [requested, rule] : grant.withheld) {
    lines.push_back("withheld: " + shown(requested) + ", by " + rule);
  }
}

std::string verdictOn(const Admission& admission) {
  if (const auto& turned = admission.turned) {
    return "refused with " + std::to_string(turned->refusal.status) + ": " + turned->forOperators();
  }
  const Grant& grant = admission.grant;
  return "admitted: " + std::to_string(grant.granted.size()) + " granted, " +
         std::to_string(grant.withheld.size()) + " withheld, " +
         std::to_string(grant.passedOver.size()) + " passed over";
}

}  // namespace

std::vector<std::string> explain(const Handshake& handshake, const Admission& admission) {
  std::vector<std::string> lines;
  lines.push_back("facility: " + quoted(handshake.facility) + ", asked for by " +
                  handshake.clientAddress);
  if (admission.identity) lines.push_back("identity: " + shown(*admission.identity));
  if (admission.turned) {
    for (const auto& requested : admission.request.requested) {
      lines.push_back("asked for: " + shown(requested));
    }
  }
  addChannels(admission.grant, lines);
  for (const auto& [asked, rule] : admission.request.passedOver) {
    lines.push_back("passed over: " + asked + ", " + rule);
  }
  lines.push_back("verdict: " + verdictOn(admission));
  for (auto& line : lines) std::replace_if(line.begin(), line.end(), isControl, '?');
  return lines;
}

}  // namespace fanfare::http
