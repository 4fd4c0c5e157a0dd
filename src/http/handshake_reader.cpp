#include "http/handshake_reader.h"

#include <optional>
#include <string>
#include <utility>

#include "http/url.h"
#include "model/address_list.h"
#include "model/ascii.h"

namespace fanfare::http {

using Poco::Net::SocketAddress;

std::string peerOf(const Poco::Net::HTTPServerRequest& request) {
  const SocketAddress& address = request.clientAddress();
  if (address.family() == SocketAddress::UNIX_LOCAL) return std::string(AddressList::kUnixPeer);
  return address.host().toString();
}

std::variant<Handshake, Refusal> readHandshake(std::string_view target, std::string_view prefix,
                                               Fields headers) {
  const auto mark = std::min(target.find('?'), target.size());
  auto path = percentDecoded(target.substr(0, mark), Plus::kIsPlus);
  if (!path) return Refusal{400, "the path is malformed"};
  auto query = queryFields(target.substr(std::min(mark + 1, target.size())));
  if (!query) return Refusal{400, "the query is malformed"};

  Handshake handshake;
  handshake.path = std::move(*path);
  handshake.facility = handshake.path.substr(std::min(prefix.size(), handshake.path.size()));
  handshake.query = std::move(*query);
  handshake.headers = std::move(headers);
  for (const auto& [name, value] : handshake.headers) {
    if (equalsIgnoringCase(name, "Cookie")) addCookies(value, handshake.cookies);
  }
  return handshake;
}

std::variant<Handshake, Refusal> readHandshake(const Poco::Net::HTTPServerRequest& request,
                                               std::string_view prefix) {
  Fields headers;
  headers.reserve(request.size());
  for (const auto& [name, value] : request) headers.push_back({name, value});
  auto read = readHandshake(request.getURI(), prefix, std::move(headers));
  if (auto* handshake = std::get_if<Handshake>(&read)) {
    handshake->peerAddress = peerOf(request);
    handshake->isOverTls = request.secure();
  }
  return read;
}

}  // namespace fanfare::http
