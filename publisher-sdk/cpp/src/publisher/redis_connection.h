#ifndef FANFARE_PUBLISHER_REDIS_CONNECTION_H_
#define FANFARE_PUBLISHER_REDIS_CONNECTION_H_

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <hiredis/hiredis.h>

#include "fanfare/redis_address.h"
#include "fanfare/result.h"

namespace fanfare::publisher {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using ReplyPtr = std::unique_ptr<redisReply, FreeReply>;

inline bool isError(const redisReply& reply) { return reply.type == REDIS_REPLY_ERROR; }

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
using ContextPtr = std::unique_ptr<redisContext, FreeContext>;

// Commands to be sent together, in Redis's own form: lengths before bytes, so that no argument can
// be taken for another command. Value type.
class Commands {
 public:
  void add(std::initializer_list<std::string_view> words);

  const std::string& bytes() const { return bytes_; }
  std::size_t count() const { return count_; }

 private:
  std::string bytes_;
  std::size_t count_ = 0;
};

// A connection to one Redis, opened when it is needed.
//
// Threads: one thread at a time.
// Blocking: exchange() returns within the timeouts, whatever Redis does or leaves undone.
class RedisConnection {
 public:
  struct Timeouts {
    std::chrono::milliseconds connect;
    std::chrono::milliseconds command;
  };

  RedisConnection(RedisAddress address, Timeouts timeouts)
      : address_(std::move(address)), timeouts_(timeouts) {}

  // The replies to `commands`, in order; error replies are among them. Fails with kUnavailable or,
  // if the login was refused, kNotAuthorized; the connection is closed then. Commands are never
  // sent twice.
  Result<std::vector<ReplyPtr>> exchange(const Commands& commands);

  // What an error reply comes to.
  Error errorOf(const redisReply& reply) const;

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  Result<void> connect();
  Result<void> logIn();
  bool isStale() const;
  Result<std::vector<ReplyPtr>> talk(const Commands& commands);
  Result<void> collect(const Commands& commands, std::vector<ReplyPtr>& replies) const;
  Result<void> send(std::string_view& bytes) const;
  Result<void> receive() const;
  Result<ReplyPtr> nextReply() const;
  Result<void> await(bool writable, Deadline deadline) const;
  Error unavailable(std::string_view why) const;

  RedisAddress address_;
  Timeouts timeouts_;
  ContextPtr context_;  // null while there is no connection
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_REDIS_CONNECTION_H_
