#include "cli/header_options.h"

#include "app/config/values.h"

namespace fanfare::cli {

std::vector<OptionText> headerOptions() {
  return {{"cookie", "COOKIES", "What to send as Cookie: 'sessionid=abc'."},
          {"header", "'NAME: VALUE'", "A header to send.", Occurs::kOften},
          {"origin", "ORIGIN", "What to send as Origin: https://shop.example."}};
}

Result<Fields> headersOf(const Arguments& arguments) {
  Fields headers;
  for (const auto& text : arguments.values("header")) {
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0) {
      return Error{ErrorCode::kInvalidArgument,
                   "--header: '" + text + "' is not of the form 'NAME: VALUE'"};
    }
    headers.push_back({std::string(app::trimmed(text.substr(0, colon))),
                       std::string(app::trimmed(text.substr(colon + 1)))});
  }
  if (const auto cookie = arguments.value("cookie")) headers.push_back({"Cookie", *cookie});
  if (const auto origin = arguments.value("origin")) headers.push_back({"Origin", *origin});
  return headers;
}

}  // namespace fanfare::cli
