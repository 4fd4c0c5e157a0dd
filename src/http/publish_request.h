#ifndef FANFARE_HTTP_PUBLISH_REQUEST_H_
#define FANFARE_HTTP_PUBLISH_REQUEST_H_

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/broker.h"

#include "core/facility_rules.h"

namespace fanfare::http {

// One object of POST /api/publish: a message, and the channels it goes to. Value type.
struct PublishOrder {
  std::string facility;
  std::vector<Publication> publications;  // without duplicates; never empty
};

// All of a body's. Value type.
struct PublishOrders {
  std::vector<PublishOrder> orders;
  bool isArray = false;  // the body was an array, so the answer is one
};

// What is wrong with a body; names the field. Value type.
struct PublishMistake {
  std::string message;
};

struct PublishDefaults {
  std::chrono::seconds expire{3600};
  const core::FacilityRules& facilities;
};

// Reads the body of POST /api/publish, an object or an array of these:
//
//   {"facility": text, "broadcast": true, "users": [text], "groups": [text], "sessions": [text],
//    "rooms": [text], "message": text or any JSON, "expire": seconds}
//
// A message that is no text is published as the very bytes it had. All of it is valid, or none.
std::variant<PublishOrders, PublishMistake> readPublishRequest(std::string_view body,
                                                               const PublishDefaults& defaults);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_PUBLISH_REQUEST_H_
