#ifndef FANFARE_TESTS_SUPPORT_LINE_FIXTURE_H_
#define FANFARE_TESTS_SUPPORT_LINE_FIXTURE_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cppunit/TestFixture.h>

#include "socketio/line.h"
#include "support/fake_clock.h"
#include "support/scripted_exchange.h"
#include "support/socket_pair.h"
#include "support/turns.h"
#include "ws/frame_writer.h"

namespace fanfare::testing {

// Remembers what a line brings, and ends it for the reasons it is told.
class LineRecorder final : public socketio::LineHandler {
 public:
  explicit LineRecorder(net::Reactor& reactor) : reactor_(reactor) {}
  void attach(socketio::Line& line) { line_ = &line; }

  bool onReceived(std::size_t bytes) override {
    receivedBytes += bytes;
    return isWithinBytes;
  }
  void onHeld(std::size_t before, std::size_t now) override { heldBytes += now - before; }
  bool isFull() const override { return isFullNow; }
  void onText(std::string_view data) override { events.push_back("text " + std::string(data)); }
  void onBinary(std::string data) override { events.push_back("binary " + data); }
  void onFailed(const core::CloseReason& why) override {
    events.push_back("failed " + std::to_string(why.code));
    line_->end(why);
  }
  void onUnflushed() override {
    reactor_.atEndOfTurn([this] { line_->flush(); });
  }
  void onGone() override { events.push_back("gone"); }

  std::vector<std::string> events;
  std::size_t receivedBytes = 0;
  std::size_t heldBytes = 0;
  bool isFullNow = false;
  bool isWithinBytes = true;

 private:
  net::Reactor& reactor_;
  socketio::Line* line_ = nullptr;
};

// A line on a reactor that turns when told to, and its client.
class LineFixture : public CppUnit::TestFixture {
 public:
  void tearDown() override {
    line_.reset();
    turn();
  }

 protected:
  using EngineVersion = dialects::socketio::EngineVersion;
  using Events = std::vector<std::string>;

  static constexpr char kHead[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

  static std::string text(std::string_view payload) {
    return ws::frameOf(ws::Opcode::kText, payload);
  }

  static socketio::Line::Options options() {
    socketio::Line::Options options;
    options.wire = {{100'000}, 100'000, std::chrono::seconds(5)};
    return options;
  }

  void setUpAnew() {
    line_.reset();
    turn();
    handler_.events.clear();
  }

  void begin(EngineVersion version) {
    line_ = std::make_unique<socketio::Line>(reactor_, version, options_, handler_);
    handler_.attach(*line_);
  }
  void poll4() {
    begin(EngineVersion::k4);
    auto request = sentRequest();
    line_->beginPolling("-me", std::move(request.exchange));
    line_->start();
    turn();
    first_ = request.outcome;
  }
  net::Descriptor connect(EngineVersion version) {
    begin(version);
    auto request = sentRequest();
    line_->beginOnWire("-me", *request.exchange, kHead);
    line_->start();
    turn();
    return std::move(request.client);
  }
  net::Descriptor connect4() { return connect(EngineVersion::k4); }

  std::shared_ptr<testing::Outcome> poll() {
    auto request = sentRequest();
    line_->poll(std::move(request.exchange));
    turn();
    return request.outcome;
  }
  std::shared_ptr<testing::Outcome> post(const std::string& body) {
    auto request = sentRequest();
    line_->post(body, PayloadKind::kText, std::move(request.exchange));
    turn();
    return request.outcome;
  }
  net::Descriptor upgrade() {
    auto request = sentRequest();
    line_->upgrade(kHead, std::move(request.exchange));
    turn();
    return std::move(request.client);
  }
  void say(const std::string& packet) {
    line_->send(net::Chunk(text(packet)));
    turn();
  }
  void send(const net::Descriptor& client, const std::string& bytes) {
    testing::sendAll(client, bytes);
    turn();
  }
  void pass(std::chrono::milliseconds time) {
    clock_.advance(time + net::TimerWheel::kTick);
    turn();
  }
  void turn() {
    for (int i = 0; i < 3; ++i) testing::turn(reactor_);
  }

  testing::FakeClock clock_;
  net::Reactor reactor_{clock_};
  const socketio::Line::Options options_ = options();
  LineRecorder handler_{reactor_};
  std::unique_ptr<socketio::Line> line_;
  std::shared_ptr<testing::Outcome> first_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_LINE_FIXTURE_H_
