#include "wsload/handshake.h"

#include <strings.h>

#include <cstdlib>
#include <cstring>

#include "support/text.h"
#include "support/websocket.h"

namespace fanfare::bench {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  const auto last = text.find_last_not_of(" \t");
  return std::string(text.substr(first, last - first + 1));
}

// Empty if there is none.
std::string headerIn(std::string_view head, std::string_view name) {
  for (auto line = head.find("\r\n"); line != std::string_view::npos;
       line = head.find("\r\n", line + 2)) {
    const std::string_view field = head.substr(line + 2, head.find("\r\n", line + 2) - line - 2);
    if (field.size() <= name.size() || field[name.size()] != ':') continue;
    if (strncasecmp(field.data(), name.data(), name.size()) != 0) continue;
    return trimmed(field.substr(name.size() + 1));
  }
  return {};
}

int statusIn(std::string_view head) {
  constexpr std::string_view kVersion = "HTTP/1.";
  if (head.size() < 12 || head.substr(0, kVersion.size()) != kVersion) return 0;
  return std::atoi(std::string(head.substr(9, 3)).c_str());
}

std::string newKey(Random& random) {
  std::string bytes(16, '\0');
  const std::uint64_t halves[] = {random.next(), random.next()};
  std::memcpy(bytes.data(), halves, bytes.size());
  return base64(bytes);
}

}  // namespace

std::string requestOf(const LoadOptions& options, std::uint32_t index, Random& random,
                      std::string& accept) {
  const std::uint64_t shown = options.shownIndex(index);
  std::string request = "GET " + withIndex(options.path, shown) + " HTTP/1.1\r\n";
  const auto add = [&request](const std::string& field) { request += field + "\r\n"; };
  add("Host: " + options.host + ":" + std::to_string(options.port));
  if (options.eventStream) {
    add("Accept: text/event-stream");
  } else {
    const std::string key = newKey(random);
    accept = acceptFor(key);
    add("Upgrade: websocket");
    add("Connection: Upgrade");
    add("Sec-WebSocket-Version: 13");
    add("Sec-WebSocket-Key: " + key);
    if (!options.subprotocol.empty()) add("Sec-WebSocket-Protocol: " + options.subprotocol);
  }
  if (!options.origin.empty()) add("Origin: " + options.origin);
  if (options.deflate) {
    add("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
        "client_no_context_takeover");
  }
  if (!options.cookie.empty()) add("Cookie: " + withIndex(options.cookie, shown));
  if (!options.cookies.empty()) add("Cookie: " + options.cookies[index % options.cookies.size()]);
  for (const auto& header : options.headers) add(withIndex(header, shown));
  return request + "\r\n";
}

Answer answerIn(std::string_view bytes, const std::string& accept, bool eventStream) {
  constexpr std::size_t kLongestHead = 65536;
  using Verdict = Answer::Verdict;
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    const bool isTooLong = bytes.size() > kLongestHead;
    return {isTooLong ? Verdict::kWrongStatus : Verdict::kIncomplete, 0, false, {}};
  }
  const std::string_view head = bytes.substr(0, end);
  const std::string statusLine(head.substr(0, head.find("\r\n")));
  if (statusIn(head) != (eventStream ? 200 : 101)) {
    return {Verdict::kWrongStatus, 0, false, statusLine};
  }
  if (!eventStream && headerIn(head, "sec-websocket-accept") != accept) {
    return {Verdict::kWrongAccept, 0, false, statusLine};
  }
  const bool isChunked = strcasecmp(headerIn(head, "transfer-encoding").c_str(), "chunked") == 0;
  return {Verdict::kOpen, end + 4, isChunked, statusLine};
}

}  // namespace fanfare::bench
