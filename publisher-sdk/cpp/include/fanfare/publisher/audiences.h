#ifndef FANFARE_PUBLISHER_AUDIENCES_H_
#define FANFARE_PUBLISHER_AUDIENCES_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fanfare::publisher {

// In place of a name: the user, the groups or the session of the request. No name can be this.
inline constexpr std::string_view kSelf("\0self", 5);

// True or false, and made of nothing else: a name in its place would be a message for everybody.
// Value type.
class Flag {
 public:
  Flag() = default;
  template <typename Given, typename = std::enable_if_t<std::is_same_v<Given, bool>>>
  Flag(Given value) : value_(value) {}  // NOLINT(google-explicit-constructor)

  // NOLINTNEXTLINE(google-explicit-constructor)
  operator bool() const { return value_; }

 private:
  bool value_ = false;
};

// The names of one audience: a list, which may turn out empty, or one; or none were asked for.
// Value type.
class Names {
 public:
  Names() = default;
  // NOLINTBEGIN(google-explicit-constructor)
  Names(std::initializer_list<std::string> names) : list_(names), isGiven_(true) {}
  Names(std::vector<std::string> names) : list_(std::move(names)), isGiven_(true) {}
  Names(std::string name) : list_{std::move(name)}, isGiven_(true) {}
  Names(std::string_view name) : Names(std::string(name)) {}
  Names(const char* name) : Names(std::string(name)) {}
  // NOLINTEND(google-explicit-constructor)

  // Whether they were asked for. An empty list that was is for nobody, which a publisher tells.
  bool isGiven() const { return isGiven_; }
  bool empty() const { return list_.empty(); }
  const std::vector<std::string>& list() const { return list_; }

 private:
  std::vector<std::string> list_;
  bool isGiven_ = false;
};

// Whom a message is for. Value type.
struct Audiences {
  Flag broadcast;
  Names users;
  Names groups;
  Names sessions;
  Names rooms;

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
