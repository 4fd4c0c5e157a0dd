#include "fanfare/redis_address.h"

#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "model/percent.h"

namespace fanfare {
namespace {

constexpr std::string_view kTcpScheme = "redis://";
constexpr std::string_view kUnixScheme = "unix://";
constexpr std::string_view kTlsScheme = "rediss://";

Error wrong(std::string_view why) {
  return {ErrorCode::kInvalidArgument, "Redis address: " + std::string(why)};
}

bool startsWith(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// The whole of `digits` as a number up to `highest`.
std::optional<int> numberIn(std::string_view digits, int highest) {
  int number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end || number < 0 || number > highest) return std::nullopt;
  return number;
}

// Takes "user:password@" off the front of `rest`. The last '@' counts: a host has none.
Result<void> takeCredentials(std::string_view& rest, RedisAddress& address) {
  const auto at = rest.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::string_view credentials = rest.substr(0, at);
  rest.remove_prefix(at + 1);

  const auto colon = credentials.find(':');
  if (colon == std::string_view::npos) {
    return wrong("a user without a password; a password alone is written ':password@'");
  }
  auto user = percentDecoded(credentials.substr(0, colon));
  auto password = percentDecoded(credentials.substr(colon + 1));
  if (!user || !password) return wrong("a '%' without two hexadecimal digits");
  if (password->empty()) return wrong("the password is empty");
  address.user = *std::move(user);
  address.password = *std::move(password);
  return {};
}

Result<void> takeDatabase(std::string_view digits, RedisAddress& address) {
  const auto database = numberIn(digits, std::numeric_limits<int>::max());
  if (!database) return wrong("the database is not a number");
  address.database = *database;
  return {};
}

Result<void> takePort(std::string_view digits, RedisAddress& address) {
  const auto port = numberIn(digits, std::numeric_limits<std::uint16_t>::max());
  if (!port || *port == 0) return wrong("the port is not a number from 1 to 65535");
  address.port = static_cast<std::uint16_t>(*port);
  return {};
}

// "host", "host:port", "[::1]:port".
Result<void> takeHostAndPort(std::string_view text, RedisAddress& address) {
  std::string_view host = text;
  std::string_view behind;
  if (startsWith(text, "[")) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) return wrong("a '[' without its ']'");
    host = text.substr(1, bracket - 1);
    behind = text.substr(bracket + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    behind = text.substr(colon);
  }
  if (host.empty()) return wrong("no host");
  address.host = std::string(host);
  if (behind.empty()) return {};
  if (behind.front() != ':') return wrong("something other than a port behind the host");
  return takePort(behind.substr(1), address);
}

Result<RedisAddress> parseTcp(std::string_view rest) {
  if (rest.find('?') != std::string_view::npos) return wrong("options behind '?' are unknown here");
  RedisAddress address;
  // Behind the credentials, so that a '/' in a password that was not encoded is told apart.
  if (const auto taken = takeCredentials(rest, address); !taken) return taken.error();

  const auto slash = rest.find('/');
  if (slash != std::string_view::npos && slash + 1 < rest.size()) {
    if (const auto taken = takeDatabase(rest.substr(slash + 1), address); !taken) {
      return taken.error();
    }
  }
  if (const auto taken = takeHostAndPort(rest.substr(0, slash), address); !taken) {
    return taken.error();
  }
  return address;
}

Result<RedisAddress> parseUnix(std::string_view rest) {
  RedisAddress address;
  const auto question = rest.find('?');
  if (question != std::string_view::npos) {
    constexpr std::string_view kDatabase = "db=";
    const std::string_view option = rest.substr(question + 1);
    if (!startsWith(option, kDatabase)) return wrong("the only option is '?db=N'");
    const auto taken = takeDatabase(option.substr(kDatabase.size()), address);
    if (!taken) return taken.error();
    rest = rest.substr(0, question);
  }
  if (!startsWith(rest, "/")) {
    if (const auto taken = takeCredentials(rest, address); !taken) return taken.error();
  }
  if (!startsWith(rest, "/")) return wrong("no absolute path, as in 'unix:///run/redis.sock'");
  address.host.clear();
  address.path = std::string(rest);
  return address;
}

}  // namespace

Result<RedisAddress> RedisAddress::parse(std::string_view url) {
  // hiredis takes C strings; what lies behind a NUL would be lost.
  if (url.find('\0') != std::string_view::npos) return wrong("a NUL byte");
  if (startsWith(url, kTcpScheme)) return parseTcp(url.substr(kTcpScheme.size()));
  if (startsWith(url, kUnixScheme)) return parseUnix(url.substr(kUnixScheme.size()));
  if (startsWith(url, kTlsScheme)) return wrong("'rediss://' needs a hiredis with TLS");
  if (startsWith(url, "redis+sentinel://") || startsWith(url, "redis-sentinel://") ||
      startsWith(url, "redis+cluster://") || startsWith(url, "redis-cluster://")) {
    return wrong("Sentinel and Cluster are not supported; name one Redis");
  }
  return wrong("it begins neither with 'redis://' nor with 'unix://'");
}

std::string RedisAddress::shown() const {
  const std::string number = std::to_string(database);
  if (!path.empty()) return std::string(kUnixScheme) + path + (database ? "?db=" + number : "");
  const bool isIpv6 = host.find(':') != std::string::npos;
  return std::string(kTcpScheme) + (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) +
         "/" + number;
}

}  // namespace fanfare
