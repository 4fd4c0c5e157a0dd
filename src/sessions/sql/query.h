#ifndef FANFARE_SESSIONS_SQL_QUERY_H_
#define FANFARE_SESSIONS_SQL_QUERY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/sql/address.h"

namespace fanfare::sessions::sql {

// What a database answers: each row with its columns as text, an empty one for NULL.
using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

// A SELECT. What comes from outside is a parameter, bound to a '?' of the text and never part of
// it. Value type.
struct Query {
  std::string text;  // holds no '?' but those
  std::vector<std::string> parameters;
  std::size_t columns = 1;  // that it selects, all of them text
};

// "?, ?, ?".
std::string placeholders(std::size_t count);

// Whether `name` is one that quoted() takes: letters, digits, '_' and '$', and dots between the
// parts.
bool isName(std::string_view name);

// The name of a table or column, as the engine quotes each of its parts.
// REQUIRES: isName(name).
std::string quoted(Engine engine, std::string_view name);

// `expression` as text.
std::string asText(Engine engine, const std::string& expression);

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_QUERY_H_
