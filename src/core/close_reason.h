#ifndef FANFARE_CORE_CLOSE_REASON_H_
#define FANFARE_CORE_CLOSE_REASON_H_

#include <cstdint>
#include <string_view>

namespace fanfare::core {

enum class ComeBack { kNo, kAtOnce, kLater };

// Why the server ends a connection: the code and the words the client is told (RFC 6455, 7.4), and
// whether it should connect again. Value type.
struct CloseReason {
  std::uint16_t code;
  std::string_view text;
  ComeBack comeBack;
};

// The closed list; docs/troubleshooting.md explains each.
namespace close_reasons {
constexpr CloseReason kNormal{1000, "", ComeBack::kNo};
constexpr CloseReason kGoingAway{1001, "server is going away", ComeBack::kLater};
constexpr CloseReason kProtocolError{1002, "protocol error", ComeBack::kNo};
constexpr CloseReason kBadPayload{1007, "text is not UTF-8", ComeBack::kNo};
constexpr CloseReason kPolicy{1008, "policy violation", ComeBack::kNo};
constexpr CloseReason kTooManyMessages{1008, "too many messages; limit.messages_per_connection",
                                       ComeBack::kLater};
constexpr CloseReason kTooManyBytes{1008, "too many bytes; limit.bytes_per_connection",
                                    ComeBack::kLater};
constexpr CloseReason kTooBig{1009, "message too big", ComeBack::kNo};
constexpr CloseReason kTryAgainLater{1013, "try again later", ComeBack::kLater};
constexpr CloseReason kIdentityEnded{4401, "identity ended", ComeBack::kNo};
constexpr CloseReason kSlowConsumer{4408, "slow consumer", ComeBack::kAtOnce};
constexpr CloseReason kPingTimeout{4409, "no pong", ComeBack::kAtOnce};
}  // namespace close_reasons

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CLOSE_REASON_H_
