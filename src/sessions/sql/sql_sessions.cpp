#include "sessions/sql/sql_sessions.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <optional>
#include <utility>

namespace fanfare::sessions::sql {
namespace {

using Sessions = std::map<std::string, std::string>;

bool isKey(const std::string& text) {
  const auto isPlain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= SqlSessions::kMaxKeyBytes &&
         std::all_of(text.begin(), text.end(), isPlain);
}

std::string written(std::chrono::system_clock::time_point time, Engine engine, TableTime zone) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  const bool isLocal = zone == TableTime::kLocal && engine != Engine::kPostgresql;
  isLocal ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const char* form = engine == Engine::kPostgresql ? "%Y-%m-%d %H:%M:%S+00" : "%Y-%m-%d %H:%M:%S";
  return {text.data(), std::strftime(text.data(), text.size(), form, &parts)};
}

}  // namespace

SqlSessions::SqlSessions(std::shared_ptr<Database> database, SessionTable table, WallClock clock)
    : database_(std::move(database)), table_(std::move(table)), clock_(std::move(clock)) {}

Result<SessionStore::Found> SqlSessions::read(const std::vector<std::string>& keys) const {
  std::vector<std::string> asked;
  std::copy_if(keys.begin(), keys.end(), std::back_inserter(asked), isKey);
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());

  Sessions sessions;
  for (std::size_t from = 0; from < asked.size(); from += kMaxKeysAtOnce) {
    const std::size_t to = std::min(asked.size(), from + kMaxKeysAtOnce);
    const auto at = [&](std::size_t i) { return asked.begin() + static_cast<std::ptrdiff_t>(i); };
    auto rows = database_->ask(queryFor({at(from), at(to)}));
    if (!rows) return rows.error();
    for (Row& row : std::move(rows).value()) sessions.emplace(row[0], std::move(row[1]));
  }

  // By the very bytes of the key: a database may take "KEY" for "key".
  Found found;
  found.reserve(keys.size());
  for (const std::string& key : keys) {
    const auto at = sessions.find(key);
    const bool isSession = at != sessions.end() && at->second.size() <= kMaxSessionBytes;
    found.push_back(isSession ? std::optional(at->second) : std::nullopt);
  }
  return found;
}

Query SqlSessions::queryFor(const std::vector<std::string>& keys) const {
  const Engine engine = database_->engine();
  const auto name = [&](const std::string& text) { return quoted(engine, text); };
  Query query;
  query.columns = 2;
  // Cut, so that what is too large stays there; the connector of MySQL reads no text without a
  // bound.
  const std::string data =
      "SUBSTR(" + name(table_.data) + ", 1, " + std::to_string(kMaxSessionBytes + 1) + ")";
  query.text = "SELECT " + name(table_.key) + ", " + data + " FROM " + name(table_.name) +
               " WHERE " + name(table_.expiry) + " > ? AND " + name(table_.key) + " IN (" +
               placeholders(keys.size()) + ")";
  query.parameters.reserve(keys.size() + 1);
  query.parameters.push_back(written(clock_(), engine, table_.time));
  query.parameters.insert(query.parameters.end(), keys.begin(), keys.end());
  return query;
}

}  // namespace fanfare::sessions::sql
