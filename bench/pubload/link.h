#ifndef FANFARE_BENCH_PUBLOAD_LINK_H_
#define FANFARE_BENCH_PUBLOAD_LINK_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "pubload/options.h"

namespace fanfare::bench {

// What all links together were answered.
struct Answers {
  std::uint64_t errors = 0;
  std::uint64_t receivers = 0;   // summed over the PUBLISHes
  std::uint64_t noReceiver = 0;  // PUBLISHes nobody heard
};

// One connection to Redis or to an HTTP server, pipelined.
class Link {
 public:
  // Connects, or ends the program.
  explicit Link(const PublishOptions& options);

  // Queues one message.
  void publish(std::string_view channel, std::string_view path, std::string_view body);

  bool isFull() const { return out_.size() - written_ > 256u * 1024u; }
  bool hasUnsent() const { return written_ < out_.size(); }
  int fd() const { return fd_; }
  std::uint64_t acknowledged() const { return acknowledged_; }

  void flush();

  // Reads what has come. False if the server has closed the connection.
  bool readAnswers(Answers& answers);

 private:
  void parseRedis(Answers& answers);
  void countReply(std::string_view line, Answers& answers);
  void parseHttp(Answers& answers);

  const PublishOptions& options_;
  int fd_;
  std::string out_;
  std::size_t written_ = 0;  // of out_
  std::string in_;
  std::uint64_t acknowledged_ = 0;  // messages
  bool isKept_ = false;             // the SETEX of the next message was answered
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_PUBLOAD_LINK_H_
