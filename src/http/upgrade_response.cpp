// The answer to the opening handshake (RFC 6455, 4.2.2): Sec-WebSocket-Accept is the SHA-1 of the
// key and a fixed identifier, in base64.

#include "http/upgrade_response.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "core/upgrade_request.h"
#include "http/url.h"
#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kIdentifier = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t kMaxListBytes =
    2048;                                  // of a header that lists channels; proxies bound theirs
constexpr std::string_view kMore = "...";  // where more would follow

// Fetched once: to look it up takes longer than to use it.
const EVP_MD* sha1() {
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> digest(
      EVP_MD_fetch(nullptr, "SHA1", nullptr), &EVP_MD_free);
  return digest.get();
}

void appendAccept(std::string_view key, std::string& head) {
  std::string input(key);
  input += kIdentifier;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  const bool isMade =
      EVP_Digest(input.data(), input.size(), digest.data(), nullptr, sha1(), nullptr) == 1;
  if (!isMade) std::abort();
  std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> base64;
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), SHA_DIGEST_LENGTH);
  head.append(reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length));
}

std::string entryFor(const RequestedChannel& channel) {
  const char* access = channel.access == Access::kSubscribe ? "subscribe " : "publish ";
  return access + headerEscaped(channel.channel.publicKey());
}

// Fit for a quoted string.
std::string quoted(std::string_view rule) {
  std::string text = "\"";
  for (const char c : rule) {
    const bool isPlain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    text += isPlain ? c : '?';
  }
  return text + '"';
}

// False once the list is full.
bool append(std::string& list, const std::string& entry) {
  if (!list.empty()) list += ", ";
  const bool fits = list.size() + entry.size() <= kMaxListBytes;
  list += fits ? entry : std::string(kMore);
  return fits;
}

std::string listOfGranted(const RequestedChannels& granted) {
  std::string list;
  for (const auto& channel : granted) {
    if (!append(list, entryFor(channel))) break;
  }
  return list;
}

void appendField(std::string_view name, std::string_view value, std::string& head) {
  if (value.empty()) return;
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string listOfRefused(const Grant& grant) {
  std::string list;
  for (const auto& [requested, rule] : grant.withheld) {
    if (!append(list, entryFor(requested) + ";rule=" + quoted(rule))) return list;
  }
  for (const auto& [asked, rule] : grant.passedOver) {
    if (!append(list, headerEscaped(asked) + ";rule=" + quoted(rule))) return list;
  }
  return list;
}

std::string switchingProtocols(const UpgradeResponse& response) {
  std::string head;
  head.reserve(512);
  head =
      "HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\n"
      "Connection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ";
  appendAccept(response.key, head);
  head += "\r\n";
  appendField("Sec-WebSocket-Protocol", response.protocol, head);
  appendField("Sec-WebSocket-Extensions", response.extensions, head);
  if (!response.anonymousBecause.empty()) {
    appendField("Fanfare-Identity", "anonymous;reason=" + quoted(response.anonymousBecause), head);
  }
  appendField("Fanfare-Granted", listOfGranted(response.grant.granted), head);
  appendField("Fanfare-Refused", listOfRefused(response.grant), head);
  head += "\r\n";
  return head;
}

std::string_view chosenProtocol(std::string_view offered, std::string_view preferred) {
  if (core::listHas(offered, preferred)) return preferred;
  const std::string_view first = trimmed(takeUntil(',', offered));
  return isToken(first) ? first : std::string_view();
}

}  // namespace fanfare::http
