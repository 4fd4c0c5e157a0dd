#ifndef FANFARE_CORE_PUBLISHING_H_
#define FANFARE_CORE_PUBLISHING_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/handshake.h"
#include "fanfare/identity.h"
#include "fanfare/policy.h"

#include "core/client_key.h"
#include "core/known_identity.h"

namespace fanfare::core {

// A reactor's way to the broker, for what its clients publish.
//
// Threads: called on the reactor; `done` is called there too, in a later turn.
class Publishing {
 public:
  virtual ~Publishing() = default;
  virtual void publish(ClientKey client, std::vector<Publication> publications,
                       Broker::PublishDone done) = 0;

  // Says it on a topic that this node listens to, for whoever else does. It is lost if the broker
  // is away.
  virtual void say(std::string topic, std::string payload) = 0;
};

// Who is behind a connection that may ask for more channels later. Immutable once shared.
struct Visitor {
  Handshake handshake;
  IdentityPtr identity = std::make_shared<const Identity>();  // never null
  Colons colons = Colons::kInName;                            // of its facility
};
using VisitorPtr = std::shared_ptr<const Visitor>;

// A reactor's way to the policy, which may block and is asked on another thread.
//
// Threads: called on the reactor; `done` is called there too, in a later turn.
class PolicyDesk {
 public:
  using Done = std::function<void(Decision)>;

  virtual ~PolicyDesk() = default;
  virtual void ask(VisitorPtr visitor, RequestedChannels requested, Done done) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PUBLISHING_H_
