// A key that makes a channel is that channel's key, and its parts make the same channel again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fanfare/channel.h"
#include "fanfare/utf8.h"

#include "fuzz/expect.h"

namespace {

using fanfare::Audience;
using fanfare::AudienceKind;
using fanfare::Channel;
using fanfare::Colons;
using fanfare::fuzzing::expect;

void checkParse(std::string_view key, Colons colons) {
  const auto channel = Channel::parse(key, colons);
  if (!channel) {
    expect(channel.error().message.find('\n') == std::string::npos, "an error is one line");
    return;
  }
  expect(channel->key() == key, "the key is kept as it is");
  expect(fanfare::isUtf8(key), "a key is UTF-8");
  expect(channel->facility().size() <= Channel::kMaxFacilityBytes, "a facility has its bound");
  const bool isBroadcast = channel->audienceKind() == AudienceKind::kBroadcast;
  expect(channel->name().empty() == isBroadcast, "all but a broadcast have a name");

  const Audience audience{channel->audienceKind(), std::string(channel->name())};
  const auto again = Channel::of(audience, channel->facility(), colons);
  expect(again && *again == *channel, "the parts make the same channel");
  if (channel->audienceKind() != AudienceKind::kSession) return;
  expect(channel->publicKey() == "session:self:" + std::string(channel->facility()),
         "a session key is never shown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view key(reinterpret_cast<const char*>(data), size);
  checkParse(key, Colons::kInName);
  checkParse(key, Colons::kInFacility);
  return 0;
}
