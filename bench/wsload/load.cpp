#include "wsload/load.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <limits>
#include <utility>

#include "support/process.h"
#include "support/text.h"
#include "support/websocket.h"

namespace fanfare::bench {
namespace {

constexpr std::size_t kReadSize = 65536;
constexpr std::int64_t kSweepNs = 500'000'000;

double secondsSince(std::int64_t begin, std::int64_t now) {
  return static_cast<double>(now - begin) / 1e9;
}

std::uint64_t seed() {
  return static_cast<std::uint64_t>(nowNs()) ^ static_cast<std::uint64_t>(getpid()) << 40;
}

}  // namespace

Load::Load(LoadOptions options)
    : options_(std::move(options)),
      server_(addressOf(options_.host, options_.port)),
      random_(seed()),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      progress_(options_.progress.empty() ? ownProgress_ : createProgress(options_.progress)),
      clients_(options_.clients),
      buffer_(4 * kReadSize) {
  if (epoll_ < 0) die("epoll_create1");
  if (options_.tls) tls_ = TlsContext::ofClients();
  if (options_.deflate) inflater_ = std::make_unique<Inflater>();
}

Load::~Load() { close(epoll_); }

void Load::run() {
  std::vector<epoll_event> events(1024);
  tally_.begin = lastActivity_ = nowNs();
  nextSweep_ = tally_.begin + 2 * kSweepNs;
  for (std::int64_t now = tally_.begin; !isStopped_.load() && !isOver(now); now = nowNs()) {
    startMore(now);
    const bool isRamping = tally_.started < options_.clients;
    const int patience = isRamping || sending_.isUnderWay() ? 1 : 50;
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), patience);
    const std::uint64_t before = tally_.messages;
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      dispatch(clients_[event.data.u32], event.events);
    }
    progress_.setDelivered(tally_.messages);
    if (tally_.messages != before) {
      lastActivity_ = nowNs();
      gather();
    }
    dropOverdue(nowNs());
    watchForAllOpen(nowNs());
    if (sending_.advance(nowNs())) sendMore();
  }
  progress_.setDelivered(tally_.messages);
  progress_.enter(Phase::kFinished);
}

// Lets more arrive before it looks again, so that a machine's core is not spent on waking up for
// each.
void Load::gather() const {
  if (options_.gatherMicroseconds == 0) return;
  progress_.setDelivered(tally_.messages);
  const timespec pause{0, static_cast<long>(options_.gatherMicroseconds) * 1000};
  nanosleep(&pause, nullptr);
}

Shares Load::shares() const {
  Shares shares;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const auto& client : clients_) {
    const bool everOpen = client.state == ClientState::kOpen || client.messages > 0;
    const bool isUnderWay =
        client.state == ClientState::kConnecting || client.state == ClientState::kHandshaking;
    if (client.isSlow || (!everOpen && !isUnderWay)) continue;
    least = std::min(least, client.messages);
    shares.most = std::max(shares.most, client.messages);
    if (options_.expected > client.messages) shares.missing += options_.expected - client.messages;
  }
  if (least != std::numeric_limits<std::uint64_t>::max()) shares.least = least;
  return shares;
}

void Load::startMore(std::int64_t now) {
  std::uint32_t allowed = options_.clients;
  if (options_.ramp > 0) {
    const double due = secondsSince(tally_.begin, now) * options_.ramp + 1;
    if (due < allowed) allowed = static_cast<std::uint32_t>(due);
  }
  while (tally_.started < allowed &&
         tally_.started - tally_.opened - tally_.failed < options_.inflight) {
    start(clients_[tally_.started], tally_.started);
    ++tally_.started;
  }
}

void Load::start(Client& client, std::uint32_t index) {
  client.index = index;
  client.startedAt = nowNs();
  client.isSlow = index < options_.slow;
  prepareSocket(client);
  client.frames = FrameReader(inflater_.get());
  client.out = requestOf(options_, index, random_, client.accept);
  client.state = ClientState::kConnecting;
  client.wantsToWrite = true;

  epoll_event event{};
  event.data.u32 = index;
  event.events = EPOLLIN | EPOLLOUT;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event) != 0) die("epoll_ctl");
  if (connect(client.fd, reinterpret_cast<const sockaddr*>(&server_), sizeof server_) != 0 &&
      errno != EINPROGRESS) {
    fail(client, tally_.failedConnect, std::strerror(errno));
  }
}

void Load::prepareSocket(Client& client) {
  client.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client.fd < 0) die("socket");
  setNoDelay(client.fd);
  if (tls_) client.tls = std::make_unique<TlsStream>(*tls_, client.fd, TlsStream::Side::kClient);
  if (client.isSlow && options_.receiveBuffer) {
    const int size = static_cast<int>(options_.receiveBuffer);
    setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  if (options_.sources == 1) return;
  // One address has fewer ports than some tests have clients.
  const int on = 1;
  setsockopt(client.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  sockaddr_in source{};
  source.sin_family = AF_INET;
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + client.index % options_.sources);
  if (bind(client.fd, reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0) die("bind");
}

void Load::dispatch(Client& client, std::uint32_t events) {
  if (client.fd >= 0 && (events & EPOLLOUT)) onWritable(client);
  if (client.fd < 0 || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
  const bool onlyErrors = client.isSlow && client.state == ClientState::kOpen;
  if (onlyErrors) return drop(client);
  do {
    onReadable(client);
  } while (client.tls && client.tls->hasPending());
}

void Load::onWritable(Client& client) {
  if (client.state == ClientState::kConnecting) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(client.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return fail(client, tally_.failedConnect, std::strerror(error));
    client.state = ClientState::kHandshaking;
  }
  flush(client);
}

void Load::onReadable(Client& client) {
  const std::size_t kept = client.rest.size();
  if (kept + kReadSize > buffer_.size()) buffer_.resize(2 * (kept + kReadSize));
  std::memcpy(buffer_.data(), client.rest.data(), kept);
  const ssize_t size = client.receive(buffer_.data() + kept, buffer_.size() - kept);
  // What waited for TLS to be open.
  if (client.tls && !client.out.empty()) flush(client);
  if (size == -EAGAIN || size == -EINTR) return;
  if (size <= 0) {
    const std::string why =
        size < 0 ? std::strerror(static_cast<int>(-size)) : "closed by the server";
    std::uint64_t ignored = 0;
    return fail(client, client.state == ClientState::kOpen ? ignored : tally_.failedEof, why);
  }
  reading_ = &client;
  readAt_ = nowNs();
  if (!consume(client, {buffer_.data(), kept + static_cast<std::size_t>(size)})) drop(client);
}

// False if the connection is to be dropped.
bool Load::consume(Client& client, std::string_view bytes) {
  std::optional<std::size_t> used = 0;
  if (client.state != ClientState::kOpen) {
    used = open(client, bytes);
    if (!used) return false;
    bytes.remove_prefix(*used);
  }
  if (client.state == ClientState::kOpen && !client.isSlow) {
    used = client.events ? client.events->read(bytes, *this) : client.frames.read(bytes, *this);
    if (!used) return false;
    bytes.remove_prefix(*used);
  }
  if (!bytes.empty()) {
    client.rest.assign(bytes);
  } else if (!client.rest.empty()) {
    std::string().swap(client.rest);
  }
  return true;
}

std::optional<std::size_t> Load::open(Client& client, std::string_view bytes) {
  const Answer answer = answerIn(bytes, client.accept, options_.eventStream);
  switch (answer.verdict) {
    case Answer::Verdict::kIncomplete:
      return 0;
    case Answer::Verdict::kWrongStatus:
      ++tally_.failedStatus;
      note(client, answer.statusLine);
      return std::nullopt;
    case Answer::Verdict::kWrongAccept:
      ++tally_.failedAccept;
      note(client, "wrong Sec-WebSocket-Accept");
      return std::nullopt;
    case Answer::Verdict::kOpen:
      break;
  }
  std::string().swap(client.accept);
  client.state = ClientState::kOpen;
  if (options_.eventStream) client.events = std::make_unique<EventStream>(answer.isChunked);
  progress_.connected = ++tally_.opened;
  if (client.isSlow) ++tally_.slowOpened;
  tally_.handshakes.add(static_cast<std::uint64_t>(readAt_ - client.startedAt));
  greet(client);
  return answer.size;
}

void Load::greet(Client& client) {
  if (!options_.eventStream) {
    for (const auto& hello : options_.hellos) {
      send(client, kText, withIndex(hello, options_.shownIndex(client.index)));
    }
  }
  if (client.isSlow) watch(client, !client.out.empty());
}

void Load::sendMore() {
  for (auto& client : clients_) {
    if (client.state == ClientState::kOpen) flush(client);
  }
}

void Load::onMessage(std::string_view payload) {
  while (options_.lines) {
    const auto end = payload.find('\n');
    if (end == std::string_view::npos) break;
    count(payload.substr(0, end));
    payload.remove_prefix(end + 1);
  }
  count(payload);
}

void Load::count(std::string_view text) {
  if (const auto message = numberedIn(text)) return countNumbered(*message, text.size());
  if (text.empty()) return;
  ++tally_.others;
  if (options_.engineIo && text.front() == '2') send(*reading_, kText, "3");
  if (options_.lines && text == "{}") send(*reading_, kText, text);
}

void Load::countNumbered(const Numbered& message, std::size_t size) {
  ++reading_->messages;
  ++tally_.messages;
  tally_.bytes += size;
  if (!tally_.firstMessageAt) tally_.firstMessageAt = readAt_;
  tally_.lastMessageAt = readAt_;
  reading_->sequence.see(message.number, tally_.disorder);
  if (options_.expected && reading_->messages == options_.expected) ++tally_.done;
  if (!message.sentAt || message.number < options_.skipped) return;
  const auto now = static_cast<std::uint64_t>(readAt_);
  tally_.latency.add(now > *message.sentAt ? now - *message.sentAt : 0);
}

void Load::onPing(std::string_view payload) {
  ++tally_.pings;
  send(*reading_, kPong, payload);
}

void Load::onClose(std::string_view payload) {
  send(*reading_, kClose, payload.substr(0, 2));
  note(*reading_, "the server sent a close");
}

void Load::onProtocolError() {
  ++tally_.protocolErrors;
  note(*reading_, "protocol error in a frame of the server");
}

void Load::send(Client& client, std::uint8_t opcode, std::string_view payload) {
  client.queueFrame(opcode, payload, static_cast<std::uint32_t>(random_.next()));
  flush(client);
}

void Load::flush(Client& client) {
  bool isWritten = client.flush();
  while (isWritten && sending_.fill(client)) isWritten = client.flush();
  const bool waitsForPeer = client.tls && !client.tls->isOpen();
  const bool wantsToWrite = !isWritten && !waitsForPeer;
  if (wantsToWrite != client.wantsToWrite) watch(client, wantsToWrite);
}

void Load::watch(Client& client, bool wantsToWrite) {
  client.wantsToWrite = wantsToWrite;
  const bool reads = !client.isSlow || client.state != ClientState::kOpen;
  epoll_event event{};
  event.data.u32 = client.index;
  event.events = (reads ? EPOLLIN : 0u) | (wantsToWrite ? EPOLLOUT : 0u);
  epoll_ctl(epoll_, EPOLL_CTL_MOD, client.fd, &event);
}

void Load::drop(Client& client) {
  if (client.state == ClientState::kOpen) {
    ++tally_.closed;
    const bool waitedFor = options_.expected && client.messages < options_.expected;
    if (waitedFor && !client.isSlow) ++tally_.done;
  } else {
    ++tally_.failed;
  }
  close(client.fd);
  client.fd = -1;
  client.tls.reset();
  client.state = ClientState::kClosed;
  client.rest = client.out = std::string();
}

void Load::fail(Client& client, std::uint64_t& reason, const std::string& text) {
  ++reason;
  note(client, text);
  drop(client);
}

void Load::note(const Client& client, const std::string& text) {
  if (!options_.verbose || notes_++ >= 10) return;
  std::cerr << "wsload: client " << client.index << ": " << text << '\n';
}

void Load::dropOverdue(std::int64_t now) {
  if (now < nextSweep_ || tally_.allOpenAt) return;
  nextSweep_ = now + kSweepNs;
  for (std::uint32_t i = 0; i < tally_.started; ++i) {
    Client& client = clients_[i];
    const bool isUnderWay =
        client.state == ClientState::kConnecting || client.state == ClientState::kHandshaking;
    const bool isOverdue = secondsSince(client.startedAt, now) > options_.timeout;
    if (isUnderWay && isOverdue) fail(client, tally_.failedTimeout, "no answer to the handshake");
  }
}

void Load::watchForAllOpen(std::int64_t now) {
  const bool isSettled = tally_.opened + tally_.failed >= options_.clients;
  if (tally_.allOpenAt || tally_.started < options_.clients || !isSettled) return;
  tally_.allOpenAt = lastActivity_ = now;
  tally_.cpuWhenOpen = cpuSeconds();
  progress_.failed = tally_.failed;
  progress_.enter(Phase::kConnected);
}

bool Load::nothingIsUnsent() const {
  return std::all_of(clients_.begin(), clients_.end(),
                     [](const Client& client) { return client.out.empty(); });
}

bool Load::isOver(std::int64_t now) const {
  if (secondsSince(tally_.begin, now) > options_.limit) return true;
  if (!tally_.allOpenAt) return false;
  if (tally_.opened == 0) return true;
  const double held = secondsSince(tally_.allOpenAt, now);
  if (options_.duration > 0 && held >= options_.duration) return true;
  if (options_.sent)
    return tally_.doneSending + tally_.closed >= tally_.opened && nothingIsUnsent();
  if (!options_.expected) return options_.duration <= 0;
  if (tally_.done + tally_.slowOpened >= tally_.opened) return true;
  return tally_.messages > 0 && secondsSince(lastActivity_, now) > options_.idle;
}

}  // namespace fanfare::bench
