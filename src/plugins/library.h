#ifndef FANFARE_PLUGINS_LIBRARY_H_
#define FANFARE_PLUGINS_LIBRARY_H_

#include <exception>
#include <memory>
#include <string>

#include "fanfare/plugin.h"
#include "fanfare/result.h"

namespace fanfare::plugins {

// Value type; the settings of one plug-in.
struct PluginOptions {
  std::string library;   // an absolute path
  std::string argument;  // its own affair
};

// The plug-in in that library, which stays loaded. Fails with kInvalidArgument if it cannot be
// loaded, is no plug-in, or one for another version.
Result<const Plugin*> load(const std::string& library);

// What `make`, a function of the plug-in in `options.library`, makes with `given` and the argument.
// Fails as it does, if it throws, and if it is null or makes nothing: "it has no <kind>".
template <typename Made, typename Function, typename... Given>
Result<Made> make(Function make, const PluginOptions& options, const char* kind, Given&... given) {
  const auto failed = [&options](const std::string& why) {
    return Error{ErrorCode::kInvalidArgument, options.library + ": " + why};
  };
  if (!make) return failed(std::string("it has no ") + kind);
  try {
    Result<Made> made = make(given..., options.argument);
    if (!made) return failed(made.error().message);
    if (!*made) return failed(std::string("it made no ") + kind);
    return made;
  } catch (const std::exception& exception) {
    return failed(std::string("it threw: ") + exception.what());
  } catch (...) {
    return failed("it threw");
  }
}

// What `call` returns, which calls into a plug-in; if it throws, what `failed` makes of the reason.
template <typename Call, typename Failed>
auto guarded(Call call, Failed failed) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& exception) {
    return failed(std::string("it threw: ") + exception.what());
  } catch (...) {
    return failed(std::string("it threw"));
  }
}

}  // namespace fanfare::plugins

#endif  // FANFARE_PLUGINS_LIBRARY_H_
