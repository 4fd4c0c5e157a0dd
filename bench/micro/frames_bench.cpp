// Frames: what clients send is read, what they are sent is encoded.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "support/client_frames.h"
#include "ws/encoding.h"
#include "ws/frame_reader.h"

namespace fanfare {
namespace {

using benchmark::State;
using testing::clientFrame;
using testing::clientText;

constexpr std::size_t kReadBytes = std::size_t{64} * 1024;  // as a reactor reads at once

class CountingSink final : public ws::FrameSink {
 public:
  void onMessage(std::string payload, PayloadKind /*kind*/) override { bytes += payload.size(); }
  void onPing(std::string_view payload) override { bytes += payload.size(); }
  void onPong() override {}
  void onClose(ws::PeerClose /*close*/) override {}

  std::size_t bytes = 0;
};

// Reads `bytes` again and again, `step` at a time.
void read(State& state, const std::string& bytes, std::size_t step) {
  ws::FrameReader reader;
  CountingSink sink;
  const ws::ReaderLimits limits{std::size_t{1} << 20, nullptr};
  for (auto _ : state) {
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      std::string_view piece = std::string_view(bytes).substr(at, step);
      if (reader.read(piece, limits, sink)) state.SkipWithError("the reader refused it");
    }
  }
  benchmark::DoNotOptimize(sink.bytes);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size()) * state.iterations());
}

// One frame of so many bytes of text.
void frameReaderText(State& state) {
  read(state, clientText(std::string(static_cast<std::size_t>(state.range(0)), 'x')), kReadBytes);
}
BENCHMARK(frameReaderText)->Arg(16)->Arg(128)->Arg(1024)->Arg(65536);

// Likewise, of bytes that are no text: what unmasking costs.
void frameReaderBinary(State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), '\xFF');
  read(state, clientFrame(ws::Opcode::kBinary, payload), kReadBytes);
}
BENCHMARK(frameReaderBinary)->Arg(128)->Arg(65536);

// Likewise, of characters of three bytes each.
void frameReaderTextBeyondAscii(State& state) {
  std::string payload;
  while (payload.size() < 65'000) payload += "€";
  read(state, clientText(payload), kReadBytes);
}
BENCHMARK(frameReaderTextBeyondAscii);

// A message of 4 KiB in so many frames.
void frameReaderFragments(State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::string piece(4096 / count, 'x');
  std::string bytes = clientFrame(ws::Opcode::kText, piece, 0);
  for (std::size_t i = 2; i < count; ++i) bytes += clientFrame(ws::Opcode::kContinuation, piece, 0);
  bytes += clientFrame(ws::Opcode::kContinuation, piece);
  read(state, bytes, kReadBytes);
}
BENCHMARK(frameReaderFragments)->Arg(2)->Arg(64);

// 400 frames of 128 bytes in one read, and the same bytes in pieces.
void frameReaderManyFrames(State& state) {
  std::string bytes;
  for (int i = 0; i < 400; ++i) bytes += clientText(std::string(128, 'x'));
  read(state, bytes, static_cast<std::size_t>(state.range(0)));
  state.SetItemsProcessed(400 * state.iterations());
}
BENCHMARK(frameReaderManyFrames)->Arg(kReadBytes)->Arg(1448)->Arg(16);

const Channel kChat = *Channel::parse("broadcast:chat");

// A run of one message of so many bytes in a dialect.
void encode(State& state, const Dialect& dialect) {
  net::ChunkWriter writer;
  ws::Encoding encoding(dialect, ws::Compression::kOff, writer, nullptr);
  const MessagePtr message =
      makeMessage(std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  std::uint64_t number = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(&encoding.encode({kChat, &message, 1, ++number}));
  }
  state.SetBytesProcessed(state.range(0) * state.iterations());
}

void encodeRaw(State& state) { encode(state, dialects::Raw()); }
BENCHMARK(encodeRaw)->Arg(128)->Arg(1024)->Arg(32768);

void encodeFanfareV1(State& state) { encode(state, dialects::FanfareV1()); }
BENCHMARK(encodeFanfareV1)->Arg(128)->Arg(1024)->Arg(32768);

// One of 1 kB of JSON, deflated.
void encodeDeflated(State& state) {
  const dialects::Raw raw;
  net::ChunkWriter writer;
  ws::Deflater deflater;
  ws::Encoding encoding(raw, ws::Compression::kOn, writer, &deflater);
  std::string json = "[";
  for (int i = 0; json.size() < 1000; ++i) {
    json += R"({"id":)" + std::to_string(i * 7919) + R"(,"name":"sensor","on":true},)";
  }
  const MessagePtr message = makeMessage(std::move(json));
  std::uint64_t number = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(&encoding.encode({kChat, &message, 1, ++number}));
  }
}
BENCHMARK(encodeDeflated);

}  // namespace
}  // namespace fanfare
