#ifndef FANFARE_SESSIONS_RAILS_COOKIE_JAR_H_
#define FANFARE_SESSIONS_RAILS_COOKIE_JAR_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::sessions {

// Value type.
struct RailsCookieOptions {
  std::string cookie;                       // its name, which Rails writes into it as its purpose
  std::vector<std::string> secretKeyBases;  // any of them is good
  bool requirePurpose = true;  // Rails writes none where use_cookies_with_metadata is off
};

// Opens the cookies that Rails encrypts: AES-256-GCM with a key that is made of secret_key_base, by
// PBKDF2 with SHA-256 (the default from Rails 7 on) or SHA-1 (before).
//
// Threads: immutable.
class RailsCookieJar final {
 public:
  // Cookies beyond it are refused unread.
  static constexpr std::size_t kMaxCookieBytes = 4096;
  // Rails has never taken shorter ones.
  static constexpr std::size_t kMinSecretBytes = 30;

  // Value type.
  struct Opened {
    foreign::Value content;
    std::optional<std::chrono::system_clock::time_point> expiry;  // nullopt: it says none
  };

  // Blocking: making the keys takes about a millisecond for each secret.
  explicit RailsCookieJar(const RailsCookieOptions& options);

  // What is in a cookie as it was sent, at the time `now`. Fails with kNotAuthorized, in words that
  // the visitor may read, if it is too large, malformed, forged, over, of another cookie, or not
  // written as JSON.
  Result<Opened> open(std::string_view sent, std::chrono::system_clock::time_point now) const;

 private:
  // What was encrypted with one of the keys.
  Result<std::string> decrypt(std::string_view sent) const;
  Result<void> checkPurpose(const foreign::Value& metadata) const;

  const std::string purpose_;
  const bool requirePurpose_;
  std::vector<std::string> keys_;
};

// What a Rails serializer wrote. Fails, in words for operators, unless it is JSON.
// `remedy` is what to set so that it will be.
Result<foreign::Value> readRailsJson(std::string_view bytes, std::string_view remedy);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_RAILS_COOKIE_JAR_H_
