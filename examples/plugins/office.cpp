// A plug-in with a policy and a session resolver of a site's own.
//
//    identity.resolver         = plugin
//    identity.plugin.library   = /usr/local/lib/fanfare/office.so
//    identity.plugin.argument  = /etc/office/badges
//    policy.type               = plugin
//    policy.plugin.library     = /usr/local/lib/fanfare/office.so
//    policy.plugin.argument    = staff

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "fanfare/plugin.h"

namespace {

using fanfare::Error;
using fanfare::ErrorCode;
using fanfare::Evidence;
using fanfare::Handshake;
using fanfare::Identity;
using fanfare::Result;

// Knows visitors by the badge in their cookie "badge". The file, read each time, has a line for
// each badge: the badge, the user, and the user's groups, with blanks between.
class Badges final : public fanfare::SessionResolver {
 public:
  explicit Badges(std::string file) : file_(std::move(file)) {}

  const char* name() const override { return "badges"; }

  Result<Identity> resolve(const Handshake& handshake) const override {
    const auto badge = handshake.cookie("badge");
    if (!badge) return Identity{};
    return whoHas(std::string(*badge));
  }

  // Asked now and then while a socket is open: who has left, is let go.
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override {
    std::vector<Result<Identity>> found;
    for (const Identity& identity : known) found.push_back(whoHas(identity.evidence->text));
    return found;
  }

 private:
  Result<Identity> whoHas(const std::string& badge) const {
    Identity identity;
    identity.asOf = std::chrono::system_clock::now();
    std::ifstream file(file_);
    if (!file) return Error{ErrorCode::kUnavailable, file_ + " cannot be read"};
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string known;
      if (!(words >> known) || known != badge || !(words >> identity.user)) continue;
      for (std::string group; words >> group;) identity.groups.push_back(group);
      identity.sessionKey = badge;
      identity.evidence = Evidence{name(), badge};
      return identity;
    }
    identity.anonymousBecause = "badges: there is no such badge, or no more";
    return identity;
  }

  const std::string file_;
};

// Everybody hears; who is in one group says.
class OneGroupSpeaks final : public fanfare::Policy {
 public:
  explicit OneGroupSpeaks(std::string group) : group_(std::move(group)) {}

  const char* name() const override { return "one-group-speaks"; }

  fanfare::Decision check(const Handshake& /*handshake*/, const Identity& identity,
                          const fanfare::RequestedChannels& requested) const override {
    fanfare::Grant grant;
    for (const auto& one : requested) {
      if (one.access == fanfare::Access::kSubscribe || isIn(identity)) {
        grant.granted.push_back(one);
      } else {
        grant.withheld.push_back({one, "only " + group_ + " may speak"});
      }
    }
    return grant;
  }

 private:
  bool isIn(const Identity& identity) const {
    for (const auto& group : identity.groups) {
      if (group == group_) return true;
    }
    return false;
  }

  const std::string group_;
};

Result<std::unique_ptr<fanfare::SessionResolver>> makeResolver(const std::string& argument) {
  if (argument.empty())
    return Error{ErrorCode::kInvalidArgument, "the file of badges is not named"};
  return std::unique_ptr<fanfare::SessionResolver>(std::make_unique<Badges>(argument));
}

Result<std::unique_ptr<fanfare::Policy>> makePolicy(const std::string& argument) {
  if (argument.empty()) return Error{ErrorCode::kInvalidArgument, "the group is not named"};
  return std::unique_ptr<fanfare::Policy>(std::make_unique<OneGroupSpeaks>(argument));
}

}  // namespace

const fanfare::Plugin* fanfarePlugin() {
  static const fanfare::Plugin plugin = [] {
    fanfare::Plugin offered;
    offered.makePolicy = makePolicy;
    offered.makeResolver = makeResolver;
    return offered;
  }();
  return &plugin;
}
