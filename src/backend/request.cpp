#include "backend/request.h"

#include <algorithm>
#include <array>

#include "model/ascii.h"

namespace fanfare::backend {
namespace {

constexpr std::array<std::string_view, 23> kOwn = {"Accept",
                                                   "Accept-Encoding",
                                                   "Connection",
                                                   "Content-Encoding",
                                                   "Content-Length",
                                                   "Content-Type",
                                                   "Date",
                                                   "Expect",
                                                   "Fanfare-Secret",
                                                   "Forwarded",
                                                   "HTTP2-Settings",
                                                   "Host",
                                                   "Keep-Alive",
                                                   "Max-Forwards",
                                                   "Origin",
                                                   "Proxy-Authorization",
                                                   "Proxy-Connection",
                                                   "Range",
                                                   "TE",
                                                   "Trailer",
                                                   "Transfer-Encoding",
                                                   "Upgrade",
                                                   "Via"};
constexpr std::array<std::string_view, 2> kOwnBeginnings = {"X-Forwarded-", "Sec-WebSocket-"};

Error wrong(const std::string& name, const char* what) {
  return {ErrorCode::kInvalidArgument, "the header " + name + " " + what};
}

bool comesAgain(const Fields& fields, std::size_t place) {
  const auto here = fields.begin() + static_cast<std::ptrdiff_t>(place);
  return std::any_of(here + 1, fields.end(), [&here](const Field& other) {
    return equalsIgnoringCase(other.name, here->name);
  });
}

bool has(const Fields& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const Field& field) { return equalsIgnoringCase(field.name, name); });
}

Result<void> append(const Field& field, std::string& head) {
  if (!isToken(field.name)) return wrong("'" + field.name + "'", "has no name that can be sent");
  if (std::any_of(field.value.begin(), field.value.end(), isControl)) {
    return wrong(field.name, "is malformed");
  }
  head.append(field.name).append(": ").append(field.value).append("\r\n");
  return {};
}

}  // namespace

bool mayBeForwarded(std::string_view name) {
  const auto begins = [name](std::string_view beginning) {
    return equalsIgnoringCase(name.substr(0, beginning.size()), beginning);
  };
  return isToken(name) &&
         std::none_of(kOwn.begin(), kOwn.end(),
                      [name](std::string_view own) { return equalsIgnoringCase(own, name); }) &&
         std::none_of(kOwnBeginnings.begin(), kOwnBeginnings.end(), begins);
}

Result<std::string> bytesOf(const Request& request, const Url& url) {
  std::string head = request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() +
                     "\r\nAccept: application/json\r\n";
  if (!has(request.fields, "User-Agent")) head += "User-Agent: Fanfare\r\n";
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    const Field& field = request.fields[i];
    if (comesAgain(request.fields, i)) return wrong(field.name, "came twice");
    if (auto appended = append(field, head); !appended) return appended.error();
  }
  if (request.method == "POST") {
    head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return head + "\r\n" + request.body;
}

}  // namespace fanfare::backend
