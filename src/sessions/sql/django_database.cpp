#include "sessions/sql/django_database.h"

#include <utility>

#include "sessions/sql/poco_connectors.h"

namespace fanfare::sessions::sql {
namespace {

Error wrong(const Error& why) {
  return {ErrorCode::kInvalidArgument, "identity.django.db.url: " + why.message};
}

}  // namespace

Result<DjangoDatabase> DjangoDatabase::open(const DjangoDatabaseOptions& options,
                                            const Clock& clock) {
  auto address = Address::parse(options.url);
  if (!address) return wrong(address.error());
  DatabaseOptions database;
  database.address = std::move(address).value();
  if (!options.password.empty()) database.address.password = options.password;
  database.connections = options.connections;
  database.timeout = options.timeout;
  if (const auto checked = checkConnector(database.address); !checked) {
    return wrong(checked.error());
  }
  DjangoDatabase made(options);
  made.database_ = std::make_shared<Database>(clock, std::move(database));
  return made;
}

std::unique_ptr<SessionStore> DjangoDatabase::sessions(const WallClock& clock) const {
  return std::make_unique<SqlSessions>(database_, options_.sessions, clock);
}

std::unique_ptr<Accounts> DjangoDatabase::users(const std::vector<std::string>& secrets) const {
  if (!options_.asksForUsers) return nullptr;
  return std::make_unique<DjangoUsers>(database_, options_.users, secrets, options_.authHash);
}

}  // namespace fanfare::sessions::sql
