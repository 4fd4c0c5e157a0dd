#ifndef FANFARE_POLICIES_RULE_WORDS_H_
#define FANFARE_POLICIES_RULE_WORDS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::policies {

// The words of one line of a rule file, without their quotes, one after the other. Resource of one
// parse; `line` outlives it.
class RuleWords {
 public:
  // `place` names file and line, for errors. Fails with kInvalidArgument, naming the column, if
  // `line` is not UTF-8, holds a control character, or quotes wrongly.
  static Result<RuleWords> of(std::string_view line, const std::string& place);

  bool atEnd() const { return next_ == words_.size(); }
  // Empty at the end. Valid as long as this, unmoved.
  std::string_view peek() const { return atEnd() ? std::string_view() : words_[next_].text; }
  void skip() { next_ += atEnd() ? 0 : 1; }

  // "place:column: expected ..., found ...", of the word that is next.
  Error expected(const std::string& what) const;

  // The line from the first word to the last, as it is.
  std::string_view text() const;

 private:
  struct Word {
    std::string text;
    std::size_t begin;  // in line_
    std::size_t end;
  };

  RuleWords(std::string_view line, const std::string& place) : line_(line), place_(place) {}

  Result<void> split();
  Result<std::size_t> readWord(std::size_t begin);
  Result<std::size_t> readQuoted(std::size_t quote, std::string& word) const;
  Error wrong(std::size_t at, const std::string& what) const;

  std::string_view line_;
  std::string place_;
  std::vector<Word> words_;
  std::size_t next_ = 0;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_RULE_WORDS_H_
