// Requests: their heads, their targets, and the channels they ask for.

#include <benchmark/benchmark.h>

#include <string>

#include "fanfare/channel.h"

#include "core/channel_request.h"
#include "http/handshake_reader.h"
#include "http/head_verdict.h"

namespace fanfare {
namespace {

using benchmark::State;

// As Chromium sends it.
const std::string kHead =
    "GET /ws/chat?subscribe-broadcast&subscribe-user&echo HTTP/1.1\r\n"
    "Host: www.example.com\r\n"
    "Connection: Upgrade\r\n"
    "Pragma: no-cache\r\n"
    "Cache-Control: no-cache\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36\r\n"
    "Upgrade: websocket\r\n"
    "Origin: https://www.example.com\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: en-GB,en;q=0.9\r\n"
    "Cookie: csrftoken=cNPNcnc7mMRJUK5YkpcCgVsXRHOuqwWf; "
    "sessionid=x2k9d3v8q0f7h1m5s4z6b2n8c7l3j9w0\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

void headVerdict(State& state) {
  const http::RequestLimits limits;
  for (auto _ : state) {
    const auto verdict = http::headVerdict(kHead, limits);
    if (!std::holds_alternative<http::RequestHead>(verdict)) state.SkipWithError("refused");
    benchmark::DoNotOptimize(verdict);
  }
}
BENCHMARK(headVerdict);

// With what it is made of: headers, target and cookies.
void handshakeRead(State& state) {
  const Fields headers = {
      {"Host", "www.example.com"},
      {"Connection", "Upgrade"},
      {"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"},
      {"Upgrade", "websocket"},
      {"Origin", "https://www.example.com"},
      {"Sec-WebSocket-Version", "13"},
      {"Accept-Encoding", "gzip, deflate, br, zstd"},
      {"Cookie",
       "csrftoken=cNPNcnc7mMRJUK5YkpcCgVsXRHOuqwWf; "
       "sessionid=x2k9d3v8q0f7h1m5s4z6b2n8c7l3j9w0"},
      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  for (auto _ : state) {
    Handshake handshake = http::handshakeWith(headers);
    if (http::readTarget("/ws/chat?subscribe-broadcast&subscribe-user&echo", handshake)) {
      state.SkipWithError("refused");
    }
    benchmark::DoNotOptimize(handshake);
  }
}
BENCHMARK(handshakeRead);

void targetRead(State& state) {
  for (auto _ : state) {
    Handshake handshake;
    benchmark::DoNotOptimize(
        http::readTarget("/ws/ch%C3%A4t?subscribe-broadcast&subscribe-room=caf%C3%A9", handshake));
    benchmark::DoNotOptimize(handshake);
  }
}
BENCHMARK(targetRead);

// Two channels and as many rooms as given.
void channelRequest(State& state) {
  Handshake handshake;
  handshake.facility = "chat";
  handshake.query = {{"subscribe-broadcast", ""}, {"subscribe-user", ""}, {"echo", ""}};
  for (int i = 0; i < state.range(0); ++i) {
    handshake.query.push_back({"subscribe-room", "room" + std::to_string(i)});
  }
  Identity identity;
  identity.user = "alice";
  for (auto _ : state) {
    benchmark::DoNotOptimize(core::readChannelRequest(handshake, identity, {}));
  }
}
BENCHMARK(channelRequest)->Arg(0)->Arg(10)->Arg(100);

void channelParse(State& state) {
  const std::string keys[] = {"broadcast:chat", "user:alice:chat", "room:lobby of many:news/today"};
  const std::string& key = keys[state.range(0)];
  for (auto _ : state) benchmark::DoNotOptimize(Channel::parse(key));
}
BENCHMARK(channelParse)->Arg(0)->Arg(1)->Arg(2);

}  // namespace
}  // namespace fanfare
