#ifndef SHOP_SESSIONS_H_
#define SHOP_SESSIONS_H_

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace shop {

// What the shop knows of a visitor. Value type.
struct Session {
  std::string user;  // empty: not logged in
  std::vector<std::string> groups;
  std::vector<std::string> todo;
};

// The sessions of all visitors, by their keys, in memory.
//
// Threads: any.
class Sessions {
 public:
  // Its key, which nobody can guess.
  std::string begin(const Session& session);
  std::optional<Session> find(const std::string& key) const;
  void replace(const std::string& key, const Session& session);
  void end(const std::string& key);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Session> sessions_;
};

}  // namespace shop

#endif  // SHOP_SESSIONS_H_
