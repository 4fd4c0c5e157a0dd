#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <thread>

#include "fanfare/channel.h"
#include "fanfare/clock.h"
#include "fanfare/publisher/redis_publisher.h"
#include "fanfare/redis_address.h"

#include "app/line_log.h"
#include "app/signals.h"
#include "cli/command.h"
#include "http/shown_channel.h"
#include "net/reactor.h"
#include "redis/link.h"

namespace fanfare::cli {
namespace {

std::string timeOfDay() {
  using namespace std::chrono;
  const auto now = system_clock::now();
  const std::time_t seconds = system_clock::to_time_t(now);
  const auto milliseconds = duration_cast<std::chrono::milliseconds>(now.time_since_epoch()) % 1000;
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%H:%M:%S", &parts);
  std::snprintf(text.data() + size, text.size() - size, ".%03d",
                static_cast<int>(milliseconds.count()));
  return text.data();
}

// `text` as a part of a pattern that stands for itself.
std::string escaped(const std::string& text) {
  std::string pattern;
  for (const char c : text) {
    if (std::string_view("*?[]\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

// Prints what a Redis publishes on the channels of some patterns.
class Spy final : public redis::LinkHandler {
 public:
  Spy(net::Reactor& reactor, Log& log, const RedisAddress& address, std::string keyPrefix,
      const std::vector<std::string>& patterns)
      : keyPrefix_(std::move(keyPrefix)), link_(reactor, log, {address}, "spy", *this) {
    subscribe_.begin(patterns.size() + 1);
    subscribe_.argument("PSUBSCRIBE");
    for (const auto& pattern : patterns) subscribe_.argument(escaped(keyPrefix_) + pattern);
    link_.start();
  }

  void onUp() override { link_.send(subscribe_.bytes()); }
  void probe() override { link_.send(subscribe_.bytes()); }
  void onDown(const Error& /*why*/) override {}  // the link logs it, and comes back

  // ["pmessage", pattern, key, payload]
  void onReply(redis::Reply& reply) override {
    if (reply.isError()) link_.drop(reply.text);
    const auto& items = reply.items;
    if (items.size() != 4 || items[0].text != "pmessage") return;
    std::cout << timeOfDay() << "  " << shown(items[2].text) << "  "
              << app::printable(items[3].text) << std::endl;
    if (!std::cout) hasNoReader_ = true;
  }

  // Whether there is nobody left to print for. Safe from any thread.
  bool hasNoReader() const { return hasNoReader_; }

 private:
  std::string shown(const std::string& key) const {
    const auto channel = Channel::parse(key.substr(keyPrefix_.size()));
    return channel ? http::shownChannel(*channel) : app::printable(key);
  }

  const std::string keyPrefix_;  // with its colon, or empty
  std::atomic<bool> hasNoReader_{false};
  redis::Commands subscribe_;
  redis::Link link_;
};

// Until a signal asks for the end.
void spyOn(const RedisAddress& address, const Arguments& arguments) {
  constexpr std::chrono::milliseconds kGlance{100};
  const auto prefix = arguments.value("prefix").value_or("");
  const auto& operands = arguments.operands;
  const auto patterns = operands.empty() ? std::vector<std::string>{"*"} : operands;

  const app::Signals signals;
  app::LineLog log(LogLevel::kInformation);
  const SteadyClock clock;
  net::Reactor reactor(clock);
  const Spy spy(reactor, log, address, prefix.empty() ? "" : prefix + ":", patterns);
  std::thread thread([&reactor] { reactor.run(); });
  while (!spy.hasNoReader() && signals.waitFor(kGlance) != app::Signals::Request::kStop) continue;
  reactor.stop();
  thread.join();
}

// Fails if the Redis cannot be asked now.
Result<void> reach(const std::string& url) {
  publisher::Options options;
  options.url = url;
  auto publisher = publisher::RedisPublisher::create(options, "", {});
  if (!publisher) return publisher.error();
  auto asked = std::move(publisher).value().fetchMessage({}, AudienceKind::kBroadcast);
  if (!asked && asked.error().code == ErrorCode::kUnavailable) return asked.error();
  return {};
}

Result<ExitStatus> run(const Arguments& arguments) {
  const auto url = arguments.value("redis").value_or("redis://127.0.0.1:6379/0");
  const auto address = RedisAddress::parse(url);
  if (!address) {
    return Error{ErrorCode::kInvalidArgument, "--redis: " + address.error().message};
  }
  const auto reached = reach(url);
  if (!reached) return reached.error();

  spyOn(*address, arguments);
  return ExitStatus::kDone;
}

}  // namespace

Command spyCommand() {
  return {
      {"spy",
       "[PATTERN]...",
       "Prints what passes through a Redis, until it is interrupted.",
       "A line a message: the time, the channel, the message. Session keys are secrets and appear\n"
       "as a short hash. A pattern is one of Redis' for the channel: 'user:*' or '*:chat'.",
       {{"redis", "URL",
         "The Redis, redis://[user][:password@]host[:port][/db] or unix:///path; "
         "default redis://127.0.0.1:6379/0."},
        {"prefix", "PREFIX", "The servers' broker.prefix; default none."}},
       {{"fanfare spy", "Prints everything."},
        {"fanfare spy --prefix shop '*:orders'", "What is published on the facility orders."}},
       0,
       1000},
      run};
}

}  // namespace fanfare::cli
