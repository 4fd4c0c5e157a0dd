#ifndef FANFARE_BENCH_SUPPORT_WEBSOCKET_H_
#define FANFARE_BENCH_SUPPORT_WEBSOCKET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare::bench {

constexpr std::uint8_t kContinuation = 0;
constexpr std::uint8_t kText = 1;
constexpr std::uint8_t kBinary = 2;
constexpr std::uint8_t kClose = 8;
constexpr std::uint8_t kPing = 9;
constexpr std::uint8_t kPong = 10;

std::string base64(std::string_view bytes);

// The Sec-WebSocket-Accept that belongs to a Sec-WebSocket-Key (RFC 6455, 4.2.2).
std::string acceptFor(std::string_view key);

// Appends the header of a final frame, without a mask; `maskBit` is 0x80 if one follows.
void appendFrameHeader(std::string& out, std::uint8_t opcode, std::size_t size,
                       std::uint8_t maskBit = 0);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_SUPPORT_WEBSOCKET_H_
