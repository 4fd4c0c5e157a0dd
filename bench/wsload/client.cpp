#include "wsload/client.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "support/websocket.h"

namespace fanfare::bench {

void Client::queueFrame(std::uint8_t opcode, std::string_view payload, std::uint32_t mask) {
  std::array<char, 4> key{};
  std::memcpy(key.data(), &mask, key.size());
  appendFrameHeader(out, opcode, payload.size(), 0x80);
  out.append(key.data(), key.size());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(payload[i] ^ key[i % key.size()]);
  }
}

bool Client::flush() {
  while (!out.empty()) {
    const ssize_t sent = send(fd, out.data(), out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return false;
    if (sent < 0) break;
    out.erase(0, static_cast<std::size_t>(sent));
  }
  std::string().swap(out);
  return true;
}

}  // namespace fanfare::bench
