#ifndef FANFARE_REDIS_REPLY_READER_H_
#define FANFARE_REDIS_REPLY_READER_H_

#include <memory>
#include <string_view>

#include <hiredis/read.h>

#include "fanfare/result.h"

#include "redis/reply.h"

namespace fanfare::redis {

// Makes replies of the bytes a Redis sends, cut anywhere: hiredis' parser, building values of ours.
// A reply is built in the memory of the one before, so that of a run of pushed messages each costs
// the allocation of its payload only.
//
// Threads: confined to one reactor.
class ReplyReader {
 public:
  ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void feed(std::string_view bytes);

  // The next whole reply; null if there is none as yet. It may be taken from, and is valid until
  // the next call. Fails with kProtocolViolation, and then for ever until reset().
  Result<Reply*> next();

  // Forgets what was fed.
  void reset();

 private:
  struct Free {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
  };

  Reply root_;
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_REPLY_READER_H_
