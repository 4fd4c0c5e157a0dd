#ifndef FANFARE_APP_CONFIG_KEYS_H_
#define FANFARE_APP_CONFIG_KEYS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "app/config/config.h"

namespace fanfare::app {

// A key of the configuration. Its name may hold one placeholder, "<name>" or "<pattern>"; a name
// has no dot, a pattern may. Value type.
struct Key {
  // `wildcard` is what stood for the placeholder. Fails with kInvalidArgument and a message that
  // goes on behind the key.
  using Set =
      std::function<Result<void>(Config& config, const std::string& wildcard, const std::string&)>;

  std::string name;
  std::string defaultValue;  // as it would be written; for a placeholder, what holds if unset
  std::string unit;          // empty: none
  std::string help;          // one sentence
  Set set;
  bool isSecret = false;
  bool namesFile = false;  // of a secret: the variant "..._file", unset by default
};

struct KeyMatch {
  const Key& key;
  std::string wildcard;

  // The key's name, with what stands for its placeholder.
  std::string filledIn() const;
};

// Every key there is: what is parsed, validated, listed and documented comes from here.
const std::vector<Key>& keys();

// The key that `name` is, nullopt if there is none.
std::optional<KeyMatch> keyOf(std::string_view name);

// Likewise, for the name of an environment variable: FANFARE_SERVER_PORT is server.port. What
// stands for a placeholder is lower-cased.
std::optional<KeyMatch> keyOfVariable(std::string_view variable);

// The name of a key, or of a variable, that looks most like `name`; empty if none looks like it.
std::string nearestKey(std::string_view name);
std::string nearestVariable(std::string_view name);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_KEYS_H_
