#ifndef FANFARE_TESTS_SUPPORT_RECORDING_CONNECTION_HANDLER_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_CONNECTION_HANDLER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <cppunit/TestAssert.h>

#include "net/connection.h"

namespace fanfare::testing {

// Owns a connection, remembers what it was told, and does what the test wants done then.
class RecordingConnectionHandler final {
 public:
  RecordingConnectionHandler(net::Reactor& reactor, net::Transport transport,
                             const net::ConnectionOptions& options = {})
      : connection(std::make_unique<Told>(reactor, std::move(transport), options, *this)) {}

  void onBytes(std::string_view bytes) {
    CPPUNIT_ASSERT_EQUAL(0, goneCount);
    received += bytes;
    if (onReceived) onReceived();
  }
  void onDrained() {
    CPPUNIT_ASSERT_EQUAL(0, goneCount);
    ++drainedCount;
  }
  void onGone() {
    ++goneCount;
    if (whenGone) whenGone();
  }

  void enqueue(std::string bytes) {
    CPPUNIT_ASSERT(connection->enqueue(net::Chunk(std::move(bytes))) == net::Enqueued::kAccepted);
  }
  bool isGone() const { return goneCount > 0; }

  std::unique_ptr<net::Connection> connection;
  std::string received;
  int drainedCount = 0;
  int goneCount = 0;
  std::function<void()> onReceived;
  std::function<void()> whenGone;

 private:
  class Told final : public net::Connection {
   public:
    Told(net::Reactor& reactor, net::Transport transport, const net::ConnectionOptions& options,
         RecordingConnectionHandler& handler)
        : Connection(reactor, std::move(transport)), options_(options), handler_(handler) {}

   private:
    void onBytes(std::string_view bytes) override { handler_.onBytes(bytes); }
    void onDrained() override { handler_.onDrained(); }
    void onGone() override { handler_.onGone(); }
    std::size_t outboxMaxBytes() const override { return options_.outboxMaxBytes; }

    const net::ConnectionOptions options_;
    RecordingConnectionHandler& handler_;
  };
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_CONNECTION_HANDLER_H_
