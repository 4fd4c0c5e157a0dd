#include "policies/rule_words.h"

#include <algorithm>

#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare::policies {
namespace {

constexpr std::size_t kMaxShown = 40;  // bytes of a word that is wrong

bool isBlank(char c) { return c == ' ' || c == '\t'; }

bool continuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string shortened(std::string_view word) {
  if (word.size() <= kMaxShown) return std::string(word);
  std::size_t end = kMaxShown;
  while (continuesCharacter(word[end])) --end;
  return std::string(word.substr(0, end)) + "...";
}

}  // namespace

Result<RuleWords> RuleWords::of(std::string_view line, const std::string& place) {
  RuleWords words(line, place);
  if (!isUtf8(line)) return words.wrong(0, "the line is not UTF-8");
  const auto isUnfit = [](char c) { return isControl(c) && c != '\t'; };
  const auto unfit = std::find_if(line.begin(), line.end(), isUnfit);
  if (unfit != line.end()) {
    return words.wrong(static_cast<std::size_t>(unfit - line.begin()),
                       "there is a control character");
  }
  const auto done = words.split();
  if (!done) return done.error();
  return words;
}

Error RuleWords::expected(const std::string& what) const {
  if (!atEnd()) {
    const Word& word = words_[next_];
    const auto found = line_.substr(word.begin, word.end - word.begin);
    return wrong(word.begin, "expected " + what + ", found '" + shortened(found) + "'");
  }
  const std::size_t end = words_.empty() ? 0 : words_.back().end;
  return wrong(end, "expected " + what + ", found the end of the rule");
}

std::string_view RuleWords::text() const {
  if (words_.empty()) return {};
  return line_.substr(words_.front().begin, words_.back().end - words_.front().begin);
}

Result<void> RuleWords::split() {
  std::size_t at = 0;
  for (;;) {
    while (at < line_.size() && isBlank(line_[at])) ++at;
    if (at == line_.size() || line_[at] == '#') return {};
    const auto end = readWord(at);
    if (!end) return end.error();
    at = *end;
  }
}

Result<std::size_t> RuleWords::readWord(std::size_t begin) {
  std::string word;
  std::size_t at = begin;
  while (at < line_.size() && !isBlank(line_[at])) {
    if (line_[at] != '"') {
      word += line_[at++];
      continue;
    }
    const auto end = readQuoted(at, word);
    if (!end) return end.error();
    at = *end;
  }
  words_.push_back({std::move(word), begin, at});
  return at;
}

// Appends what is quoted; returns where it goes on behind the closing quote.
Result<std::size_t> RuleWords::readQuoted(std::size_t quote, std::string& word) const {
  for (std::size_t at = quote + 1; at < line_.size(); ++at) {
    if (line_[at] == '"') return at + 1;
    if (line_[at] == '\\') {
      ++at;
      const bool isEscape = at < line_.size() && (line_[at] == '"' || line_[at] == '\\');
      if (!isEscape)
        return wrong(at - 1, "expected \\\" or \\\\ in quotes, found another backslash");
    }
    word += line_[at];
  }
  return wrong(quote, "the quote is not closed");
}

Error RuleWords::wrong(std::size_t at, const std::string& what) const {
  const std::string_view before = line_.substr(0, at);
  const auto column = 1 + std::count_if(before.begin(), before.end(),
                                        [](char c) { return !continuesCharacter(c); });
  return {ErrorCode::kInvalidArgument, place_ + ":" + std::to_string(column) + ": " + what};
}

}  // namespace fanfare::policies
