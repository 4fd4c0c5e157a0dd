#include "sessions.h"

#include <Poco/DigestEngine.h>
#include <Poco/RandomStream.h>

namespace shop {

std::string Sessions::begin(const Session& session) {
  constexpr std::size_t kKeyBytes = 16;
  Poco::DigestEngine::Digest random(kKeyBytes);
  Poco::RandomInputStream source;  // the system's
  source.read(reinterpret_cast<char*>(random.data()), kKeyBytes);
  std::string key = Poco::DigestEngine::digestToHex(random);
  replace(key, session);
  return key;
}

std::optional<Session> Sessions::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) return std::nullopt;
  return found->second;
}

void Sessions::replace(const std::string& key, const Session& session) {
  const std::lock_guard lock(mutex_);
  sessions_[key] = session;
}

void Sessions::end(const std::string& key) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(key);
}

}  // namespace shop
