#include "app/config/backend_keys.h"

#include <algorithm>
#include <utility>

#include "app/config/secret_key.h"
#include "app/config/setters.h"

namespace fanfare::app {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMinute = 60;
constexpr std::uint64_t kHour = 60 * kMinute;

Result<backend::Url> urlIn(const std::string& text) {
  if (text.empty()) return backend::Url{};
  return backend::Url::parse(text);
}

Result<std::string> secretIn(const std::string& text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; }))
    return text;
  return Error{ErrorCode::kInvalidArgument, "holds a blank or something that is not ASCII"};
}

Result<milliseconds> patienceIn(const std::string& text) {
  constexpr milliseconds kLeast{10};
  auto patience = secondsIn(text, {0, kMinute});
  if (patience && *patience < kLeast) {
    return Error{ErrorCode::kInvalidArgument, "is less than 0.01 seconds"};
  }
  return patience;
}

}  // namespace

void addBackend(std::vector<Key>& table, const std::string& prefix,
                const std::function<backend::ClientOptions&(Config&)>& optionsOf) {
  table.push_back({prefix + ".url", "", "", "The URL that is asked, http or https.",
                   reading(
                       urlIn, [optionsOf](Config & c) -> auto& { return optionsOf(c).url; })});
  addSecret(table,
            {prefix + ".secret", "", "", "What the header Fanfare-Secret carries there.",
             reading(
                 secretIn, [optionsOf](Config & c) -> auto& { return optionsOf(c).secret; })});
  table.insert(
      table.end(),
      {{prefix + ".authorities", "", "", "A file with the certificates that are believed there.",
        anyText([optionsOf](Config & c) -> auto& { return optionsOf(c).authorities; })},
       {prefix + ".timeout", "3", "seconds", "How long an answer may take in all.",
        reading(
            patienceIn, [optionsOf](Config & c) -> auto& { return optionsOf(c).timeout; })},
       {prefix + ".connect_timeout", "1", "seconds", "How long a connection may take to open.",
        reading(
            patienceIn, [optionsOf](Config & c) -> auto& { return optionsOf(c).connectTimeout; })},
       {prefix + ".max_waiting", "16", "questions", "How many handshakes may wait for it at once.",
        wholeNumber(
            {1, 1024}, [optionsOf](Config & c) -> auto& { return optionsOf(c).maxWaiting; })},
       {prefix + ".failures", "5", "failures", "After how many in a row it is left alone.",
        wholeNumber(
            {1, 1000}, [optionsOf](Config & c) -> auto& { return optionsOf(c).failures; })},
       {prefix + ".pause", "5", "seconds", "For how long.",
        seconds(
            {0, kHour}, [optionsOf](Config & c) -> auto& { return optionsOf(c).pause; })}});
}

}  // namespace fanfare::app
