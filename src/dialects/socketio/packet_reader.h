#ifndef FANFARE_DIALECTS_SOCKETIO_PACKET_READER_H_
#define FANFARE_DIALECTS_SOCKETIO_PACKET_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "fanfare/result.h"

#include "dialects/socketio/packet.h"

namespace fanfare::dialects::socketio {

// Puts together the packets that the messages of one connection make, texts and, for the
// attachments of the text before, binary ones.
//
// Each call is nullopt while attachments are missing. After a failure forget() is to be called, or
// what follows means nothing.
//
// Threads: confined to the reactor of its connection.
class PacketReader final {
 public:
  static constexpr std::size_t kMaxAttachments = 64;  // of a packet

  // Of a packet, with its attachments, no more than `maxBytes` are held.
  explicit PacketReader(std::size_t maxBytes) : maxBytes_(maxBytes) {}

  // A namespace is read without the query that clients of Socket.IO 2 append to it.
  Result<std::optional<Packet>> onText(std::string_view text);
  Result<std::optional<Packet>> onBinary(std::string bytes);

  // Begins anew with the next text.
  void forget();

  bool awaitsAttachments() const { return awaited_ > 0; }

 private:
  const std::size_t maxBytes_;
  Packet packet_;
  std::size_t awaited_ = 0;  // attachments of packet_
  std::size_t held_ = 0;     // bytes of packet_
};

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_PACKET_READER_H_
