#ifndef FANFARE_DIALECTS_WEBSOCKET_PUSH_TOPICS_H_
#define FANFARE_DIALECTS_WEBSOCKET_PUSH_TOPICS_H_

#include <string>
#include <utility>
#include <vector>

#include "core/topic_reader.h"

namespace fanfare::dialects {

// What backends say to websocket-push's clients, in JSON as JavaScript reads it. On BackgroundPush:
//
//   {"pushToUser": USER | "pushToRoom": ROOM, "payload": ANY, "tabWindowId": ID?}
//
// The user wins over the room, an id narrows both to one tab, and a payload that is false to
// JavaScript (false, null, 0, "") is none. On AuthEvent:
//
//   {"guestId": USER, "authUserId": USER}
class WebsocketPushTopics final : public core::TopicReader {
 public:
  struct Names {
    std::string backgroundPush = "BackgroundPush";
    std::string authEvent = "AuthEvent";
  };

  WebsocketPushTopics(Names names, std::string facility)
      : names_(std::move(names)), facility_(std::move(facility)) {}

  std::vector<std::string> topics() const override {
    return {names_.backgroundPush, names_.authEvent};
  }
  Result<std::vector<core::TopicEvent>> read(const std::string& topic,
                                             const std::string& payload) override;

 private:
  Result<core::TopicEvent> readPush(const std::string& payload) const;
  Result<core::TopicEvent> readAuthEvent(const std::string& payload) const;

  const Names names_;
  const std::string facility_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_WEBSOCKET_PUSH_TOPICS_H_
