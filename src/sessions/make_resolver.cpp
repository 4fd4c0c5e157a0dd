#include "sessions/make_resolver.h"

#include "sessions/none.h"

namespace fanfare::sessions {

Result<std::unique_ptr<SessionResolver>> makeResolver(std::string_view name,
                                                      const ResolverOptions& options, Log& log) {
  using Made = std::unique_ptr<SessionResolver>;
  if (name == "none") return Made(std::make_unique<NoResolver>(options.sessionCookie));
  if (name == "header") return Made(std::make_unique<HeaderResolver>(options.header, log));
  return Error{ErrorCode::kInvalidArgument,
               "there is no session resolver '" + std::string(name) + "'; known are none, header"};
}

}  // namespace fanfare::sessions
