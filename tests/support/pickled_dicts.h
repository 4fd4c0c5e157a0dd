#ifndef FANFARE_TESTS_SUPPORT_PICKLED_DICTS_H_
#define FANFARE_TESTS_SUPPORT_PICKLED_DICTS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare::testing {

// The opcodes with which Python's pickle writes a str of up to 255 bytes since protocol 4.
inline std::string pickledText(std::string_view text) {
  return "\x8c" + std::string(1, static_cast<char>(text.size())) + std::string(text);
}

// A pickle, of protocol 4, of a dict with these members, of which the values are opcodes.
inline std::string pickledDict(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string pickle = "\x80\x04}(";
  for (const auto& [name, value] : members) pickle += pickledText(name) + value;
  return pickle + "u.";
}

inline std::string bytesOfHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PICKLED_DICTS_H_
