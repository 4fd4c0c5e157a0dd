#ifndef FANFARE_SESSIONS_SQL_DJANGO_USERS_H_
#define FANFARE_SESSIONS_SQL_DJANGO_USERS_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/accounts.h"
#include "sessions/hmac.h"
#include "sessions/sql/database.h"

namespace fanfare::sessions::sql {

// Where a project of Django keeps its users; the names are such as isName() takes. Value type.
struct UserTables {
  std::string users = "auth_user";
  std::string id = "id";
  std::string name = "username";
  std::string active = "is_active";   // empty: every user is
  std::string groups = "auth_group";  // empty: the groups are not asked for
  std::string memberships = "auth_user_groups";
  std::string member = "user_id";
};

// Whether the hash of the password that a session holds is looked at: `_auth_user_hash`.
enum class AuthHash { kChecked, kIgnored };

// The users that sessions of Django name by `_auth_user_id`: the session of one who is no more, was
// deactivated or has changed the password is over. The name and the groups are those of the tables,
// whatever the session says. One query for up to kMaxUsersAtOnce, with the groups.
class DjangoUsers final : public Accounts {
 public:
  static constexpr std::size_t kMaxUsersAtOnce = 500;
  static constexpr std::size_t kMaxNameBytes = 255;  // of a name or a group; one above is refused

  // `secrets` are SECRET_KEY and its fallbacks.
  DjangoUsers(std::shared_ptr<Database> database, UserTables tables,
              const std::vector<std::string>& secrets, AuthHash authHash);

  std::vector<Result<Identity>> confirm(std::vector<Claim> claims) const override;

 private:
  struct User {
    std::string name;
    std::string password;
    bool isActive = false;
    std::vector<std::string> groups;
  };
  using Users = std::map<std::string, Result<User>>;  // by id; without those who are no more

  void find(const std::vector<std::string>& ids, Users& users) const;
  Query queryFor(const std::vector<std::string>& ids) const;
  Result<Identity> confirmed(Claim claim, const Users& users) const;
  bool isHashOf(std::string_view hash, const std::string& password) const;

  const std::shared_ptr<Database> database_;
  const UserTables tables_;
  const AuthHash authHash_;
  std::vector<std::pair<Digest, std::string>> keys_;  // of the hash
};

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_DJANGO_USERS_H_
