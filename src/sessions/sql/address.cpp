#include "sessions/sql/address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "model/percent.h"

namespace fanfare::sessions::sql {
namespace {

constexpr std::uint16_t kPostgresqlPort = 5432;
constexpr std::uint16_t kMysqlPort = 3306;

struct Scheme {
  std::string_view text;
  Engine engine;
  std::uint16_t port;
};

constexpr std::array<Scheme, 5> kSchemes{{{"sqlite", Engine::kSqlite, 0},
                                          {"postgresql", Engine::kPostgresql, kPostgresqlPort},
                                          {"postgres", Engine::kPostgresql, kPostgresqlPort},
                                          {"mysql", Engine::kMysql, kMysqlPort},
                                          {"mariadb", Engine::kMysql, kMysqlPort}}};

constexpr std::array<std::string_view, 5> kOptions{"host", "sslmode", "sslrootcert", "sslcert",
                                                   "sslkey"};

Error wrong(std::string_view why) {
  return {ErrorCode::kInvalidArgument, "database address: " + std::string(why)};
}

Result<std::string> decoded(std::string_view text) {
  auto plain = percentDecoded(text);
  if (!plain) return wrong("a '%' without two hexadecimal digits");
  if (plain->find('\0') != std::string::npos) return wrong("a byte 0");
  return *std::move(plain);
}

Result<void> takeCredentials(std::string_view& rest, Address& address) {
  const auto at = rest.rfind('@');
  if (at == std::string_view::npos) return wrong("no user, as in 'mysql://user@host/name'");
  const std::string_view credentials = rest.substr(0, at);
  rest.remove_prefix(at + 1);

  const auto colon = credentials.find(':');
  auto user = decoded(credentials.substr(0, colon));
  if (!user) return user.error();
  if (user->empty()) return wrong("the user is empty");
  address.user = std::move(user).value();
  if (colon == std::string_view::npos) return {};
  auto password = decoded(credentials.substr(colon + 1));
  if (!password) return password.error();
  address.password = std::move(password).value();
  return {};
}

Result<void> takePort(std::string_view digits, Address& address) {
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, address.port);
  if (error == std::errc() && stop == end && address.port != 0) return {};
  return wrong("the port is not a number from 1 to 65535");
}

// "host", "host:port", "[::1]:port"; empty where a socket is named by an option.
Result<void> takeHostAndPort(std::string_view text, Address& address) {
  std::string_view host = text;
  std::string_view behind;
  if (text.substr(0, 1) == "[") {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) return wrong("a '[' without its ']'");
    host = text.substr(1, bracket - 1);
    behind = text.substr(bracket + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    behind = text.substr(colon);
  }
  if (host.find_first_of(" ;='\\") != std::string_view::npos) return wrong("the host is no host");
  address.host = std::string(host);
  if (behind.empty()) return {};
  if (behind.front() != ':') return wrong("something other than a port behind the host");
  return takePort(behind.substr(1), address);
}

Result<void> takeOptions(std::string_view text, Address& address) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const auto equals = one.find('=');
    const std::string_view name = one.substr(0, equals);
    const bool isKnown = std::find(kOptions.begin(), kOptions.end(), name) != kOptions.end();
    if (!isKnown || equals == std::string_view::npos) {
      return wrong("an option other than host, sslmode, sslrootcert, sslcert and sslkey");
    }
    auto value = decoded(one.substr(equals + 1));
    if (!value) return value.error();
    address.options[std::string(name)] = std::move(value).value();
  }
  return {};
}

Result<Address> parseFile(std::string_view rest) {
  if (rest.substr(0, 1) != "/") return wrong("no absolute path, as in 'sqlite:///srv/site/db'");
  auto path = decoded(rest);
  if (!path) return path.error();
  Address address;
  address.engine = Engine::kSqlite;
  address.database = std::move(path).value();
  return address;
}

// What the connectors of Poco have no way to write: they take their settings as one text.
Result<void> checkWritable(const Address& address) {
  const bool isMysql = address.engine == Engine::kMysql;
  const char separator = isMysql ? ';' : ' ';
  const auto hasOne = [&](const std::string& text) {
    const bool isStripped = !text.empty() && (text.front() <= ' ' || text.back() <= ' ');
    return text.find(separator) != std::string::npos || isStripped;
  };
  bool isBad = hasOne(address.user) || hasOne(address.password) || hasOne(address.database);
  for (const auto& [name, value] : address.options) isBad = isBad || hasOne(value);
  if (!isBad) return {};
  return wrong(isMysql ? "a user, password or name with ';' or blanks around it cannot be used here"
                       : "a user, password, name or option with a blank cannot be used here");
}

Result<Address> parseServer(const Scheme& scheme, std::string_view rest) {
  Address address;
  address.engine = scheme.engine;
  address.port = scheme.port;
  if (const auto taken = takeCredentials(rest, address); !taken) return taken.error();
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return wrong("no name of a database behind the host");
  const auto question = rest.find('?', slash);
  auto name = decoded(rest.substr(slash + 1, question - slash - 1));
  if (!name) return name.error();
  if (name->empty()) return wrong("the name of the database is empty");
  address.database = std::move(name).value();
  if (question != std::string_view::npos) {
    if (scheme.engine == Engine::kMysql) return wrong("options behind '?' are unknown here");
    const auto taken = takeOptions(rest.substr(question + 1), address);
    if (!taken) return taken.error();
  }
  const auto taken = takeHostAndPort(rest.substr(0, slash), address);
  if (!taken) return taken.error();
  if (address.host.empty() && address.options.count("host") == 0) return wrong("no host");
  return address;
}

}  // namespace

Result<Address> Address::parse(std::string_view url) {
  constexpr std::string_view kMark = "://";
  const auto mark = url.find(kMark);
  for (const Scheme& scheme : kSchemes) {
    if (url.substr(0, mark) != scheme.text || mark == std::string_view::npos) continue;
    const std::string_view rest = url.substr(mark + kMark.size());
    if (scheme.engine == Engine::kSqlite) return parseFile(rest);
    return parseServer(scheme, rest);
  }
  return wrong("begins with none of postgresql://, mysql://, mariadb:// and sqlite://");
}

Result<void> Address::check() const {
  return engine == Engine::kSqlite ? Result<void>() : checkWritable(*this);
}

std::string Address::shown() const {
  if (engine == Engine::kSqlite) return "sqlite://" + database;
  const std::string scheme = engine == Engine::kMysql ? "mysql://" : "postgresql://";
  const bool isBracketed = host.find(':') != std::string::npos;
  const std::string place = isBracketed ? "[" + host + "]" : host;
  return scheme + place + ":" + std::to_string(port) + "/" + database;
}

}  // namespace fanfare::sessions::sql
