#ifndef FANFARE_BENCH_FLOOR_LOOP_H_
#define FANFARE_BENCH_FLOOR_LOOP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "floor/options.h"
#include "floor/redis_stream.h"
#include "floor/ring.h"
#include "support/tls.h"

namespace fanfare::bench {

// The least that carries messages from Redis to WebSockets: what one wake-up brought becomes one
// buffer of frames a channel, and goes to each socket of the channel with one send.
//
// Left out: checking headers, rights, heartbeats, configuration. Kept, for a reference that loses
// messages would be none: correct frames, a bounded queue for what a socket does not take, answers
// to ping and close.
class Loop {
 public:
  explicit Loop(const FloorOptions& options);

  [[noreturn]] void run();

 private:
  struct Channel {
    std::string name;
    std::vector<int> fds;
    std::string frames;  // of this wake-up
  };
  struct Peer {
    Channel* channel = nullptr;  // null until the handshake is done
    std::uint32_t slot = 0;      // in channel->fds
    bool isUsed = false;
    std::unique_ptr<std::string> pending;  // what the socket did not take
    std::unique_ptr<TlsStream> tls;        // null where the bytes are plain
  };

  void dispatch(int fd, std::uint32_t events);
  void add(int fd) const;
  void watch(int fd, bool wantsToWrite) const;
  void onAccept();
  void onClient(int fd);
  bool onFrame(int fd, std::uint8_t opcode, const char* mask, std::size_t size);
  void shakeHands(int fd, std::string_view request);
  void subscribe(int fd, const std::string& channel);
  void closeClient(int fd);
  void onRedis();
  void collect(std::string_view channel, std::string_view payload);
  void fanOut();
  void fanOutByRing();
  ssize_t receive(int fd);
  ssize_t write(int fd, std::string_view bytes);
  bool push(int fd, std::string_view bytes);
  bool keepRest(int fd, std::string_view bytes, ssize_t sent);
  bool queueBehind(int fd, std::string_view bytes);
  void drain(int fd);

  const FloorOptions& options_;
  int epoll_;
  int listener_;
  RedisStream redis_;
  std::unique_ptr<Ring> ring_;  // null where plain send() is used
  std::unique_ptr<TlsContext> tls_;
  std::vector<Peer> peers_;  // by descriptor
  std::unordered_map<std::string, std::unique_ptr<Channel>> channels_;
  std::vector<Channel*> touched_;  // have frames
  std::vector<char> buffer_ = std::vector<char>(16384);
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_FLOOR_LOOP_H_
