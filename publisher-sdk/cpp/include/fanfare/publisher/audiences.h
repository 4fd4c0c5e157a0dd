#ifndef FANFARE_PUBLISHER_AUDIENCES_H_
#define FANFARE_PUBLISHER_AUDIENCES_H_

#include <string>
#include <string_view>
#include <vector>

namespace fanfare::publisher {

// In place of a name: the user, the groups or the session of the request. No name can be this.
inline constexpr std::string_view kSelf("\0self", 5);

// Whom a message is for. Value type.
struct Audiences {
  bool broadcast = false;
  std::vector<std::string> users;
  std::vector<std::string> groups;
  std::vector<std::string> sessions;
  std::vector<std::string> rooms;

  static Audiences everyone() { return {true, {}, {}, {}, {}}; }
};

// Who is behind a request: for whom a kept message is looked up, and who kSelf is. What is empty is
// passed over; somebody without a user is anonymous. Value type.
struct Reader {
  std::string session;
  std::string user;
  std::vector<std::string> groups;
  std::vector<std::string> rooms;
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_AUDIENCES_H_
