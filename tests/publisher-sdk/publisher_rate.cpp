// publisher_rate REDIS: prints how fast a batch is, measured against bare hiredis that pipelines
// the same commands: 1 is as fast, 0.5 takes twice as long.

#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <hiredis/hiredis.h>

#include "fanfare/publisher/redis_publisher.h"
#include "fanfare/redis_address.h"

namespace {

using Seconds = std::chrono::duration<double>;
using Texts = std::vector<std::string>;

template <typename Work>
Seconds timeOf(const Work& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - began;
}

Texts manyMessages() {
  Texts messages;
  for (int i = 0; i < 10'000; ++i) messages.push_back(std::to_string(i) + std::string(100, 'x'));
  return messages;
}

template <std::size_t kCount>
void append(redisContext& context, const std::array<std::string, kCount>& words) {
  std::array<const char*, kCount> pointers;
  std::array<std::size_t, kCount> sizes;
  for (std::size_t i = 0; i < kCount; ++i) {
    pointers.at(i) = words.at(i).data();
    sizes.at(i) = words.at(i).size();
  }
  redisAppendCommandArgv(&context, static_cast<int>(kCount), pointers.data(), sizes.data());
}

void pipelineBare(redisContext& context, const Texts& messages) {
  for (const auto& message : messages) {
    append<1>(context, {"MULTI"});
    append<4>(context, {"SETEX", "broadcast:f", "60", message});
    append<3>(context, {"PUBLISH", "broadcast:f", message});
    append<1>(context, {"EXEC"});
  }
  for (std::size_t i = 0; i < messages.size() * 4; ++i) {
    void* reply = nullptr;
    if (redisGetReply(&context, &reply) != REDIS_OK) std::exit(1);
    freeReplyObject(reply);
  }
}

}  // namespace

int main(int /*count*/, char** words) {
  using namespace fanfare::publisher;
  const auto address = fanfare::RedisAddress::parse(words[1]);
  if (!address) return 1;
  const std::unique_ptr<redisContext, decltype(&redisFree)> bare(
      redisConnect(address->host.c_str(), address->port), &redisFree);
  Options options;
  options.url = words[1];
  options.expire = std::chrono::seconds(60);
  auto created = RedisPublisher::create(options, "f", Audiences::everyone());
  if (!created || bare->err) return 1;
  RedisPublisher publisher = std::move(created).value();
  const Texts messages = manyMessages();

  const auto theirs = [&] { return timeOf([&] { pipelineBare(*bare, messages); }); };
  const auto ours = [&] {
    return timeOf([&] {
      if (!publisher.publishBatch(messages)) std::exit(1);
    });
  };
  (void)(theirs() + ours());  // connects both
  // In this order, so that neither always cleans up behind the other.
  const Seconds first = theirs();
  const Seconds second = ours() + ours();
  std::cout << (first + theirs()) / second << '\n';
  return 0;
}
