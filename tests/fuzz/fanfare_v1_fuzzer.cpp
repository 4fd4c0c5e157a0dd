// Whatever a client sends is read or answered with an error that is UTF-8, and no request names
// another's session.

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "fanfare/utf8.h"

#include "dialects/fanfare_v1.h"
#include "fuzz/expect.h"

namespace {

using fanfare::AudienceKind;
using fanfare::Channel;
using fanfare::fuzzing::expect;

constexpr const char* kSessionKey = "s3cret";

void checkChannel(const Channel& channel) {
  expect(fanfare::isUtf8(channel.key()), "a key is UTF-8");
  if (channel.audienceKind() != AudienceKind::kSession) return;
  expect(channel.name() == kSessionKey, "a session is the client's own");
}

void checkChannels(const std::vector<Channel>& channels) {
  expect(!channels.empty(), "a request names a channel");
  expect(channels.size() <= fanfare::dialects::FanfareV1::kMaxChannels, "a request has its bound");
  for (const Channel& channel : channels) checkChannel(channel);
}

struct Check {
  void operator()(const fanfare::NoRequest& /*request*/) const {
    expect(false, "every frame is a request, or wrong");
  }
  void operator()(const fanfare::PublishRequest& request) const {
    expect(request.channel.has_value(), "a publish names its channel");
    expect(!request.message->payload.empty(), "no empty message is published");
    expect(request.message->kind == fanfare::PayloadKind::kText, "a message is a text");
    checkChannel(*request.channel);
  }
  void operator()(const fanfare::SubscribeRequest& request) const {
    checkChannels(request.channels);
  }
  void operator()(const fanfare::UnsubscribeRequest& request) const {
    checkChannels(request.channels);
  }
  void operator()(const fanfare::MalformedRequest& request) const {
    const fanfare::dialects::FanfareV1 dialect;
    expect(!request.code.empty(), "an error has a code");
    expect(fanfare::isUtf8(dialect.error(request.code, request.message)), "an error is UTF-8");
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fanfare::dialects::FanfareV1 dialect;
  const std::string payload(reinterpret_cast<const char*>(data), size);
  std::visit(Check{}, dialect.decode(payload, fanfare::PayloadKind::kText, kSessionKey));
  return 0;
}
