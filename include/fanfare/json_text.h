#ifndef FANFARE_JSON_TEXT_H_
#define FANFARE_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace fanfare {

// `text` as a JSON string, with its quotes. REQUIRES: it is UTF-8.
std::string jsonQuoted(std::string_view text);

}  // namespace fanfare

#endif  // FANFARE_JSON_TEXT_H_
