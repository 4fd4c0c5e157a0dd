#include "floor/loop.h"

#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "support/process.h"
#include "support/websocket.h"

namespace fanfare::bench {
namespace {

int listenOn(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);  // a listener for each thread
  const sockaddr_in address = addressOf("127.0.0.1", port);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 4096) != 0) {
    die("listen");
  }
  return fd;
}

// Of the one header that matters.
std::string keyIn(std::string_view request) {
  constexpr std::string_view kName = "\r\nsec-websocket-key:";
  for (auto at = request.find("\r\n"); at != std::string_view::npos;
       at = request.find("\r\n", at + 2)) {
    const auto field = request.substr(at);
    if (field.size() < kName.size() || strncasecmp(field.data(), kName.data(), kName.size()) != 0) {
      continue;
    }
    const auto begin = field.find_first_not_of(' ', kName.size());
    return std::string(field.substr(begin, field.find_first_of(" \r", begin) - begin));
  }
  return {};
}

// The last segment of the path, the query left aside: "/some/path/<channel>".
std::string channelIn(std::string_view request) {
  constexpr std::string_view kMethod = "GET ";
  if (request.substr(0, kMethod.size()) != kMethod) return {};
  const auto target =
      request.substr(kMethod.size(), request.find(' ', kMethod.size()) - kMethod.size());
  return std::string(target.substr(target.rfind('/') + 1));
}

}  // namespace

Loop::Loop(const FloorOptions& options)
    : options_(options),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      listener_(listenOn(options.port)),
      redis_(options) {
  add(listener_);
  add(redis_.fd());
  if (options.usesRing) ring_ = std::make_unique<Ring>(options);
  if (!options.certificate.empty()) {
    tls_ = std::make_unique<TlsContext>(TlsContext::ofServer(options.certificate, options.key));
  }
}

void Loop::run() {
  std::vector<epoll_event> events(512);
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      dispatch(event.data.fd, event.events);
    }
  }
}

void Loop::dispatch(int fd, std::uint32_t events) {
  if (fd == redis_.fd()) return onRedis();
  if (fd == listener_) return onAccept();
  const auto index = static_cast<std::size_t>(fd);
  if (index >= peers_.size() || !peers_[index].isUsed) return;
  if (events & EPOLLOUT) drain(fd);
  if (peers_[index].isUsed && (events & ~EPOLLOUT)) onClient(fd);
}

void Loop::add(int fd) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
}

void Loop::watch(int fd, bool wantsToWrite) const {
  epoll_event event{};
  event.events = EPOLLIN | (wantsToWrite ? EPOLLOUT : 0u);
  event.data.fd = fd;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

void Loop::onAccept() {
  for (int i = 0; i < 64; ++i) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    setNoDelay(fd);
    const auto index = static_cast<std::size_t>(fd);
    if (peers_.size() <= index) peers_.resize(index * 2 + 64);
    peers_[index].isUsed = true;
    if (tls_) {
      peers_[index].tls = std::make_unique<TlsStream>(*tls_, fd, TlsStream::Side::kServer);
    }
    add(fd);
    if (ring_) ring_->open(fd);
  }
}

// Requests and frames of the tests are short and arrive whole.
void Loop::onClient(int fd) {
  const ssize_t size = receive(fd);
  if (size == -EAGAIN) return;
  if (size <= 0) return closeClient(fd);
  std::string_view bytes(buffer_.data(), static_cast<std::size_t>(size));
  if (!peers_[static_cast<std::size_t>(fd)].channel) return shakeHands(fd, bytes);
  while (bytes.size() >= 6) {
    const auto opcode = static_cast<std::uint8_t>(bytes[0] & 15);
    const auto length = static_cast<std::size_t>(bytes[1] & 127);
    if (length > 125 || bytes.size() < 6 + length) return closeClient(fd);
    if (!onFrame(fd, opcode, bytes.data() + 2, length)) return;
    bytes.remove_prefix(6 + length);
  }
}

// False if the client is gone. Behind the four bytes of the mask comes the payload.
bool Loop::onFrame(int fd, std::uint8_t opcode, const char* mask, std::size_t size) {
  if (opcode == kClose) {
    closeClient(fd);
    return false;
  }
  if (opcode != kPing) return true;
  std::string pong;
  appendFrameHeader(pong, kPong, size);
  for (std::size_t i = 0; i < size; ++i) pong += static_cast<char>(mask[4 + i] ^ mask[i % 4]);
  return push(fd, pong);
}

void Loop::shakeHands(int fd, std::string_view request) {
  const std::string key = keyIn(request);
  const std::string channel = channelIn(request);
  if (key.empty() || channel.empty()) return closeClient(fd);
  const std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      acceptFor(key) + "\r\n\r\n";
  if (write(fd, answer) != static_cast<ssize_t>(answer.size())) return closeClient(fd);
  subscribe(fd, channel);
}

void Loop::subscribe(int fd, const std::string& name) {
  auto& channel = channels_[name];
  if (!channel) {
    channel = std::make_unique<Channel>();
    channel->name = name;
  }
  if (channel->fds.empty()) redis_.command("SUBSCRIBE", name);
  Peer& peer = peers_[static_cast<std::size_t>(fd)];
  peer.channel = channel.get();
  peer.slot = static_cast<std::uint32_t>(channel->fds.size());
  channel->fds.push_back(fd);
}

void Loop::closeClient(int fd) {
  Peer& peer = peers_[static_cast<std::size_t>(fd)];
  if (peer.channel) {
    auto& fds = peer.channel->fds;
    fds[peer.slot] = fds.back();
    peers_[static_cast<std::size_t>(fds[peer.slot])].slot = peer.slot;
    fds.pop_back();
    if (fds.empty()) redis_.command("UNSUBSCRIBE", peer.channel->name);
  }
  if (ring_) ring_->close(fd);
  peer = Peer{};
  close(fd);
}

void Loop::onRedis() {
  redis_.read(
      [this](std::string_view channel, std::string_view payload) { collect(channel, payload); });
  ring_ ? fanOutByRing() : fanOut();
  for (Channel* channel : touched_) channel->frames.clear();
  touched_.clear();
}

void Loop::collect(std::string_view name, std::string_view payload) {
  const auto found = channels_.find(std::string(name));
  if (found == channels_.end() || found->second->fds.empty()) return;
  Channel& channel = *found->second;
  if (channel.frames.empty()) touched_.push_back(&channel);
  appendFrameHeader(channel.frames, kText, payload.size());
  channel.frames.append(payload);
}

void Loop::fanOut() {
  for (Channel* channel : touched_) {
    for (std::size_t i = 0; i < channel->fds.size();) {
      // The last one takes the place of one that was closed.
      if (push(channel->fds[i], channel->frames)) ++i;
    }
  }
}

void Loop::fanOutByRing() {
  std::vector<int> broken;
  const auto onSent = [this, &broken](int fd, std::string_view bytes, int result) {
    if (!keepRest(fd, bytes, result)) broken.push_back(fd);
  };
  for (const Channel* channel : touched_) {
    for (const int fd : channel->fds) {
      if (!peers_[static_cast<std::size_t>(fd)].pending) {
        ring_->send(fd, channel->frames, onSent);
      } else if (!queueBehind(fd, channel->frames)) {
        broken.push_back(fd);
      }
    }
  }
  ring_->flush(onSent);
  for (const int fd : broken) closeClient(fd);
}

ssize_t Loop::receive(int fd) {
  auto& tls = peers_[static_cast<std::size_t>(fd)].tls;
  if (tls) return tls->read(buffer_.data(), buffer_.size());
  const ssize_t size = recv(fd, buffer_.data(), buffer_.size(), 0);
  return size < 0 ? -errno : size;
}

ssize_t Loop::write(int fd, std::string_view bytes) {
  auto& tls = peers_[static_cast<std::size_t>(fd)].tls;
  if (tls) return tls->write(bytes.data(), bytes.size());
  const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent < 0 ? -errno : sent;
}

// False if that closed the connection.
bool Loop::push(int fd, std::string_view bytes) {
  bool isOpen = false;
  if (peers_[static_cast<std::size_t>(fd)].pending) {
    isOpen = queueBehind(fd, bytes);
  } else {
    isOpen = keepRest(fd, bytes, write(fd, bytes));
  }
  if (!isOpen) closeClient(fd);
  return isOpen;
}

// `sent` is a size or a negative errno. False if the connection is broken.
bool Loop::keepRest(int fd, std::string_view bytes, ssize_t sent) {
  if (sent == static_cast<ssize_t>(bytes.size())) return true;
  if (sent < 0 && sent != -EAGAIN) return false;
  bytes.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  peers_[static_cast<std::size_t>(fd)].pending = std::make_unique<std::string>(bytes);
  watch(fd, true);
  return true;
}

bool Loop::queueBehind(int fd, std::string_view bytes) {
  std::string& pending = *peers_[static_cast<std::size_t>(fd)].pending;
  if (pending.size() + bytes.size() > options_.maxQueued) return false;
  pending.append(bytes);
  return true;
}

void Loop::drain(int fd) {
  Peer& peer = peers_[static_cast<std::size_t>(fd)];
  if (!peer.pending) return watch(fd, false);
  const ssize_t sent = write(fd, *peer.pending);
  if (sent < 0) {
    if (sent != -EAGAIN) closeClient(fd);
    return;
  }
  peer.pending->erase(0, static_cast<std::size_t>(sent));
  if (!peer.pending->empty()) return;
  peer.pending.reset();
  watch(fd, false);
}

}  // namespace fanfare::bench
