#include "policies/make_policy.h"

#include <set>
#include <utility>

#include "policies/allow_all.h"
#include "policies/chain.h"
#include "policies/http.h"
#include "policies/rules.h"
#include "policies/subscribe_only.h"

namespace fanfare::policies {
namespace {

using Made = std::unique_ptr<Policy>;

Error wrong(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<Made> makeOne(const std::string& name, const PolicyOptions& options) {
  if (name == "allow-all") return Made(std::make_unique<AllowAll>());
  if (name == "subscribe-only") return Made(std::make_unique<SubscribeOnly>());
  if (name == "rules") {
    if (!options.ruleBook) return wrong("policy.type = rules needs policy.rules.file");
    return Made(std::make_unique<Rules>(options.ruleBook));
  }
  if (name == "http") {
    if (!options.backend) return wrong("policy.type = http needs policy.http.url");
    return Made(std::make_unique<HttpPolicy>(options.backend, options.sessionKeys));
  }
  if (name == "plugin") {
    if (!options.makePlugin) return wrong("policy.type = plugin needs policy.plugin.library");
    return options.makePlugin();
  }
  std::string known;
  for (const auto& one : policyNames()) known += (known.empty() ? "" : ", ") + one;
  return wrong("there is no policy '" + name + "'; known are " + known);
}

}  // namespace

const std::vector<std::string>& policyNames() {
  static const std::vector<std::string> kNames{"subscribe-only", "allow-all", "rules", "http",
                                               "plugin"};
  return kNames;
}

Result<Made> makePolicy(const std::vector<std::string>& names, const PolicyOptions& options) {
  std::vector<Made> links;
  std::set<std::string> known;
  for (const auto& name : names) {
    if (!known.insert(name).second) return wrong("policy.type names '" + name + "' twice");
    auto made = makeOne(name, options);
    if (!made) return made;
    links.push_back(std::move(made).value());
  }
  if (links.empty()) return wrong("policy.type names no policy");
  if (links.size() == 1) return std::move(links.front());
  return Made(std::make_unique<Chain>(std::move(links)));
}

}  // namespace fanfare::policies
