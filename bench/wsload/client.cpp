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

ssize_t Client::receive(char* bytes, std::size_t size) const {
  if (tls) return tls->read(bytes, size);
  const ssize_t received = recv(fd, bytes, size, MSG_DONTWAIT);
  return received < 0 ? -errno : received;
}

bool Client::flush() {
  while (!out.empty()) {
    const ssize_t written = writeSome();
    if (written == -EINTR) continue;
    if (written == -EAGAIN) return false;
    if (written < 0) break;
    out.erase(0, static_cast<std::size_t>(written));
  }
  std::string().swap(out);
  return true;
}

ssize_t Client::writeSome() const {
  if (tls) return tls->write(out.data(), out.size());
  const ssize_t written = ::send(fd, out.data(), out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return written < 0 ? -errno : written;
}

}  // namespace fanfare::bench
