#include "plugins/library.h"

#include <dlfcn.h>

namespace fanfare::plugins {
namespace {

Error wrong(const std::string& what) { return {ErrorCode::kInvalidArgument, what}; }

std::string lastError() {
  const char* error = ::dlerror();
  return error ? error : "it cannot be loaded";
}

}  // namespace

Result<const Plugin*> load(const std::string& library) {
  using Entry = decltype(&fanfarePlugin);
  if (library.empty() || library.front() != '/') {
    return wrong("'" + library + "' is no absolute path");
  }
  // Never closed: the server may hold what the plug-in made to its very end.
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) return wrong(lastError());
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, "fanfarePlugin"));
  if (!entry) return wrong(library + ": it is no plug-in: it has no fanfarePlugin()");
  return guarded(
      [&]() -> Result<const Plugin*> {
        const Plugin* plugin = entry();
        if (!plugin) return wrong(library + ": fanfarePlugin() returned nothing");
        if (plugin->abi != pluginAbi()) {
          return wrong(library + ": it is built for another version of Fanfare, or by a compiler " +
                       "that does not fit; build it again with the headers of this one");
        }
        return plugin;
      },
      [&](const std::string& why) { return Result<const Plugin*>(wrong(library + ": " + why)); });
}

}  // namespace fanfare::plugins
