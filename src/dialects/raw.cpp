#include "dialects/raw.h"

#include <utility>

namespace fanfare::dialects {

std::string_view Raw::encode(const Channel& /*channel*/, const Message& message,
                             std::string& /*scratch*/) const {
  return message.payload;
}

ClientRequest Raw::decode(std::string payload, PayloadKind kind,
                          std::string_view /*sessionKey*/) const {
  if (payload.empty()) return NoRequest{};
  if (kind == PayloadKind::kBinary) return PublishRequest{{}, makeMessage(std::move(payload))};
  // A text frame was checked for UTF-8 as it came in.
  return PublishRequest{
      {}, std::make_shared<const Message>(Message{std::move(payload), PayloadKind::kText})};
}

std::string Raw::welcome(const Welcome& /*welcome*/) const { return {}; }
std::string Raw::granted(const Grant& /*grant*/) const { return {}; }
std::string Raw::error(std::string_view /*code*/, std::string_view /*message*/) const { return {}; }

}  // namespace fanfare::dialects
