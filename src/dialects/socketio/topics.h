#ifndef FANFARE_DIALECTS_SOCKETIO_TOPICS_H_
#define FANFARE_DIALECTS_SOCKETIO_TOPICS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/topic_reader.h"
#include "dialects/socketio/backend_message.h"

namespace fanfare::dialects::socketio {

// What backends of python-socketio say to Fanfare's Socket.IO clients, on the channel of their
// message queue. Rooms are those of a facility; the room that is called as a client's socket is
// that client alone. Of namespaces there is "/" only: what is meant for another reaches nobody.
class SocketIoTopics final : public core::TopicReader {
 public:
  struct Options {
    std::string topic = "flask-socketio";
    std::string facility;
    ArrayData arrayData = ArrayData::kArguments;
  };

  explicit SocketIoTopics(Options options) : options_(std::move(options)) {}

  std::vector<std::string> topics() const override { return {options_.topic}; }

  // A room that can be none reaches nobody.
  Result<std::vector<core::TopicEvent>> read(const std::string& topic,
                                             const std::string& payload) override;

 private:
  using Events = std::vector<core::TopicEvent>;

  Events eventsOf(const Emit& emit, const std::string& hostId);
  Events eventsOf(const Callback& callback, const std::string& hostId) const;
  Events eventsOf(const Disconnect& disconnect, const std::string& hostId) const;
  Events eventsOf(const EnterRoom& enter, const std::string& hostId) const;
  Events eventsOf(const LeaveRoom& leave, const std::string& hostId) const;
  Events eventsOf(const CloseRoom& close, const std::string& hostId) const;

  void addRoom(const std::string& room, const MessagePtr& message, Events& events) const;
  Result<Channel> roomOf(const std::string& name) const;

  const Options options_;
  std::uint64_t lastNumber_ = 0;  // of an event for several rooms
};

// Whom an acknowledgement goes to, as Event::replyTo says it, and back. REQUIRES for the second: it
// is of the first.
std::string replyTo(const CallbackAddress& address, const std::string& hostId);
BackendMessage replyFor(const std::string& replyTo, EventData data);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_TOPICS_H_
