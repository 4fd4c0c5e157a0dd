// Plug-ins: a shared library that brings a policy, a session resolver or a broker of a site's own.
// It needs the installed headers and fanfare::model, and defines one function, fanfarePlugin().

#ifndef FANFARE_PLUGIN_H_
#define FANFARE_PLUGIN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/broker_host.h"
#include "fanfare/policy.h"
#include "fanfare/result.h"
#include "fanfare/sanitizer.h"
#include "fanfare/session_resolver.h"

namespace fanfare {

// Raised with every change to what these headers say, or the model does with memory, that a plug-in
// might notice.
constexpr std::uint64_t kPluginVersion = 6;

// What plug-in and server must agree on: the version, whether a sanitizer looks on, which has each
// block allocated otherwise, and how large what they hand each other is, which another compiler or
// standard library may see otherwise.
constexpr std::uint64_t pluginAbi(std::uint64_t version = kPluginVersion) {
  std::uint64_t abi = 2 * version + (kIsSanitized ? 1 : 0);
  for (const std::size_t size :
       {sizeof(std::string), sizeof(Handshake), sizeof(Identity), sizeof(RequestedChannel),
        sizeof(Decision), sizeof(Result<Identity>), sizeof(std::unique_ptr<Policy>),
        sizeof(Channel), sizeof(Message), sizeof(MessagePtr), sizeof(Publication),
        sizeof(std::vector<Publication>), sizeof(std::function<void()>), sizeof(Result<void>),
        sizeof(Result<MessagePtr>), sizeof(std::optional<Broker::Stamp>)}) {
    abi = (abi ^ size) * 1099511628211U;  // odd, so that no bit of what was before is lost
  }
  return abi;
}

// What a plug-in offers; null is nothing. Each function makes one of that kind, with the setting
// `argument` as it stands in the configuration. What fails, in words for operators, or throws,
// stops the start. Value type.
//
// All are called by `fanfare check` too, perhaps beside a server that runs; so they look at the
// argument and reach for nothing. A broker sets to work in its start().
//
// A broker that is given up for what it threw is made anew, by makeBroker() on the broker's thread.
struct Plugin {
  using MakePolicy = Result<std::unique_ptr<Policy>> (*)(const std::string& argument);
  using MakeResolver = Result<std::unique_ptr<SessionResolver>> (*)(const std::string& argument);
  using MakeBroker = Result<std::unique_ptr<Broker>> (*)(BrokerHost& host,
                                                         const std::string& argument);

  std::uint64_t abi = pluginAbi();  // first, whatever else may change
  MakePolicy makePolicy = nullptr;
  MakeResolver makeResolver = nullptr;
  MakeBroker makeBroker = nullptr;
};

}  // namespace fanfare

// Defined by the plug-in. What it returns is never freed, and the library stays loaded.
extern "C" __attribute__((visibility("default"))) const fanfare::Plugin* fanfarePlugin();

#endif  // FANFARE_PLUGIN_H_
