// The text of a packet of Socket.IO, version 5 and 4 (socket.io-protocol):
//
//   type [ attachments "-" ] [ "/" name [ "?" query ] "," ] [ id ] [ JSON ]
//
// where the type is a digit: 0 connect, 1 disconnect, 2 event, 3 ack, 4 connect error, 5 binary
// event, 6 binary ack, and only the last two have attachments. The comma may be left out at the
// end.

#include "dialects/socketio/packet_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "fanfare/utf8.h"

#include "dialects/socketio/placeholders.h"
#include "model/ascii.h"
#include "model/json_reader.h"

namespace fanfare::dialects::socketio {
namespace {

// What the text of a packet says, with how many attachments follow.
struct Head {
  Packet packet;
  std::size_t attachments = 0;
};

Error malformed(std::string why) { return {ErrorCode::kProtocolViolation, std::move(why)}; }

bool isBinary(char type) { return type == '5' || type == '6'; }

PacketType typeOf(char digit) {
  return static_cast<PacketType>(digit - '0' - (isBinary(digit) ? 3 : 0));
}

// The digits at the front of `text`, which are removed.
std::string_view takeDigits(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

template <typename Number>
std::optional<Number> numberOf(std::string_view digits) {
  Number number = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

Result<void> takeAttachments(std::string_view& text, Head& head) {
  const auto digits = takeDigits(text);
  if (digits.empty() || text.empty() || text.front() != '-') {
    return malformed("a binary packet does not say how many attachments it has");
  }
  text.remove_prefix(1);
  const auto count = numberOf<std::uint32_t>(digits);
  if (!count || *count > PacketReader::kMaxAttachments) return malformed("too many attachments");
  head.attachments = *count;
  return {};
}

Result<void> takeSpace(std::string_view& text, Packet& packet) {
  if (text.empty() || text.front() != '/') return {};
  std::string_view name = takeUntil(',', text);
  packet.space = takeUntil('?', name);
  if (!isUtf8(packet.space)) return malformed("a namespace is not UTF-8");
  return {};
}

Result<void> takeAckId(std::string_view& text, Packet& packet) {
  const auto digits = takeDigits(text);
  if (digits.empty()) return {};
  packet.ackId = numberOf<std::uint64_t>(digits);
  if (!packet.ackId) return malformed("an acknowledgement's id is too large");
  return {};
}

// [ name, argument ... ] of an event, [ argument ... ] of an acknowledgement.
Result<void> readArguments(std::string_view json, Packet& packet) {
  bool lacksName = packet.type == PacketType::kEvent;
  JsonReader reader(json);
  const auto readOne = [&](std::size_t) {
    if (lacksName) {
      auto name = reader.readString();
      lacksName = !name;
      packet.event = std::move(name).value_or("");
      return !lacksName;
    }
    const auto argument = reader.readRaw();
    if (argument) packet.data.arguments.emplace_back(*argument);
    return argument.has_value();
  };
  const bool isRead = reader.readArray(readOne) && reader.readEnd();
  if (!isRead) return malformed(reader.error());
  if (lacksName) return malformed("an event has no name");
  return {};
}

Result<void> readContent(std::string_view json, Packet& packet) {
  if (json.empty()) return {};
  if (packet.type == PacketType::kDisconnect) return malformed("a disconnect carries something");
  JsonReader reader(json);
  const bool mayBeText = packet.type == PacketType::kConnectError;
  const bool isObject = reader.nextIs('{');
  if (!isObject && !(mayBeText && reader.nextIs('"'))) {
    return malformed("a connect carries no JSON object");
  }
  const auto content = reader.readRaw();
  if (!content || !reader.readEnd()) return malformed(reader.error());
  packet.content = *content;
  return {};
}

Result<void> readBody(std::string_view json, Head& head) {
  Packet& packet = head.packet;
  if (packet.type != PacketType::kEvent && packet.type != PacketType::kAck) {
    if (packet.ackId) return malformed("only events are acknowledged");
    return readContent(json, packet);
  }
  if (packet.type == PacketType::kAck && !packet.ackId) {
    return malformed("an acknowledgement has no id");
  }
  return readArguments(json, packet);
}

Result<Head> readHead(std::string_view text) {
  if (text.empty()) return malformed("a packet is empty");
  const char type = text.front();
  if (type < '0' || type > '6') return malformed("a packet is of no known type");
  text.remove_prefix(1);

  Head head;
  head.packet.type = typeOf(type);
  if (isBinary(type)) {
    if (auto taken = takeAttachments(text, head); !taken) return taken.error();
  }
  if (auto taken = takeSpace(text, head.packet); !taken) return taken.error();
  if (auto taken = takeAckId(text, head.packet); !taken) return taken.error();
  if (auto read = readBody(text, head); !read) return read.error();
  if (!isBinary(type)) return head;
  if (auto checked = checkPlaceholders(text, head.attachments); !checked) return checked.error();
  return head;
}

}  // namespace

Result<std::optional<Packet>> PacketReader::onText(std::string_view text) {
  if (awaited_ > 0) return malformed("a text came in place of an attachment");
  if (text.size() > maxBytes_) return Error{ErrorCode::kLimitExceeded, "a packet is too large"};
  auto head = readHead(text);
  if (!head) return head.error();
  awaited_ = head->attachments;
  held_ = text.size();
  packet_ = std::move(head).value().packet;
  if (awaited_ > 0) return std::optional<Packet>();
  return std::optional(std::move(packet_));
}

Result<std::optional<Packet>> PacketReader::onBinary(std::string bytes) {
  if (awaited_ == 0) return malformed("an attachment belongs to no packet");
  if (bytes.size() > maxBytes_ - held_) {
    return Error{ErrorCode::kLimitExceeded, "a packet is too large"};
  }
  held_ += bytes.size();
  packet_.data.attachments.push_back(std::move(bytes));
  if (--awaited_ > 0) return std::optional<Packet>();
  return std::optional(std::move(packet_));
}

void PacketReader::forget() {
  packet_ = {};
  awaited_ = 0;
  held_ = 0;
}

}  // namespace fanfare::dialects::socketio
