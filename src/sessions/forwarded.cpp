#include "sessions/forwarded.h"

#include <algorithm>
#include <utility>

#include "model/address_list.h"
#include "model/ascii.h"

namespace fanfare::sessions {
namespace {

constexpr std::string_view kCookie = "Cookie";

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<void> forward(const Handshake& handshake, const std::string& name, Fields& fields) {
  std::string value;
  for (const Field& header : handshake.headers) {
    if (!equalsIgnoringCase(header.name, name) || header.value.empty()) continue;
    if (std::any_of(header.value.begin(), header.value.end(), isControl)) {
      return wrong("the header " + name + " is malformed");
    }
    if (!value.empty() && name != kCookie) return wrong("the header " + name + " came twice");
    value.append(value.empty() ? "" : "; ").append(header.value);
  }
  if (!value.empty()) fields.push_back({name, std::move(value)});
  return {};
}

}  // namespace

Result<Fields> forwardedOf(const Handshake& handshake, const ForwardOptions& options) {
  Fields fields;
  std::vector<std::string> names{std::string(kCookie), "Authorization"};
  names.insert(names.end(), options.headers.begin(), options.headers.end());
  for (const auto& name : names) {
    if (auto forwarded = forward(handshake, name, fields); !forwarded) return forwarded.error();
  }
  if (options.hasAddress && handshake.clientAddress != AddressList::kUnixPeer) {
    fields.push_back({"X-Forwarded-For", handshake.clientAddress});
  }
  if (textOf(fields).size() > kMaxForwardedBytes) {
    return wrong("the cookies and headers for the site's backend are too large");
  }
  return fields;
}

std::string textOf(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text.append(name).append(": ").append(value) += '\n';
  return text;
}

Fields fieldsIn(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    std::string_view line = takeUntil('\n', text);
    const std::string_view name = takeUntil(':', line);
    fields.push_back({std::string(name), std::string(trimmed(line))});
  }
  return fields;
}

}  // namespace fanfare::sessions
