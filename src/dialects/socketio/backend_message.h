#ifndef FANFARE_DIALECTS_SOCKETIO_BACKEND_MESSAGE_H_
#define FANFARE_DIALECTS_SOCKETIO_BACKEND_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/result.h"

#include "dialects/socketio/packet.h"

namespace fanfare::dialects::socketio {

// What the servers and backends of python-socketio (Flask-SocketIO among them) tell each other on a
// channel of Redis. Each names a namespace, `space`. All are value types.

// Whom the acknowledgement of an event goes to, and under which number.
struct CallbackAddress {
  std::string room;  // of the one client that is to acknowledge
  std::string space;
  std::uint64_t id = 0;
};

struct Emit {
  std::string space;
  std::string event;
  EventData data;
  std::optional<std::vector<std::string>> rooms;  // nullopt: everybody in the namespace
  std::vector<std::string> skip;                  // the sids of clients that do not get it
  std::optional<CallbackAddress> callback;        // if the sender asks for an acknowledgement
};

// An acknowledgement on its way back; its hostId is that of the addressee.
struct Callback {
  std::string space;
  std::string sid;  // the room of the CallbackAddress
  std::uint64_t id = 0;
  EventData data;
};

struct Disconnect {
  std::string space;
  std::string sid;
};

struct EnterRoom {
  std::string space;
  std::string sid;
  std::string room;
};

struct LeaveRoom {
  std::string space;
  std::string sid;
  std::string room;
};

struct CloseRoom {
  std::string space;
  std::string room;
};

struct BackendMessage {
  std::string hostId;  // whose message it is; empty where old senders do not say
  std::variant<Emit, Callback, Disconnect, EnterRoom, LeaveRoom, CloseRoom> body;
};

constexpr std::size_t kMaxBackendMessageBytes = std::size_t{4} * 1024 * 1024;

// What an array in the data of an `emit` in JSON is. Its writers leave no mark.
enum class ArrayData {
  kArguments,    // python-socketio since 5.15.1: the event's arguments
  kOneArgument,  // 5.14.0 to 5.15.0: one argument, which is an array
};

// Reads JSON, and what pickle made of plain data with one of the protocols 2 to 5, as versions
// before 5.14 write. A room that is a whole number is its digits. Base64 is decoded, and every
// placeholder has its attachment.
//
// Fails with kInvalidArgument, in words for operators, naming the field that is missing or wrong.
Result<BackendMessage> readBackendMessage(std::string_view bytes,
                                          ArrayData arrayData = ArrayData::kArguments);

// As those versions of python-socketio read it that `arrayData` names; a Callback, every version
// reads.
// REQUIRES: a Callback has no attachments, for which there is no place in it; an Emit for
// kOneArgument has one argument or none, which null reads as too.
std::string writeBackendMessage(const BackendMessage& message,
                                ArrayData arrayData = ArrayData::kArguments);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_BACKEND_MESSAGE_H_
