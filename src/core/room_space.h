#ifndef FANFARE_CORE_ROOM_SPACE_H_
#define FANFARE_CORE_ROOM_SPACE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fanfare/channel.h"

namespace fanfare::core {

// The room space that `channel` belongs to: of a room "<space>::<name>" what stands before the
// first "::", which may be nothing. nullopt if it belongs to none.
std::optional<std::string> roomSpaceOf(const Channel& channel);

// The secrets of room spaces that a client presents. Value type.
class PresentedSecrets {
 public:
  // Takes "<space>::<secret>"; what is nothing of the kind is passed over. Of several for one space
  // the first counts.
  void add(std::string_view text);

  // The one for the space of `channel`; empty if there is none, or none is needed.
  std::string secretFor(const Channel& channel) const;

 private:
  std::map<std::string, std::string> secrets_;  // by space
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ROOM_SPACE_H_
