// As main.cpp, for a backend without a Redis.
//
//    announce-http http://127.0.0.1:8080 API-KEY news "The doors are open"

#include <iostream>

#include "fanfare/publisher/http_transport.h"
#include "fanfare/publisher/redis_publisher.h"

namespace {

using fanfare::publisher::Audiences;
using fanfare::publisher::HttpOptions;
using fanfare::publisher::httpTransport;
using fanfare::publisher::RedisPublisher;

int fail(const fanfare::Error& error) {
  std::cerr << "announce-http: " << error.message << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: announce-http URL API-KEY FACILITY MESSAGE\n";
    return 2;
  }
  HttpOptions options;
  options.url = argv[1];
  options.key = argv[2];

  auto transport = httpTransport(options);
  if (!transport) return fail(transport.error());
  auto publisher = RedisPublisher::create(*transport, argv[3], Audiences::everyone());
  if (!publisher) return fail(publisher.error());
  RedisPublisher announcer = std::move(publisher).value();

  const auto heard = announcer.publishMessage(argv[4]);
  if (!heard) return fail(heard.error());
  const auto kept = announcer.fetchMessage({});
  if (!kept) return fail(kept.error());

  std::cout << "kept: " << kept->value_or("nothing") << '\n';
  return 0;
}
