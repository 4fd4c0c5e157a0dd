// A rule a line:
//
//   line      := [ rule ] [ "#" comment ]
//   rule      := ("allow" | "deny") access audiences facility who
//   access    := "any" | "*" | word *( "," word )       word := subscribe, publish
//   audiences := "any" | "*" | audience *( "," audience )
//   audience  := ("user" | "group" | "room") [ ":" pattern ]
//              | "broadcast" | "session" | "connection"
//   facility  := pattern
//   who       := "anyone" | "anonymous" | "authenticated"
//              | "user" name | "group" name | "attribute" name "=" value
//
// Words are separated by blanks and tabs. What stands in double quotes, in a word or around it, may
// hold blanks; \" and \\ stand there for " and \. A "#" that begins a word begins a comment.

#include "policies/rule_file.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "model/ascii.h"
#include "policies/rule_words.h"

namespace fanfare::policies {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr const char* kAudienceWords = "any, broadcast, user, group, session, room or connection";
constexpr const char* kWhoWords =
    "anyone, anonymous, authenticated, user NAME, group NAME or attribute NAME=VALUE";

bool isAny(std::string_view word) { return word == "any" || word == "*"; }

// What lies between the commas of `list`: at least one part, be it empty.
std::vector<std::string_view> partsOf(std::string_view list) {
  std::vector<std::string_view> parts;
  for (auto comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
    parts.push_back(takeUntil(',', list));
  }
  parts.push_back(list);
  return parts;
}

struct Accesses {
  bool subscribe = false;
  bool publish = false;
};

// nullopt if `list` holds anything else.
std::optional<Accesses> accessesIn(std::string_view list) {
  if (isAny(list)) return Accesses{true, true};
  Accesses named;
  for (const std::string_view part : partsOf(list)) {
    if (part == "subscribe") {
      named.subscribe = true;
    } else if (part == "publish") {
      named.publish = true;
    } else {
      return std::nullopt;
    }
  }
  return named;
}

std::optional<AudienceKind> audienceKindOf(std::string_view word) {
  for (const auto kind : {AudienceKind::kBroadcast, AudienceKind::kUser, AudienceKind::kGroup,
                          AudienceKind::kSession, AudienceKind::kRoom, AudienceKind::kConnection}) {
    if (wordOf(kind) == word) return kind;
  }
  return std::nullopt;
}

bool mayBeNamed(AudienceKind kind) {
  return kind == AudienceKind::kUser || kind == AudienceKind::kGroup || kind == AudienceKind::kRoom;
}

// The rule that the words of one line make.
class RuleReader {
 public:
  explicit RuleReader(RuleWords words) : words_(std::move(words)) {}

  Result<Rule> read() {
    for (const auto part :
         {&RuleReader::readVerdict, &RuleReader::readAccess, &RuleReader::readAudiences,
          &RuleReader::readFacility, &RuleReader::readWho}) {
      const auto done = (this->*part)();
      if (!done) return done.error();
    }
    if (!words_.atEnd()) return words_.expected("the end of the rule");
    return std::move(rule_);
  }

 private:
  Result<void> readVerdict() {
    const std::string_view word = words_.peek();
    if (word != "allow" && word != "deny") return words_.expected("allow or deny");
    rule_.verdict = word == "allow" ? Verdict::kAllow : Verdict::kDeny;
    words_.skip();
    return {};
  }

  Result<void> readAccess() {
    const auto named = accessesIn(words_.peek());
    if (!named) return words_.expected("subscribe, publish or any");
    if (named->subscribe != named->publish) {
      rule_.access = named->subscribe ? Access::kSubscribe : Access::kPublish;
    }
    words_.skip();
    return {};
  }

  Result<void> readAudiences() {
    if (!isAny(words_.peek())) {
      for (const std::string_view part : partsOf(words_.peek())) {
        auto done = readAudience(part);
        if (!done) return done;
      }
    }
    words_.skip();
    return {};
  }

  Result<void> readAudience(std::string_view text) {
    const auto colon = text.find(':');
    const auto kind = audienceKindOf(text.substr(0, colon));
    if (!kind) return words_.expected(kAudienceWords);
    AudiencePattern audience{*kind};
    if (colon != std::string_view::npos) {
      if (!mayBeNamed(*kind))
        return words_.expected("no name behind " + std::string(wordOf(*kind)));
      audience.name = std::string(text.substr(colon + 1));
      if (audience.name->empty()) return words_.expected("a pattern behind the colon");
    }
    rule_.audiences.push_back(std::move(audience));
    return {};
  }

  Result<void> readFacility() {
    if (words_.atEnd() || words_.peek().size() > Channel::kMaxFacilityBytes) {
      return words_.expected("a pattern for the facility, of at most " +
                             std::to_string(Channel::kMaxFacilityBytes) + " bytes");
    }
    rule_.facility = words_.peek();
    words_.skip();
    return {};
  }

  Result<void> readWho() {
    const std::string_view word = words_.peek();
    if (word == "user" || word == "group") {
      rule_.who.kind = word == "user" ? WhoKind::kUser : WhoKind::kGroup;
      return readName();
    }
    if (word == "attribute") return readAttribute();
    if (word == "anyone") {
      rule_.who.kind = WhoKind::kAnyone;
    } else if (word == "anonymous") {
      rule_.who.kind = WhoKind::kAnonymous;
    } else if (word == "authenticated") {
      rule_.who.kind = WhoKind::kAuthenticated;
    } else {
      return words_.expected(kWhoWords);
    }
    words_.skip();
    return {};
  }

  Result<void> readName() {
    words_.skip();
    if (words_.peek().empty()) return words_.expected("a name");
    rule_.who.name = words_.peek();
    words_.skip();
    return {};
  }

  Result<void> readAttribute() {
    words_.skip();
    const std::string_view pair = words_.peek();
    const auto equals = pair.find('=');
    if (equals == 0 || equals == std::string_view::npos) return words_.expected("NAME=VALUE");
    rule_.who = {WhoKind::kAttribute, std::string(pair.substr(0, equals)),
                 std::string(pair.substr(equals + 1))};
    words_.skip();
    return {};
  }

  RuleWords words_;
  Rule rule_;
};

Result<void> addRule(std::string_view line, const std::string& place, RuleFile& file) {
  auto words = RuleWords::of(line, place);
  if (!words) return words.error();
  if (words->atEnd()) return {};
  std::string shown = place + ": " + std::string(words->text());
  auto rule = RuleReader(std::move(words).value()).read();
  if (!rule) return rule.error();
  if (file.rules.size() == kMaxRules) {
    return Error{ErrorCode::kInvalidArgument,
                 place + ": there are more than " + std::to_string(kMaxRules) + " rules"};
  }
  file.rules.push_back(std::move(rule).value());
  file.rules.back().shown = std::move(shown);
  return {};
}

Error unreadable(const std::string& path, const std::string& why) {
  return {ErrorCode::kInvalidArgument, path + ": " + why};
}

}  // namespace

Result<RuleFile> parseRules(std::string_view text, const std::string& name) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  RuleFile file{name, {}};
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = takeUntil('\n', text);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const auto done = addRule(line, name + ":" + std::to_string(number), file);
    if (!done) return done.error();
  }
  if (file.rules.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 name + ": there is no rule in it; to deny everything say: deny any any * anyone"};
  }
  return file;
}

Result<RuleFile> readRuleFile(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure)) {
    return unreadable(path, failure ? failure.message() : "is no regular file");
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(kMaxRuleFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.fail() && !stream.eof())) return unreadable(path, "cannot be read");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxRuleFileBytes) {
    return unreadable(path, "is larger than " + std::to_string(kMaxRuleFileBytes / 1024) + " KiB");
  }
  return parseRules(text, std::filesystem::path(path).filename().string());
}

}  // namespace fanfare::policies
