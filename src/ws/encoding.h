#ifndef FANFARE_WS_ENCODING_H_
#define FANFARE_WS_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/dialect.h"

#include "core/echo.h"
#include "core/subscriber.h"
#include "net/chunk.h"
#include "ws/deflate.h"
#include "ws/opening.h"

namespace fanfare::ws {

// The frames of a run of messages. Value type.
struct EncodedRun {
  std::vector<net::Chunk> pieces;       // no frame reaches from one into another
  std::vector<std::size_t> frameSizes;  // of each message, together; 0: it is not sent
  bool isForAll = true;                 // each message of it is
};

// The frames of each message, in order: none of one that is not sent.
// REQUIRES: `run` was encoded from `delivery`.
using OnFrames = std::function<void(const Message& message, net::Chunk frames)>;
void forEachMessage(const EncodedRun& run, const core::Delivery& delivery,
                    const OnFrames& onFrames);

// Who a run goes to. Value type.
struct Recipient {
  ConnectionId connection;
  const core::Echo* echo;  // null: nothing is withheld for it

  // False costs nothing to know, and then only a message for others is withheld.
  bool mayBeWithheldFrom() const { return echo && echo->mayWithhold(); }
  bool isWithheld(const Message& message) const {
    return !message.isFor(connection) || (echo && echo->withholds(message));
  }
};

// Appends `chunk`, joined with the last one where it can be.
void append(std::vector<net::Chunk>& pieces, net::Chunk chunk);

// Whether there is one of the messages of `delivery` that `recipient` is not to get.
bool isAnyWithheld(const core::Delivery& delivery, const Recipient& recipient);

// The frames of `run`, but for those of the messages of `delivery` that `recipient` is not to get.
// REQUIRES: `run` was encoded from `delivery`.
std::vector<net::Chunk> withoutWithheld(const EncodedRun& run, const core::Delivery& delivery,
                                        const Recipient& recipient);

// How large a frame may be, for the outbox it is to fit in; and who is told, by the reactor, of a
// message that makes a larger one. Value type.
struct FrameBound {
  std::size_t maxBytes = SIZE_MAX;
  std::function<void(const Channel& channel, std::size_t bytes)> onTooLarge;
};

// How messages look on the wire to all clients of one wording with one sort of compression.
// A run of messages is encoded once for all of them. A message without payload is not sent, nor one
// that the dialect has no words for, nor one that fits in no outbox: whoever came back for it would
// be closed again and again.
//
// Threads: confined to one reactor.
class Encoding {
 public:
  // All but `compression` and `bound` outlive the encoding; `deflater` may be null for
  // Compression::kOff.
  Encoding(const Wording& wording, Compression compression, net::ChunkWriter& writer,
           Deflater* deflater, FrameBound bound = {});

  // Valid until the next call.
  const EncodedRun& encode(const core::Delivery& delivery);

  // Of a message that is for one client; `channel` is the one to tell of if it fits in no outbox.
  net::Chunk framesOf(const Channel& channel, const Message& message);

  const Wording& wording() const { return wording_; }
  Compression compression() const { return compression_; }

 private:
  bool fits(const Channel& channel, std::size_t frameBytes) const;
  bool deflates(const Channel& channel, std::string_view payload) const;

  const Wording& wording_;
  const Compression compression_;
  net::ChunkWriter& writer_;
  Deflater* const deflater_;
  const FrameBound bound_;

  std::uint64_t encoded_ = 0;  // the number of the delivery that run_ is of
  EncodedRun run_;
  std::string scratch_;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ENCODING_H_
