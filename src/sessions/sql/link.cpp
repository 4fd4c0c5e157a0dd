#include "sessions/sql/link.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>

#include "sessions/sql/poco_connectors.h"

namespace fanfare::sessions::sql {
namespace {

namespace data = Poco::Data;

constexpr std::size_t kMaxErrorBytes = 300;

// The text with the engine's own placeholders.
std::string textFor(Engine engine, const std::string& text) {
  if (engine != Engine::kPostgresql) return text;
  std::string numbered;
  std::size_t number = 0;
  for (const char c : text) {
    if (c == '?') {
      numbered += "$" + std::to_string(++number);
    } else {
      numbered += c;
    }
  }
  return numbered;
}

void hide(std::string& text, const std::string& secret) {
  if (secret.empty()) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "…");
  }
}

Presence presenceOf(data::Session& session) {
  try {
    return session.isGood() ? Presence::kThere : Presence::kAway;
  } catch (const Poco::Exception&) {
    return Presence::kAway;
  }
}

}  // namespace

Link::Link(Address address, std::chrono::milliseconds timeout)
    : address_(std::move(address)), timeout_(timeout) {}

Link::~Link() { disconnect(); }

Outcome Link::ask(const Query& query, Deadline deadline) {
  for (;;) {
    const bool isFresh = !session_;
    if (isFresh) {
      if (auto failed = connect(deadline)) return *std::move(failed);
    }
    try {
      return {rowsOf(query), Presence::kThere};
    } catch (const Poco::Exception& error) {
      const std::string what = error.displayText();
      const Presence presence = presenceOf(*session_);
      disconnect();
      if (isFresh) return failure(what, presence);
      if (std::chrono::steady_clock::now() >= deadline) return failure(what, Presence::kAway);
    }
  }
}

// Nullopt if it is connected.
std::optional<Outcome> Link::connect(Deadline deadline) {
  try {
    session_.emplace(openSession(address_, timeout_));
  } catch (const Poco::Exception& error) {
    return failure(error.displayText(), Presence::kAway);
  }
  const int socket = socketOf(*session_);
  bool isEnded = false;
  {
    const MutexLock lock(mutex_);
    if (socket >= 0) socket_ = dup(socket);
    isEnded = isEnded_;
  }
  if (!isEnded && std::chrono::steady_clock::now() < deadline) return std::nullopt;
  disconnect();
  return failure("no connection in time", Presence::kAway);
}

void Link::disconnect() {
  {
    const MutexLock lock(mutex_);
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }
  if (session_) freeIfBroken(*session_);
  session_.reset();
}

void Link::interrupt() {
  const MutexLock lock(mutex_);
  if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
}

void Link::end() {
  {
    const MutexLock lock(mutex_);
    isEnded_ = true;
  }
  interrupt();
}

Rows Link::rowsOf(const Query& query) {
  std::vector<std::string> parameters = query.parameters;
  std::vector<std::vector<std::string>> columns(query.columns);
  data::Statement statement(*session_);
  statement << textFor(address_.engine, query.text);
  for (auto& parameter : parameters) statement, data::Keywords::use(parameter);
  for (auto& column : columns) statement, data::Keywords::into(column);
  statement.execute();

  Rows rows(columns.front().size(), Row(query.columns));
  for (std::size_t column = 0; column < columns.size(); ++column) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      rows[row][column] = std::move(columns[column].at(row));
    }
  }
  return rows;
}

Outcome Link::failure(const std::string& what, Presence presence) const {
  std::string text = what;
  hide(text, address_.password);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= '\0' && c < ' '; }, ' ');
  text.resize(std::min(text.size(), kMaxErrorBytes));
  return {Error{ErrorCode::kUnavailable, address_.shown() + ": " + text}, presence};
}

}  // namespace fanfare::sessions::sql
