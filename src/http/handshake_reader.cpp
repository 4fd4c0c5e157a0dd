#include "http/handshake_reader.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <utility>

#include "core/kept_address.h"
#include "http/url.h"
#include "model/address_list.h"
#include "model/ascii.h"

namespace fanfare::http {

using Poco::Net::SocketAddress;

namespace {

std::string textOf(const SocketAddress& address) {
  if (address.family() == SocketAddress::UNIX_LOCAL) return std::string(AddressList::kUnixPeer);
  return address.host().toString();
}

}  // namespace

std::string peerOf(const Poco::Net::HTTPServerRequest& request) {
  return textOf(request.clientAddress());
}

std::string peerOf(const ReceivedRequest& request) {
  if (!request.client.empty()) return request.client;
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  // Of one that is gone already nobody is told anything.
  if (::getpeername(request.transport.fd(), generic, &size) != 0) return {};
  if (address.ss_family == AF_INET) {
    return core::KeptAddress::textOf(reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr);
  }
  return textOf(SocketAddress(generic, size));
}

Handshake handshakeWith(Fields headers) {
  Handshake handshake;
  handshake.headers = std::move(headers);
  for (const auto& [name, value] : handshake.headers) {
    if (equalsIgnoringCase(name, "Cookie")) addCookies(value, handshake.cookies);
  }
  return handshake;
}

Handshake handshakeOf(const Poco::Net::HTTPServerRequest& request) {
  Fields headers;
  headers.reserve(request.size());
  for (const auto& [name, value] : request) headers.push_back({name, value});
  Handshake handshake = handshakeWith(std::move(headers));
  handshake.peerAddress = peerOf(request);
  handshake.isOverTls = request.secure();
  return handshake;
}

std::optional<Refusal> readTarget(std::string_view target, Handshake& handshake) {
  const auto mark = std::min(target.find('?'), target.size());
  auto path = percentDecoded(target.substr(0, mark), Plus::kIsPlus);
  if (!path) return Refusal{400, "the path is malformed"};
  handshake.path = std::move(*path);
  auto query = queryFields(target.substr(std::min(mark + 1, target.size())));
  if (!query) return Refusal{400, "the query is malformed"};
  handshake.query = std::move(*query);
  return std::nullopt;
}

}  // namespace fanfare::http
