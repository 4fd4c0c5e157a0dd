// program REDIS publish|fetch: publishes what comes to room r of facility f, or writes what is kept
// there.

#include <iostream>
#include <iterator>
#include <string>

#include "fanfare/publisher/redis_publisher.h"

namespace {

int fail(const fanfare::Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

}  // namespace

int main(int /*count*/, char** words) {
  using namespace fanfare::publisher;
  Options options;
  options.url = words[1];
  auto created = RedisPublisher::create(options, "f", {false, {}, {}, {}, {"r"}});
  if (!created) return fail(created.error());
  RedisPublisher publisher = std::move(created).value();
  if (std::string(words[2]) == "publish") {
    const std::string message(std::istreambuf_iterator<char>(std::cin), {});
    const auto heard = publisher.publishMessage(message);
    return heard ? 0 : fail(heard.error());
  }
  const auto kept = publisher.fetchMessage({"", "", {}, {"r"}}, fanfare::AudienceKind::kRoom);
  if (!kept) return fail(kept.error());
  std::cout << kept->value_or("");
  return 0;
}
