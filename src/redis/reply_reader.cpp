#include "redis/reply_reader.h"

#include <cstddef>
#include <string>

#include <hiredis/hiredis.h>

namespace fanfare::redis {
namespace {

constexpr int kDeepest = 8;  // arrays in each other; hiredis 1 would go on for ever

int depthOf(const redisReadTask* task) {
  int depth = 1;
  for (; task->parent; task = task->parent) ++depth;
  return depth;
}

// Where the parser's `task` belongs: the root, or an item of the array above it. Items are made as
// they come: how many were announced is no reason to allocate that many.
Reply& placeOf(const redisReadTask* task) {
  if (!task->parent) return *static_cast<Reply*>(task->privdata);
  auto& items = static_cast<Reply*>(task->parent->obj)->items;
  const auto index = static_cast<std::size_t>(task->idx);
  if (items.size() <= index) items.resize(index + 1);
  return items[index];
}

ReplyType typeOf(const redisReadTask* task) {
  if (task->type == REDIS_REPLY_ERROR) return ReplyType::kError;
  return task->type == REDIS_REPLY_STATUS ? ReplyType::kStatus : ReplyType::kString;
}

void* createString(const redisReadTask* task, char* text, std::size_t size) {
  Reply& reply = placeOf(task);
  reply.type = typeOf(task);
  reply.text.assign(text, size);
  reply.items.clear();
  return &reply;
}

template <typename Count>  // int before hiredis 1
void* createArray(const redisReadTask* task, Count count) {
  if (depthOf(task) > kDeepest) return nullptr;
  Reply& reply = placeOf(task);
  reply.type = ReplyType::kArray;
  if (reply.items.size() > static_cast<std::size_t>(count)) {
    reply.items.resize(static_cast<std::size_t>(count));
  }
  return &reply;
}

void* createInteger(const redisReadTask* task, long long value) {
  Reply& reply = placeOf(task);
  reply.type = ReplyType::kInteger;
  reply.integer = value;
  reply.items.clear();
  return &reply;
}

void* createNil(const redisReadTask* task) {
  Reply& reply = placeOf(task);
  reply.type = ReplyType::kNil;
  reply.items.clear();
  return &reply;
}

void freeNothing(void* /*reply*/) {}

// What a Redis says only to who has asked for RESP3 is taken for nothing.
redisReplyObjectFunctions replyFunctions() {
  redisReplyObjectFunctions functions{};
  functions.createString = createString;
  functions.createArray = createArray;
  functions.createInteger = createInteger;
  functions.createNil = createNil;
  functions.freeObject = freeNothing;
#if HIREDIS_MAJOR >= 1
  functions.createDouble = [](const redisReadTask* task, double, char*, std::size_t) {
    return createNil(task);
  };
  functions.createBool = [](const redisReadTask* task, int) { return createNil(task); };
#endif
  return functions;
}

redisReplyObjectFunctions functions = replyFunctions();

}  // namespace

ReplyReader::ReplyReader() { reset(); }

void ReplyReader::feed(std::string_view bytes) {
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<Reply*> ReplyReader::next() {
  void* reply = nullptr;
  if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) {
    const bool isTooDeep = reader_->err == REDIS_ERR_OOM;  // null was made, not an array
    return Error{ErrorCode::kProtocolViolation,
                 isTooDeep ? "a reply is nested too deep" : reader_->errstr};
  }
  return static_cast<Reply*>(reply);
}

void ReplyReader::reset() {
  reader_.reset(redisReaderCreateWithFunctions(&functions));
  reader_->privdata = &root_;
}

}  // namespace fanfare::redis
