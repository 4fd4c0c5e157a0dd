// `_auth_user_hash` is the HMAC of the password as the table has it, in hexadecimal digits, under
//
//    H("django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash" + secret)
//
// where H is SHA-256, and SHA-1 in sessions that began before Django 3.1.

#include "sessions/sql/django_users.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "sessions/name_check.h"

namespace fanfare::sessions::sql {
namespace {

constexpr char kUserId[] = "_auth_user_id";
constexpr char kUserHash[] = "_auth_user_hash";
constexpr char kHashSalt[] = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";
constexpr std::size_t kMaxIdBytes = 64;

Error over(std::string why) { return {ErrorCode::kNotAuthorized, std::move(why)}; }

// Apart from each other, for a database refuses a whole query for one id that is none of its kind.
enum class IdKind { kSmallNumber, kNumber, kUuid, kText };

bool consistsOf(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

IdKind kindOf(const std::string& id) {
  constexpr std::size_t kUuidBytes = 36;
  constexpr std::size_t kSmallDigits = 9;  // fit 32 bits
  constexpr std::size_t kDigits = 18;      // fit 64
  if (consistsOf(id, "0123456789") && id.size() <= kDigits) {
    return id.size() <= kSmallDigits ? IdKind::kSmallNumber : IdKind::kNumber;
  }
  const bool isUuid = id.size() == kUuidBytes && consistsOf(id, "0123456789abcdef-");
  return isUuid ? IdKind::kUuid : IdKind::kText;
}

// As it is asked for and compared: of a UUID its digits, for some databases keep it so.
std::string plain(std::string id) {
  if (kindOf(id) == IdKind::kUuid) id.erase(std::remove(id.begin(), id.end(), '-'), id.end());
  return id;
}

std::string hexOf(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.append({kDigits[byte / 16u], kDigits[byte % 16u]});
  }
  return text;
}

// Nullopt where nobody is logged in; empty if what stands there is no id.
std::optional<std::string> idIn(const foreign::Value& content) {
  const foreign::Value* id = content.at(kUserId);
  if (!id || id->isNull()) return std::nullopt;
  auto name = id->asName();
  if (!name || name->size() > kMaxIdBytes) return std::string();
  return name;
}

}  // namespace

DjangoUsers::DjangoUsers(std::shared_ptr<Database> database, UserTables tables,
                         const std::vector<std::string>& secrets, AuthHash authHash)
    : database_(std::move(database)), tables_(std::move(tables)), authHash_(authHash) {
  for (const auto& secret : secrets) {
    for (const Digest digest : {Digest::kSha256, Digest::kSha1}) {
      keys_.emplace_back(digest, digestOf(digest, kHashSalt + secret));
    }
  }
}

std::vector<Result<Identity>> DjangoUsers::confirm(std::vector<Claim> claims) const {
  std::map<IdKind, std::set<std::string>> asked;
  for (const Claim& claim : claims) {
    const auto id = idIn(claim.content);
    if (id && !id->empty()) asked[kindOf(*id)].insert(plain(*id));
  }
  Users users;
  for (const auto& [kind, ids] : asked) {
    for (auto at = ids.begin(); at != ids.end();) {
      std::vector<std::string> some;
      for (; at != ids.end() && some.size() < kMaxUsersAtOnce; ++at) some.push_back(*at);
      find(some, users);
    }
  }
  std::vector<Result<Identity>> found;
  found.reserve(claims.size());
  for (Claim& claim : claims) found.push_back(confirmed(std::move(claim), users));
  return found;
}

void DjangoUsers::find(const std::vector<std::string>& ids, Users& users) const {
  auto rows = database_->ask(queryFor(ids));
  if (!rows) {
    for (const auto& id : ids) users.insert_or_assign(id, Result<User>(rows.error()));
    return;
  }
  std::map<std::string, User> found;
  for (Row& row : std::move(rows).value()) {
    User& user = found[row[0].size() > kMaxIdBytes ? row[0] : plain(row[0])];
    user.name = std::move(row[1]);
    user.password = std::move(row[2]);
    user.isActive = row[3] == "1";
    const bool isGroup = row.size() > 4 && !row[4].empty() && row[4].size() <= kMaxNameBytes;
    if (isGroup && fitsAChannel(row[4])) user.groups.push_back(std::move(row[4]));
  }
  // By the very id that was asked for: a database may take "7x" for 7.
  for (const auto& id : ids) {
    const auto at = found.find(id);
    if (at != found.end()) users.insert_or_assign(id, Result<User>(std::move(at->second)));
  }
}

// A row for each group of each user, and one for whom is in none.
Query DjangoUsers::queryFor(const std::vector<std::string>& ids) const {
  const Engine engine = database_->engine();
  const auto name = [&](const std::string& text) { return quoted(engine, text); };
  // One character more than is allowed, so that none is mistaken for another that was cut.
  const auto text = [&](const std::string& expression) {
    return "SUBSTR(" + asText(engine, expression) + ", 1, " + std::to_string(kMaxNameBytes + 1) +
           ")";
  };
  const std::string user = "u." + name(tables_.id);
  const bool hasGroups = !tables_.groups.empty();
  Query query;
  query.columns = hasGroups ? 5 : 4;
  query.text = "SELECT " + text(user) + ", " + text("u." + name(tables_.name)) + ", " +
               text("u." + name("password")) + ", ";
  query.text += tables_.active.empty()
                    ? "'1'"
                    : "CASE WHEN u." + name(tables_.active) + " THEN '1' ELSE '0' END";
  if (hasGroups) query.text += ", COALESCE(" + text("g." + name("name")) + ", '')";
  query.text += " FROM " + name(tables_.users) + " u";
  if (hasGroups) {
    query.text += " LEFT JOIN " + name(tables_.memberships) + " m ON m." + name(tables_.member) +
                  " = " + user + " LEFT JOIN " + name(tables_.groups) + " g ON g." + name("id") +
                  " = m." + name("group_id");
  }
  query.text += " WHERE " + user + " IN (" + placeholders(ids.size()) + ")";
  query.parameters = ids;
  return query;
}

Result<Identity> DjangoUsers::confirmed(Claim claim, const Users& users) const {
  const auto id = idIn(claim.content);
  if (!id) return std::move(claim.identity);
  const auto at = users.find(plain(*id));
  if (at == users.end()) return over("there is no such user, or no more");
  if (!at->second) return at->second.error();
  const User& user = *at->second;
  if (!user.isActive) return over("the user is not active any more");
  if (authHash_ == AuthHash::kChecked) {
    const foreign::Value* hash = claim.content.at(kUserHash);
    const auto text = hash ? hash->asText() : std::nullopt;
    if (!text || !isHashOf(*text, user.password)) {
      return over("the session began with another password");
    }
  }
  if (user.name.empty() || user.name.size() > kMaxNameBytes || !fitsAChannel(user.name)) {
    return over("the name of the user cannot be part of a channel");
  }
  Identity identity = std::move(claim.identity);
  identity.user = user.name;
  if (!tables_.groups.empty()) {
    identity.groups = user.groups;
    std::sort(identity.groups.begin(), identity.groups.end());
  }
  return identity;
}

bool DjangoUsers::isHashOf(std::string_view hash, const std::string& password) const {
  bool isOne = false;
  for (const auto& [digest, key] : keys_) {
    isOne = isSame(hexOf(hmacOf(digest, key, password)), hash) || isOne;
  }
  return isOne;
}

}  // namespace fanfare::sessions::sql
