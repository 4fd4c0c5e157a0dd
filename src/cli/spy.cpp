#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <thread>
#include <utility>

#include "fanfare/channel.h"
#include "fanfare/clock.h"
#include "fanfare/publisher/redis_publisher.h"
#include "fanfare/redis_address.h"

#include "app/line_log.h"
#include "app/signals.h"
#include "cli/command.h"
#include "dialects/socketio/backend_message.h"
#include "http/shown_channel.h"
#include "model/ascii.h"
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

// `json` in one line, still JSON, without characters that a terminal would obey.
std::string inOneLine(const std::string& json) {
  std::string line;
  for (const char c : json) {
    if (c == '\x7F') {
      line += "\\u007f";
    } else {
      line += isControl(c) ? ' ' : c;  // between values: in a text it would be escaped
    }
  }
  return app::printable(line);
}

std::string shownMessage(const std::string& payload) { return app::printable(payload); }

std::string shownBackendMessage(const std::string& payload) {
  using namespace dialects::socketio;
  const auto message = readBackendMessage(payload);
  if (message) return inOneLine(writeBackendMessage(*message));
  return "cannot be decoded: " + app::printable(message.error().message);
}

// How messages are shown, and on which channels where no pattern is given.
struct Format {
  std::string (*show)(const std::string& payload);
  const char* pattern;
};

Result<Format> formatNamed(const std::string& name) {
  if (name == "text") return Format{shownMessage, "*"};
  if (name == "socketio") return Format{shownBackendMessage, "flask-socketio"};
  return Error{ErrorCode::kInvalidArgument,
               "--format: '" + name + "' is neither text nor socketio"};
}

// What is spied on, and how it is shown. Value type.
struct Sight {
  std::string keyPrefix;  // with its colon, or empty
  std::vector<std::string> patterns;
  Format format;
};

// Prints what a Redis publishes on the channels of some patterns.
class Spy final : public redis::LinkHandler {
 public:
  Spy(net::Reactor& reactor, Log& log, const RedisAddress& address, Sight sight)
      : sight_(std::move(sight)), link_(reactor, log, {address}, "spy", *this) {
    subscribe_.begin(sight_.patterns.size() + 1);
    subscribe_.argument("PSUBSCRIBE");
    for (const auto& pattern : sight_.patterns) {
      subscribe_.argument(escaped(sight_.keyPrefix) + pattern);
    }
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
              << sight_.format.show(items[3].text) << std::endl;
    if (!std::cout) hasNoReader_ = true;
  }

  // Whether there is nobody left to print for. Safe from any thread.
  bool hasNoReader() const { return hasNoReader_; }

 private:
  std::string shown(const std::string& key) const {
    const auto channel = Channel::parse(key.substr(sight_.keyPrefix.size()));
    return channel ? http::shownChannel(*channel) : app::printable(key);
  }

  const Sight sight_;
  std::atomic<bool> hasNoReader_{false};
  redis::Commands subscribe_;
  redis::Link link_;
};

// Until a signal asks for the end.
void spyOn(const RedisAddress& address, Sight sight) {
  constexpr std::chrono::milliseconds kGlance{100};
  const app::Signals signals;
  app::LineLog log(LogLevel::kInformation);
  const SteadyClock clock;
  net::Reactor reactor(clock);
  const Spy spy(reactor, log, address, std::move(sight));
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

Result<Sight> sightOf(const Arguments& arguments) {
  const auto format = formatNamed(arguments.value("format").value_or("text"));
  if (!format) return format.error();
  const auto prefix = arguments.value("prefix").value_or("");
  Sight sight{prefix.empty() ? "" : prefix + ":", arguments.operands, *format};
  if (sight.patterns.empty()) sight.patterns.emplace_back(format->pattern);
  return sight;
}

Result<ExitStatus> run(const Arguments& arguments) {
  auto sight = sightOf(arguments);
  if (!sight) return sight.error();
  const auto url = arguments.value("redis").value_or("redis://127.0.0.1:6379/0");
  const auto address = RedisAddress::parse(url);
  if (!address) {
    return Error{ErrorCode::kInvalidArgument, "--redis: " + address.error().message};
  }
  const auto reached = reach(url);
  if (!reached) return reached.error();

  spyOn(*address, std::move(sight).value());
  return ExitStatus::kDone;
}

}  // namespace

Command spyCommand() {
  return {
      {"spy",
       "[PATTERN]...",
       "Prints what passes through a Redis, until it is interrupted.",
       "A line a message: the time, the channel, the message. Session keys are secrets and appear\n"
       "as a short hash. A pattern is one of Redis' for the channel: 'user:*' or '*:chat'.\n"
       "With --format socketio, what servers of python-socketio (Flask-SocketIO) tell each other, "
       "in\n"
       "JSON or pickled, is a line of JSON each; without PATTERN on the channel flask-socketio.",
       {{"redis", "URL",
         "The Redis, redis://[user][:password@]host[:port][/db] or unix:///path; "
         "default redis://127.0.0.1:6379/0."},
        {"prefix", "PREFIX", "The servers' broker.prefix; default none."},
        {"format", "FORMAT",
         "How messages are shown: text, as they are, or socketio, as said above; default text."}},
       {{"fanfare spy", "Prints everything."},
        {"fanfare spy --prefix shop '*:orders'", "What is published on the facility orders."},
        {"fanfare spy --format socketio 'socketio*'",
         "Other channels than that of Flask-SocketIO."}},
       0,
       1000},
      run};
}

}  // namespace fanfare::cli
