// Rules that can be read can be read again from what is shown of them, and judge alike.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fanfare/channel.h"
#include "fanfare/utf8.h"

#include "fuzz/expect.h"
#include "policies/rule_file.h"

namespace {

using namespace fanfare;
using fanfare::fuzzing::expect;
using policies::Rule;

bool judgesAs(const Rule& rule, const Rule& other) {
  Identity identity;
  identity.user = other.who.kind == policies::WhoKind::kUser ? other.who.name : "ann";
  identity.groups = {other.who.name};
  identity.attributes = {{other.who.name, other.who.value}};
  for (const char* key : {"broadcast:a", "room:a:b", "user:ann:", "session:x:a/b"}) {
    for (const auto access : {Access::kSubscribe, Access::kPublish}) {
      const RequestedChannel asked{access, Channel::parse(key).value()};
      if (rule.appliesTo(asked, identity) != other.appliesTo(asked, identity)) return false;
      if (rule.appliesTo(asked, {}) != other.appliesTo(asked, {})) return false;
    }
  }
  return rule.verdict == other.verdict;
}

void checkRule(const Rule& rule) {
  expect(isUtf8(rule.shown), "what is shown is UTF-8");
  expect(rule.shown.find('\n') == std::string::npos, "what is shown is one line");
  const auto text = rule.shown.find(": ");
  expect(text != std::string::npos, "the place comes first");
  const auto again = policies::parseRules(std::string_view(rule.shown).substr(text + 2), "f");
  expect(again && again->rules.size() == 1, "what is shown is a rule");
  expect(judgesAs(rule, again->rules.front()), "what is shown is that rule");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file =
      policies::parseRules(std::string_view(reinterpret_cast<const char*>(data), size), "f");
  if (!file) {
    expect(isUtf8(file.error().message), "an error is UTF-8");
    expect(file.error().message.find('\n') == std::string::npos, "an error is one line");
    return 0;
  }
  expect(!file->rules.empty() && file->rules.size() <= policies::kMaxRules, "a file is bounded");
  for (const Rule& rule : file->rules) checkRule(rule);
  return 0;
}
