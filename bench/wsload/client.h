#ifndef FANFARE_BENCH_WSLOAD_CLIENT_H_
#define FANFARE_BENCH_WSLOAD_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "support/tls.h"
#include "wsload/event_stream.h"
#include "wsload/frame_reader.h"
#include "wsload/sequence.h"

namespace fanfare::bench {

enum class ClientState : std::uint8_t { kIdle, kConnecting, kHandshaking, kOpen, kClosed };

// One connection. Only what is under way holds memory: an open client without traffic has no
// buffers.
struct Client {
  int fd = -1;
  std::uint32_t index = 0;
  ClientState state = ClientState::kIdle;
  bool wantsToWrite = false;
  bool isSlow = false;
  std::int64_t startedAt = 0;
  std::string accept;  // until the handshake is done
  std::string out;     // not yet written
  std::string rest;    // read, but not complete
  FrameReader frames;
  std::unique_ptr<EventStream> events;  // null for a WebSocket
  std::unique_ptr<TlsStream> tls;       // null where the bytes are plain
  std::uint64_t messages = 0;
  std::uint64_t sent = 0;  // of those of its own
  Sequence sequence;

  // As recv(), but for a negative errno in place of -1.
  ssize_t receive(char* bytes, std::size_t size) const;

  // Appends a masked frame to `out`.
  void queueFrame(std::uint8_t opcode, std::string_view payload, std::uint32_t mask);

  // Writes what the socket takes; returns whether `out` is empty then. A broken connection counts
  // as written: reading will tell.
  bool flush();

 private:
  ssize_t writeSome() const;
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_CLIENT_H_
