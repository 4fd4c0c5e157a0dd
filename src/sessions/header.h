#ifndef FANFARE_SESSIONS_HEADER_H_
#define FANFARE_SESSIONS_HEADER_H_

#include <atomic>
#include <string>

#include "fanfare/session_resolver.h"

#include "model/address_list.h"
#include "model/log.h"

namespace fanfare::sessions {

// Value type; the settings identity.header.*.
struct HeaderOptions {
  std::string user = "X-Auth-User";
  std::string groups = "X-Auth-Groups";  // comma separated
  std::string session = "X-Auth-Session";
  AddressList trusted = AddressList::loopback();
  std::string secret;  // that the header X-Auth-Secret must carry; empty: none is asked for
};

// Believes the headers that a proxy in front sets after it has checked who is asking. From a peer
// that is not trusted, or does not know the secret, they are ignored, which the log tells once.
class HeaderResolver final : public SessionResolver {
 public:
  HeaderResolver(HeaderOptions options, Log& log);

  const char* name() const override { return "header"; }

  // Fails with kInvalidArgument if a name cannot be part of a channel, or a header comes twice.
  Result<Identity> resolve(const Handshake& handshake) const override;

 private:
  bool carriesIdentity(const Handshake& handshake) const;
  bool knowsSecret(const Handshake& handshake) const;
  void tellIgnored(const Handshake& handshake) const;

  const HeaderOptions options_;
  Log& log_;
  mutable std::atomic<bool> toldIgnored_{false};
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_HEADER_H_
