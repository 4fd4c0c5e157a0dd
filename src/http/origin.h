#ifndef FANFARE_HTTP_ORIGIN_H_
#define FANFARE_HTTP_ORIGIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/handshake.h"
#include "fanfare/refusal.h"
#include "fanfare/result.h"

#include "model/address_list.h"

namespace fanfare::http {

// Scheme, host and port, lower-cased, the default port filled in. Value type.
struct WebOrigin {
  std::string scheme;
  std::string host;  // IPv6 in brackets
  std::uint16_t port = 0;

  std::string text() const;  // without a default port

  friend bool operator==(const WebOrigin& a, const WebOrigin& b) {
    return a.port == b.port && a.host == b.host && a.scheme == b.scheme;
  }
};

// nullopt unless `text` is "scheme://host" or "scheme://host:port".
std::optional<WebOrigin> originIn(std::string_view text);

// Which pages may open a connection, and which names the server answers to. Value type.
class OriginRules {
 public:
  // Same origin only, any host, proxies on loopback.
  OriginRules();

  // `allow` as in origin.allow: origins, "null", "*", "same-origin" (always allowed anyway);
  // `hosts` as in server.hosts: names with or without a port, none meaning any. Fails with
  // kInvalidArgument, naming the entry.
  static Result<OriginRules> of(const std::vector<std::string>& allow,
                                const std::vector<std::string>& hosts, AddressList proxies);

  // nullopt if the page behind `handshake` may connect. 403 for a foreign origin, or what is none,
  // with the setting that would allow it; 421 for a host the server does not answer to; 400 where
  // the host cannot be read.
  std::optional<Refusal> refusalOf(const Handshake& handshake) const;

  // Whether pages of `origin`, as a browser writes it, may connect wherever the server is reached.
  bool lists(std::string_view origin) const;

  // For the start's report.
  std::string summary() const;

 private:
  std::optional<Refusal> refusalOfHost(const WebOrigin& requested) const;
  std::optional<Refusal> refusalOfOrigin(std::string_view origin, const WebOrigin& requested) const;
  std::optional<WebOrigin> requestedOf(const Handshake& handshake) const;

  bool allowsAny_ = false;
  bool allowsNull_ = false;
  std::vector<WebOrigin> allowed_;
  std::vector<std::string> hosts_;
  AddressList proxies_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_ORIGIN_H_
