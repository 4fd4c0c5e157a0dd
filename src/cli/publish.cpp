#include <fstream>
#include <iostream>

#include "fanfare/publisher/redis_publisher.h"

#include "app/config/values.h"
#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/message_source.h"
#include "cli/trust.h"

namespace fanfare::cli {
namespace {

using Expire = std::optional<std::chrono::seconds>;

Error wrongUse(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

// What is the same however it is published.
struct Order {
  std::string facility;
  publisher::Audiences audiences;
  Expire expire;
  std::optional<std::string> message;  // nullopt: the lines of standard input
};

Result<Order> orderOf(const Arguments& arguments) {
  Order order;
  order.facility = arguments.operands.front();
  if (arguments.operands.size() > 1) order.message = arguments.operands[1];

  auto& audiences = order.audiences;
  audiences.broadcast = arguments.has("broadcast");
  audiences.users = arguments.values("user");
  audiences.groups = arguments.values("group");
  audiences.sessions = arguments.values("session");
  audiences.rooms = arguments.values("room");
  const bool hasAudience = audiences.broadcast || !audiences.users.empty() ||
                           !audiences.groups.empty() || !audiences.sessions.empty() ||
                           !audiences.rooms.empty();
  if (!hasAudience) {
    return wrongUse("say for whom: --broadcast, --user, --group, --session or --room");
  }
  if (const auto text = arguments.value("expire")) {
    constexpr std::uint64_t kYear = 366ULL * 24 * 3600;
    const auto seconds = app::wholeNumberIn(*text, {0, kYear});
    if (!seconds) return wrongUse("--expire: '" + *text + "' " + seconds.error().message);
    order.expire = std::chrono::seconds(*seconds);
  }
  return order;
}

Result<std::string> apiKeyOf(const Arguments& arguments) {
  if (const auto key = arguments.value("key")) return *key;
  const auto path = arguments.value("key-file");
  if (!path) return wrongUse("--http needs --key or --key-file");
  std::ifstream file(*path);
  std::string key;
  if (!std::getline(file, key)) {
    return Error{ErrorCode::kUnavailable, "--key-file: cannot read " + *path};
  }
  return std::string(app::trimmed(key));
}

Result<ExitStatus> publishByHttp(const Arguments& arguments, const Order& order) {
  const auto key = apiKeyOf(arguments);
  if (!key) return key.error();
  const auto trust = trustOf(arguments);
  if (!trust) return trust.error();
  auto created = ApiClient::create(*arguments.value("http"), *key, *trust);
  if (!created) return created.error();
  auto client = std::move(created).value();

  const auto sent = sendAll(order.message, std::cin, [&client, &order](const std::string& message) {
    return client.publish(order.facility, order.audiences, message, order.expire);
  });
  if (!sent) return sent.error();
  return ExitStatus::kDone;
}

Result<ExitStatus> publishByRedis(const Arguments& arguments, const Order& order) {
  publisher::Options options;
  options.url = arguments.value("redis").value_or(options.url);
  options.prefix = arguments.value("prefix").value_or("");
  auto created = publisher::RedisPublisher::create(options, order.facility, order.audiences);
  if (!created) return created.error();
  auto publisher = std::move(created).value();

  const auto sent =
      sendAll(order.message, std::cin, [&publisher, &order](const std::string& message) {
        const auto heard = publisher.publishMessage(message, order.expire);
        return heard ? Result<void>() : Result<void>(heard.error());
      });
  if (!sent) return sent.error();
  return ExitStatus::kDone;
}

Result<void> checkCombination(const Arguments& arguments) {
  const bool byHttp = arguments.has("http");
  if (byHttp && (arguments.has("redis") || arguments.has("prefix"))) {
    return wrongUse("--http goes without --redis and --prefix: one way or the other");
  }
  if (!byHttp && (arguments.has("key") || arguments.has("key-file"))) {
    return wrongUse("--key goes with --http only");
  }
  if (!byHttp && (arguments.has("ca") || arguments.has("insecure"))) {
    return wrongUse("--ca and --insecure go with --http only");
  }
  if (arguments.has("key") && arguments.has("key-file")) {
    return wrongUse("--key or --key-file, not both");
  }
  return {};
}

Result<ExitStatus> run(const Arguments& arguments) {
  const auto combination = checkCombination(arguments);
  if (!combination) return combination.error();
  const auto order = orderOf(arguments);
  if (!order) return order.error();
  return arguments.has("http") ? publishByHttp(arguments, *order)
                               : publishByRedis(arguments, *order);
}

}  // namespace

Command publishCommand() {
  return {
      {"publish",
       "FACILITY [MESSAGE]",
       "Publishes a message, or each line of standard input, on a facility.",
       "By way of the Redis that the servers share, or of a server's HTTP API. Empty lines are\n"
       "passed over, and the first that cannot be published ends it.",
       {{"broadcast", "", "For everybody who listens to the facility."},
        {"user", "USER", "For that user.", Occurs::kOften},
        {"group", "GROUP", "For the members of that group.", Occurs::kOften},
        {"session", "KEY", "For the session with that key.", Occurs::kOften},
        {"room", "ROOM", "For those in that room.", Occurs::kOften},
        {"expire", "SECONDS",
         "How long the message is kept for who connects later; 0: not at all. "
         "Default 3600, with --http the server's."},
        {"redis", "URL",
         "The Redis, redis://[user][:password@]host[:port][/db] or unix:///path; "
         "default redis://127.0.0.1:6379/0."},
        {"prefix", "PREFIX", "The servers' broker.prefix; default none."},
        {"http", "URL",
         "The address of a server, http://host[:port] or https://; instead of --redis."},
        {"key", "KEY", "A key of its HTTP API; other users of the machine may see it, so rather:"},
        {"key-file", "FILE", "A file that holds the key."},
        trustOptions()[0],
        trustOptions()[1]},
       {{"fanfare publish chat --broadcast 'Hello everybody'", "By the Redis of this machine."},
        {"fanfare publish orders --user ann --user bob --expire 60 '{\"id\": 7}'",
         "For two users, kept for a minute."},
        {"tail -f events.log | fanfare publish events --group staff --http http://127.0.0.1:8080 "
         "--key-file key",
         "Each line as it comes, by the HTTP API."}},
       1,
       2},
      run};
}

}  // namespace fanfare::cli
