#ifndef FANFARE_SESSIONS_HTTP_H_
#define FANFARE_SESSIONS_HTTP_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/session_resolver.h"

#include "backend/client.h"
#include "sessions/forwarded.h"
#include "sessions/identity_cache.h"
#include "sessions/identity_paths.h"

namespace fanfare::sessions {

// Value type; the settings identity.http.*.
struct HttpOptions {
  backend::ClientOptions backend;
  ForwardOptions forward;
  std::chrono::milliseconds cache{2000};
};

// Asks the site's own backend who a visitor is: one GET with the visitor's cookies and some of his
// headers. Without any there is nobody to ask about.
class HttpResolver final : public SessionResolver {
 public:
  // How many rechecks are under way at once.
  static constexpr std::size_t kRecheckers = 8;

  // `clock` outlives it.
  HttpResolver(const HttpOptions& options, std::shared_ptr<backend::Client> client,
               const Clock& clock, WallClock wallClock);

  const char* name() const override { return "http"; }

  // Fails as forwardedOf(), and with kUnavailable if the backend does not say who is there.
  Result<Identity> resolve(const Handshake& handshake) const override;

  // Each session once, however many share it; nothing comes from the cache.
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override;

 private:
  using Ask = Result<backend::Response> (backend::Client::*)(const backend::Request&);

  Result<Identity> find(const std::string& forwarded, Ask ask) const;
  Result<Identity> findAgain(const std::string& forwarded) const;

  const ForwardOptions forward_;
  const std::shared_ptr<backend::Client> client_;
  const WallClock wallClock_;
  mutable IdentityCache cache_;  // by a digest of all that was forwarded
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_HTTP_H_
