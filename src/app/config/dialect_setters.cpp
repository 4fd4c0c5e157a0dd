#include "app/config/dialect_setters.h"

#include <utility>

#include "fanfare/channel.h"

namespace fanfare::app {
namespace {

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

}  // namespace

Result<std::string> routePrefixIn(const std::string& text) {
  const bool isPrefix = !text.empty() && text.front() == '/' && text.back() == '/';
  if (text.empty() || isPrefix) return text;
  return wrong("neither begins nor ends with a slash, or one of both");
}

Result<std::string> dialectFacilityIn(const std::string& text) {
  const auto channel = Channel::of({AudienceKind::kRoom, "room"}, text);
  return channel ? Result<std::string>(text) : Result<std::string>(wrong(channel.error().message));
}

}  // namespace fanfare::app
