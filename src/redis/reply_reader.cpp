#include "redis/reply_reader.h"

#include <cstddef>
#include <string>

namespace fanfare::redis {
namespace {

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

void* createArray(const redisReadTask* task, int count) {
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

redisReplyObjectFunctions functions = {createString, createArray, createInteger, createNil,
                                       freeNothing};

}  // namespace

ReplyReader::ReplyReader() { reset(); }

void ReplyReader::feed(std::string_view bytes) {
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<Reply*> ReplyReader::next() {
  void* reply = nullptr;
  if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) {
    return Error{ErrorCode::kProtocolViolation, reader_->errstr};
  }
  return static_cast<Reply*>(reply);
}

void ReplyReader::reset() {
  reader_.reset(redisReaderCreateWithFunctions(&functions));
  reader_->privdata = &root_;
}

}  // namespace fanfare::redis
