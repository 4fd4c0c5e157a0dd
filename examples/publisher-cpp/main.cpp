// Tells everybody on a facility something, then reads what a newcomer would be sent.
//
//    announce redis://127.0.0.1:6379 news "The doors are open"

#include <iostream>

#include "fanfare/publisher/redis_publisher.h"

namespace {

using fanfare::publisher::Audiences;
using fanfare::publisher::Options;
using fanfare::publisher::RedisPublisher;

int fail(const fanfare::Error& error) {
  std::cerr << "announce: " << error.message << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: announce REDIS-URL FACILITY MESSAGE\n";
    return 2;
  }
  Options options;
  options.url = argv[1];

  auto publisher = RedisPublisher::create(options, argv[2], Audiences::everyone());
  if (!publisher) return fail(publisher.error());
  RedisPublisher announcer = std::move(publisher).value();

  const auto heard = announcer.publishMessage(argv[3]);
  if (!heard) return fail(heard.error());
  const auto kept = announcer.fetchMessage({});
  if (!kept) return fail(kept.error());

  std::cout << "heard by " << heard->value_or(0) << " servers; kept: " << kept->value_or("nothing")
            << '\n';
  return 0;
}
