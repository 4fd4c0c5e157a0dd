#ifndef FANFARE_WS_INTAKE_H_
#define FANFARE_WS_INTAKE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fanfare/clock.h"

#include "core/echo.h"
#include "core/token_bucket.h"
#include "ws/frame_reader.h"

namespace fanfare::ws {

// What a client sends, while there is something to keep of it: what is unread or begun, what it
// asked for and is under way, what it sent last, and how much more it may send. Most clients send
// nothing but pongs, so a session has an intake only while it needs one.
//
// Threads: confined to one reactor.
class Intake final {
 public:
  explicit Intake(core::EchoMode echo) : echo_(echo) {}

  // Nothing is kept: an intake that is made later behaves as this one would.
  bool isAtRest(Clock::Time now) const {
    return isQuiet() && messages_.isFull(now) && bytes_.isFull(now);
  }
  // Nothing but how much more it may send: time alone brings it to rest.
  bool isQuiet() const;

  // Each is false if it would be too much, and then counts nothing.
  bool takeMessage(const core::Rate& rate, Clock::Time now) { return messages_.take(rate, 1, now); }
  bool takeBytes(const core::Rate& rate, std::size_t count, Clock::Time now) {
    return bytes_.take(rate, static_cast<double>(count), now);
  }

  FrameReader& reader() { return reader_; }

  // What it sent and the reader was not given yet, in order.
  bool hasUnread() const { return unread_ != nullptr; }
  std::size_t unreadBytes() const { return unread_ ? unread_->size() : 0; }
  // REQUIRES: there are some.
  void keepUnread(std::string_view bytes);
  std::string takeUnread();

  // The memory of what is unread or begun, as it was at the last count.
  std::size_t countedBytes() const { return countedBytes_; }
  // Counts it; as countedBytes().
  std::size_t recount();

  core::Echo& echo() { return echo_; }
  const core::Echo& echo() const { return echo_; }

  // What the policy was asked and has not answered.
  std::size_t requestsUnderWay() const { return requestsUnderWay_; }
  void beginRequest() { ++requestsUnderWay_; }
  void endRequest() { --requestsUnderWay_; }

  // What was published at once, and the broker has not answered.
  std::size_t publishesUnderWay() const { return publishesUnderWay_; }
  std::size_t bytesUnderWay() const { return bytesUnderWay_; }
  void beginPublish(std::size_t bytes);
  void endPublish(std::size_t bytes);

  // Null: it has not closed.
  const PeerClose* peerClose() const { return peerClose_.get(); }
  void setPeerClose(PeerClose close);

 private:
  FrameReader reader_;
  core::TokenBucket messages_;
  core::TokenBucket bytes_;
  core::Echo echo_;
  std::uint16_t requestsUnderWay_ = 0;
  std::uint32_t publishesUnderWay_ = 0;
  std::uint32_t bytesUnderWay_ = 0;  // at most the bound and one read more
  std::uint32_t countedBytes_ = 0;
  std::unique_ptr<std::string> unread_;         // null rather than empty
  std::unique_ptr<const PeerClose> peerClose_;  // until it is answered
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_INTAKE_H_
