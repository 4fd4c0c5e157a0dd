#include "app/config/django_database_keys.h"

#include <chrono>
#include <string>
#include <vector>

#include "app/config/secret_key.h"
#include "app/config/setters.h"

namespace fanfare::app {
namespace {

using sessions::sql::AuthHash;
using sessions::sql::TableTime;

Result<std::string> nameIn(const std::string& text) {
  if (sessions::sql::isName(text)) return text;
  return Error{ErrorCode::kInvalidArgument,
               "is no name of a table or column: letters, digits, '_' and '$', with dots between"};
}

Result<std::string> nameOrNothingIn(const std::string& text) {
  return text.empty() ? Result<std::string>(text) : nameIn(text);
}

Result<std::chrono::milliseconds> timeoutIn(const std::string& text) {
  constexpr std::chrono::milliseconds kLeast{50};
  auto time = secondsIn(text, {0, 60});
  if (time && *time < kLeast) {
    return Error{ErrorCode::kInvalidArgument, "is less than 0.05 seconds"};
  }
  return time;
}

void addConnection(std::vector<Key>& table) {
  addSecret(table, {"identity.django.db.url", "", "", "The database of the project; empty: none.",
                    anyText([](Config & c) -> auto& { return c.identity.django.db.url; })});
  addSecret(table, {"identity.django.db.password", "", "", "The password, if not in the URL.",
                    anyText([](Config & c) -> auto& { return c.identity.django.db.password; })});
  table.insert(
      table.end(),
      {{"identity.django.db.connections", "4", "", "How many connections to it there are.",
        wholeNumber(
            {1, 64}, [](Config & c) -> auto& { return c.identity.django.db.connections; })},
       {"identity.django.db.timeout", "2", "seconds", "How long an answer may take.",
        reading(
            timeoutIn, [](Config & c) -> auto& { return c.identity.django.db.timeout; })},
       {"identity.django.db.local_time", "off", "",
        "Whether expire_date is in local time: USE_TZ = False, but for PostgreSQL.",
        oneOf<TableTime>(
            {{"off", TableTime::kUtc}, {"on", TableTime::kLocal}},
            [](Config & c) -> auto& { return c.identity.django.db.sessions.time; })}});
}

// One that names a table or column.
template <typename Place>
Key named(const char* key, const char* value, const char* help, Place place) {
  return {std::string("identity.django.db.") + key, value, "", help, reading(nameIn, place)};
}

void addTables(std::vector<Key>& table) {
  table.insert(table.end(),
               {named(
                    "session_table", "django_session", "The table with the sessions.",
                    [](Config & c) -> auto& { return c.identity.django.db.sessions.name; }),
                {"identity.django.db.users", "on", "", "Whether the users are looked up there.",
                 onOff([](Config & c) -> auto& { return c.identity.django.db.asksForUsers; })},
                {"identity.django.db.auth_hash", "on", "",
                 "Whether a session ends when its user changes the password.",
                 oneOf<AuthHash>(
                     {{"on", AuthHash::kChecked}, {"off", AuthHash::kIgnored}},
                     [](Config & c) -> auto& { return c.identity.django.db.authHash; })},
                named(
                    "user_table", "auth_user", "The table with the users.",
                    [](Config & c) -> auto& { return c.identity.django.db.users.users; }),
                named(
                    "id_column", "id", "Its primary key.",
                    [](Config & c) -> auto& { return c.identity.django.db.users.id; }),
                named(
                    "name_column", "username", "What a user is called by.",
                    [](Config & c) -> auto& { return c.identity.django.db.users.name; }),
                {"identity.django.db.active_column", "is_active", "",
                 "Whether a user may log in; empty: all may.",
                 reading(
                     nameOrNothingIn,
                     [](Config & c) -> auto& { return c.identity.django.db.users.active; })},
                {"identity.django.db.group_table", "auth_group", "",
                 "The table with the groups; empty: those in the session count.",
                 reading(
                     nameOrNothingIn,
                     [](Config & c) -> auto& { return c.identity.django.db.users.groups; })},
                named(
                    "membership_table", "auth_user_groups", "Who is in which group.",
                    [](Config & c) -> auto& { return c.identity.django.db.users.memberships; }),
                named(
                    "member_column", "user_id", "Its column with the user.",
                    [](Config & c) -> auto& { return c.identity.django.db.users.member; })});
}

}  // namespace

void addDjangoDatabase(std::vector<Key>& table) {
  addConnection(table);
  addTables(table);
}

}  // namespace fanfare::app
