#include "cli/argparse_options.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "model/ascii.h"

namespace fanfare::cli {
namespace {

Error usageError(const std::string& message) {
  return {ErrorCode::kInvalidArgument, "error: " + message};
}

bool beginsWith(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// "-5", "-.5": an argument, as no option looks like it.
bool isNegativeNumber(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  text.remove_prefix(1);
  const auto whole = text.substr(0, text.find_first_not_of(kDigits));
  if (whole.size() == text.size()) return !text.empty();
  const auto decimals = text.substr(whole.size() + 1);
  return text[whole.size()] == '.' && !decimals.empty() &&
         decimals.find_first_not_of(kDigits) == std::string_view::npos;
}

// One thing on the command line. Value type.
struct Word {
  enum class Kind { kArgument, kOption, kUnknownOption, kEndOfOptions };

  Kind kind;
  std::string text;
  const OptionText* option = nullptr;  // of a kOption
  bool isByLetter = false;
  std::optional<std::string> value = {};  // that it carries itself
};

using Words = std::vector<Word>;

// What argparse takes the words for, each by itself.
class WordReader {
 public:
  explicit WordReader(const std::vector<OptionText>& options) : options_(options) {}

  Result<Words> read(const std::vector<std::string>& arguments) const {
    Words words;
    bool hasEnded = false;
    for (const auto& argument : arguments) {
      if (hasEnded) {
        words.push_back({Word::Kind::kArgument, argument});
      } else if (argument == "--") {
        hasEnded = true;
        words.push_back({Word::Kind::kEndOfOptions, argument});
      } else {
        auto word = wordOf(argument);
        if (!word) return word.error();
        words.push_back(std::move(word).value());
      }
    }
    return words;
  }

  // Null pointer if there is none.
  const OptionText* byLetter(char letter) const {
    const auto found =
        std::find_if(options_.begin(), options_.end(),
                     [letter](const OptionText& one) { return letter && one.letter == letter; });
    return found == options_.end() ? nullptr : &*found;
  }

 private:
  Result<Word> wordOf(const std::string& text) const {
    const Word argument{Word::Kind::kArgument, text};
    if (text.size() < 2 || text.front() != '-') return argument;
    auto option = text[1] == '-' ? namedOption(text) : Result<Word>(letteredOption(text));
    if (!option || option->kind == Word::Kind::kOption) return option;
    const bool isArgument = isNegativeNumber(text) || text.find(' ') != std::string::npos;
    return isArgument ? argument : option;
  }

  // "--name", "--na=value".
  Result<Word> namedOption(const std::string& text) const {
    const auto equals = text.find('=');
    const std::string given = text.substr(2, equals == text.npos ? equals : equals - 2);
    std::vector<const OptionText*> meant;
    for (const auto& option : options_) {
      if (option.name == given) {
        meant = {&option};
        break;
      }
      if (beginsWith(option.name, given)) meant.push_back(&option);
    }
    if (meant.empty()) return Word{Word::Kind::kUnknownOption, text};
    if (meant.size() > 1) return ambiguous(text, meant);
    Word word{Word::Kind::kOption, text, meant.front()};
    if (equals != text.npos) word.value = text.substr(equals + 1);
    return word;
  }

  static Error ambiguous(const std::string& text, const std::vector<const OptionText*>& meant) {
    std::string names;
    for (const auto* option : meant) names += (names.empty() ? "--" : ", --") + option->name;
    return usageError("ambiguous option: " + text + " could match " + names);
  }

  // "-a", "-avalue", "-a=value".
  Word letteredOption(const std::string& text) const {
    const OptionText* const option = byLetter(text[1]);
    if (!option) return {Word::Kind::kUnknownOption, text};
    Word word{Word::Kind::kOption, text, option, true};
    if (text.size() > 2) word.value = text.substr(text[2] == '=' ? 3 : 2);
    return word;
  }

  const std::vector<OptionText>& options_;
};

std::string shownName(const OptionText& option) {
  const std::string name = "--" + option.name;
  return option.letter ? std::string{'-', option.letter, '/'} + name : name;
}

// Gives the words to the options, one after the other.
class Distribution {
 public:
  Distribution(const WordReader& reader, Words words) : reader_(reader), words_(std::move(words)) {}

  Result<Arguments> arguments() {
    while (at_ < words_.size() && !parsed_.has("help")) {
      Word word = std::move(words_[at_++]);
      if (word.kind != Word::Kind::kOption) {
        extras_ += " " + word.text;
        continue;
      }
      const auto taken = take(std::move(word));
      if (!taken) return taken.error();
    }
    if (!extras_.empty() && !parsed_.has("help")) {
      return usageError("unrecognized arguments:" + extras_);
    }
    return std::move(parsed_);
  }

 private:
  Result<void> take(Word word) {
    while (word.option->argument.empty()) {
      parsed_.options[word.option->name] = {""};
      if (!word.value) return {};
      if (!takeNextLetter(word)) return refused(*word.option, *word.value);
    }
    return takeArguments(word);
  }

  // Of "-va", where v takes no argument, "-a" is left.
  bool takeNextLetter(Word& word) const {
    const bool isGlued = word.isByLetter && !word.value->empty() && word.text[2] != '=';
    const OptionText* const next = isGlued ? reader_.byLetter(word.value->front()) : nullptr;
    if (!next) return false;
    const std::string rest = word.value->substr(1);
    word = {Word::Kind::kOption, '-' + *word.value, next, true};
    if (!rest.empty()) word.value = rest.substr(rest.front() == '=' ? 1 : 0);
    return true;
  }

  static Error refused(const OptionText& option, const std::string& value) {
    return usageError("argument " + shownName(option) + ": ignored explicit argument '" + value +
                      "'");
  }

  Result<void> takeArguments(const Word& word) {
    const OptionText& option = *word.option;
    const bool isForSeveral = option.occurs == Occurs::kWithSeveral;
    std::vector<std::string> values;
    if (word.value) {
      values = {*word.value};
    } else {
      while (at_ < words_.size() && words_[at_].kind == Word::Kind::kArgument &&
             (values.empty() || isForSeveral)) {
        values.push_back(std::move(words_[at_++].text));
      }
    }
    if (values.empty()) {
      return usageError(
          "argument " + shownName(option) +
          (isForSeveral ? ": expected at least one argument" : ": expected one argument"));
    }
    parsed_.options[option.name] = std::move(values);
    return {};
  }

  const WordReader& reader_;
  Words words_;
  std::size_t at_ = 0;
  Arguments parsed_;
  std::string extras_;  // what is nobody's, a blank before each
};

std::vector<OptionText> withHelp(const CommandText& command) {
  std::vector<OptionText> options{{"help", "", "", Occurs::kOnce, 'h'}};
  options.insert(options.end(), command.options.begin(), command.options.end());
  return options;
}

}  // namespace

Result<Arguments> parseArgparseOptions(const CommandText& command,
                                       const std::vector<std::string>& arguments) {
  const auto options = withHelp(command);
  const WordReader reader(options);
  auto words = reader.read(arguments);
  if (!words) return words.error();
  return Distribution(reader, std::move(words).value()).arguments();
}

std::string argparseUsageOf(const CommandText& command) {
  std::string usage = "usage: fanfare " + command.name;
  for (const auto& option : withHelp(command)) {
    usage += option.letter ? std::string(" [-") + option.letter : " [--" + option.name;
    if (!option.argument.empty()) usage += " " + option.argument;
    if (option.occurs == Occurs::kWithSeveral) usage += " [" + option.argument + " ...]";
    usage += "]";
  }
  return usage;
}

}  // namespace fanfare::cli
