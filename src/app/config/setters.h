#ifndef FANFARE_APP_CONFIG_SETTERS_H_
#define FANFARE_APP_CONFIG_SETTERS_H_

#include <string>
#include <utility>
#include <vector>

#include "fanfare/result.h"

#include "app/config/keys.h"
#include "app/config/values.h"

namespace fanfare::app {

// How the text of a setting gets into the Config: each makes a Key::Set of a function that returns
// the place, `Place& (Config&)`.

// Puts what `read` makes of the text there. `read` returns a Result.
template <typename Read, typename Place>
Key::Set reading(Read read, Place place) {
  return [read, place](Config& config, const std::string&, const std::string& text) {
    auto value = read(text);
    if (!value) return Result<void>(value.error());
    using Target = std::remove_reference_t<decltype(place(config))>;
    place(config) = static_cast<Target>(std::move(value).value());
    return Result<void>();
  };
}

template <typename Place>
Key::Set wholeNumber(Range range, Place place) {
  return reading([range](const std::string& text) { return wholeNumberIn(text, range); }, place);
}

template <typename Place>
Key::Set byteCount(Range range, Place place) {
  return reading([range](const std::string& text) { return bytesIn(text, range); }, place);
}

template <typename Place>
Key::Set seconds(Range range, Place place) {
  return reading([range](const std::string& text) { return secondsIn(text, range); }, place);
}

template <typename Place>
Key::Set onOff(Place place) {
  return reading([](const std::string& text) { return switchIn(text); }, place);
}

template <typename Place>
Key::Set anyText(Place place) {
  return reading([](const std::string& text) { return Result<std::string>(text); }, place);
}

template <typename Place>
Key::Set list(Place place) {
  return reading(
      [](const std::string& text) { return Result<std::vector<std::string>>(listIn(text)); },
      place);
}

// One of `choices`, each a word with what it stands for.
template <typename Value, typename Place>
Key::Set oneOf(std::vector<std::pair<std::string, Value>> choices, Place place) {
  const auto read = [choices](const std::string& text) -> Result<Value> {
    std::string words;
    for (const auto& [word, value] : choices) {
      if (word == text) return value;
      words += (words.empty() ? "" : ", ") + word;
    }
    return Error{ErrorCode::kInvalidArgument, "is none of " + words};
  };
  return reading(read, place);
}

// One of `words`, as it is.
template <typename Place>
Key::Set oneWordOf(const std::vector<std::string>& words, Place place) {
  std::vector<std::pair<std::string, std::string>> choices;
  choices.reserve(words.size());
  for (const auto& word : words) choices.emplace_back(word, word);
  return oneOf<std::string>(std::move(choices), place);
}

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_SETTERS_H_
