#ifndef FANFARE_TESTS_SUPPORT_RECORDING_CONNECTION_HANDLER_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_CONNECTION_HANDLER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <cppunit/TestAssert.h>

#include "net/connection.h"

namespace fanfare::net {

// Owns a connection, remembers what it was told, and does what the test wants done then.
class RecordingConnectionHandler final : public ConnectionHandler {
 public:
  RecordingConnectionHandler(Reactor& reactor, Descriptor socket,
                             const ConnectionOptions& options = {})
      : connection(std::make_unique<Connection>(reactor, std::move(socket), options, *this)) {}

  void onBytes(std::string_view bytes) override {
    CPPUNIT_ASSERT_EQUAL(0, goneCount);
    received += bytes;
    if (onReceived) onReceived();
  }
  void onDrained() override {
    CPPUNIT_ASSERT_EQUAL(0, goneCount);
    ++drainedCount;
  }
  void onGone() override {
    ++goneCount;
    if (whenGone) whenGone();
  }

  void enqueue(std::string bytes) {
    CPPUNIT_ASSERT(connection->enqueue(Chunk(std::move(bytes))) == Enqueued::kAccepted);
  }
  bool isGone() const { return goneCount > 0; }

  std::unique_ptr<Connection> connection;
  std::string received;
  int drainedCount = 0;
  int goneCount = 0;
  std::function<void()> onReceived;
  std::function<void()> whenGone;
};

}  // namespace fanfare::net

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_CONNECTION_HANDLER_H_
