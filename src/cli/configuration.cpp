#include "cli/configuration.h"

namespace fanfare::cli {

Result<app::LoadedConfig> configurationFor(const Arguments& arguments) {
  auto settings = arguments.values("set");
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    if (equals != std::string::npos && equals > 0) continue;
    return Error{ErrorCode::kInvalidArgument,
                 "--set: '" + setting + "' is not of the form KEY=VALUE"};
  }
  return app::loadConfig(
      app::ConfigSources::of(arguments.value("config").value_or(""), std::move(settings)));
}

}  // namespace fanfare::cli
