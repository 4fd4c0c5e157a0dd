#ifndef FANFARE_SESSIONS_SQL_POCO_CONNECTORS_H_
#define FANFARE_SESSIONS_SQL_POCO_CONNECTORS_H_

#include <chrono>
#include <vector>

#include <Poco/Data/Session.h>

#include "fanfare/result.h"

#include "sessions/sql/address.h"

namespace fanfare::sessions::sql {

// The engines whose connectors were there when Fanfare was built.
const std::vector<Engine>& builtInEngines();

// Fails with kInvalidArgument, and says what is missing, if `address` cannot be opened for want of
// a connector, or for what its connector cannot be told.
Result<void> checkConnector(const Address& address);

// A connection for reading. No statement takes longer than `timeout`, where the engine has a
// limit of its own for that.
// Blocking: for `timeout`, in whole seconds, at least two.
// Throws Poco::Exception. REQUIRES: checkConnector(address).
Poco::Data::Session openSession(const Address& address, std::chrono::milliseconds timeout);

// To be called before a session ends: what its connector would never free of a connection that
// broke is freed.
void freeIfBroken(Poco::Data::Session& session);

// The descriptor that it is connected by; -1 if it has none.
int socketOf(Poco::Data::Session& session);

}  // namespace fanfare::sessions::sql

#endif  // FANFARE_SESSIONS_SQL_POCO_CONNECTORS_H_
