// What dialects make of a message: JSON as Go and JavaScript write it, packets of Socket.IO.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "dialects/json_reencoding.h"
#include "dialects/socketio/packet_reader.h"
#include "dialects/socketio/wording.h"

namespace fanfare::dialects {
namespace {

using benchmark::State;

const Channel kChat = *Channel::parse("room:lobby:chat");

// An array of so many objects.
std::string jsonOf(std::int64_t objects) {
  std::string json;
  for (std::int64_t i = 0; i < objects; ++i) {
    json += (i == 0 ? "[" : ",") + std::string(R"({"name": "caf\u00e9 <b>", "id": )") +
            std::to_string(i * 7919) + R"(, "price": 12.50, "tags": ["a", "b"], "on": true})";
  }
  return json + "]";
}

template <typename Reencode>
void reencode(State& state, const Reencode& reencoded) {
  const std::string json = jsonOf(state.range(0));
  for (auto _ : state) {
    const auto result = reencoded(json);
    if (!result) state.SkipWithError("refused");
    benchmark::DoNotOptimize(result);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(json.size()) * state.iterations());
}

void jsonAsGo(State& state) { reencode(state, reencodedAsGo); }
BENCHMARK(jsonAsGo)->Arg(1)->Arg(12);

void jsonAsJavaScript(State& state) { reencode(state, reencodedAsJavaScript); }
BENCHMARK(jsonAsJavaScript)->Arg(1)->Arg(12);

void encode(State& state, const MessagePtr& message) {
  const socketio::SocketIoWording wording(socketio::EngineVersion::k4, "message");
  std::string scratch;
  for (auto _ : state) {
    benchmark::DoNotOptimize(wording.encode(kChat, *message, scratch));
    benchmark::DoNotOptimize(wording.attachments(*message));
  }
}

// A text of 128 bytes that was published raw, likewise JSON, and an event.
void socketIoText(State& state) { encode(state, makeMessage(std::string(128, 'x'))); }
BENCHMARK(socketIoText);

void socketIoJson(State& state) { encode(state, makeMessage(jsonOf(1))); }
BENCHMARK(socketIoJson);

void socketIoEvent(State& state) {
  encode(state, makeMessage(socketio::payloadOf("news", {jsonOf(1)}), Event{}));
}
BENCHMARK(socketIoEvent);

// What a client sends to enter a room.
void socketIoPacketRead(State& state) {
  socketio::PacketReader reader(100'000);
  for (auto _ : state) {
    const auto packet = reader.onText(R"(212["join",{"room":"lobby"}])");
    if (!packet || !*packet) state.SkipWithError("refused");
    benchmark::DoNotOptimize(packet);
  }
}
BENCHMARK(socketIoPacketRead);

}  // namespace
}  // namespace fanfare::dialects
