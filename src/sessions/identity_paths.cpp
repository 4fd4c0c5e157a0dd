#include "sessions/identity_paths.h"

#include <algorithm>
#include <utility>

#include "sessions/name_check.h"

namespace fanfare::sessions {
namespace {

Error malformed(const std::string& path) {
  return {ErrorCode::kNotAuthorized, "what stands at '" + path + "' is no name"};
}

const foreign::Value& asItIs(const foreign::Value& value) { return value; }

// Empty if there is none.
Result<std::string> nameAt(const foreign::Value& json, const std::string& path, Unwrap unwrap) {
  const foreign::Value* value = json.at(path);
  if (!value || value->isNull()) return std::string();
  auto name = unwrap(*value).asName();
  if (!name || !fitsAChannel(*name)) return malformed(path);
  return *std::move(name);
}

Result<std::vector<std::string>> namesAt(const foreign::Value& json, const std::string& path,
                                         Unwrap unwrap) {
  const foreign::Value* value = json.at(path);
  if (!value || value->isNull()) return std::vector<std::string>();
  auto names = unwrap(*value).asNames();
  if (!names || !std::all_of(names->begin(), names->end(), fitsAChannel)) return malformed(path);
  std::sort(names->begin(), names->end());
  names->erase(std::unique(names->begin(), names->end()), names->end());
  names->erase(std::remove(names->begin(), names->end(), ""), names->end());
  return *std::move(names);
}

std::map<std::string, std::string> attributesAt(const foreign::Value& json, const std::string& path,
                                                Unwrap unwrap) {
  std::map<std::string, std::string> attributes;
  const foreign::Value* value = json.at(path);
  const auto* members = value ? unwrap(*value).members() : nullptr;
  if (!members) return attributes;
  for (const auto& [name, member] : *members) {
    if (auto text = unwrap(member).asName()) attributes.emplace(name, *std::move(text));
  }
  return attributes;
}

}  // namespace

Result<Identity> identityIn(const foreign::Value& json, const IdentityPaths& paths) {
  return identityIn(json, paths, asItIs);
}

Result<Identity> identityIn(const foreign::Value& json, const IdentityPaths& paths, Unwrap unwrap) {
  auto user = nameAt(json, paths.user, unwrap);
  if (!user) return user.error();
  auto groups = namesAt(json, paths.groups, unwrap);
  if (!groups) return groups.error();
  auto session = nameAt(json, paths.session, unwrap);
  if (!session) return session.error();

  Identity identity;
  identity.user = std::move(user).value();
  if (!identity.user.empty()) identity.groups = std::move(groups).value();
  identity.sessionKey = std::move(session).value();
  identity.attributes = attributesAt(json, paths.attributes, unwrap);
  return identity;
}

Identity anonymousBecause(const char* resolver, const Error& reason) {
  Identity identity;
  identity.anonymousBecause = std::string(resolver) + ": " + reason.message;
  return identity;
}

}  // namespace fanfare::sessions
