#ifndef JOURNAL_SHELF_H_
#define JOURNAL_SHELF_H_

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "wall_clock.h"

namespace journal {

// What is kept for a time, by name. Where keeping one more would go beyond the bound, what expires
// soonest is given up; what is larger than the bound is not kept.
//
// Threads: confined to one.
template <typename Value>
class Shelf {
 public:
  struct Kept {
    Value value;
    Time until;
    std::size_t size;
  };

  explicit Shelf(std::size_t maxBytes) : maxBytes_(maxBytes) {}

  // In place of what was kept by that name. `size` is that of the value.
  void put(const std::string& name, Value value, Time until, std::size_t size) {
    giveUp(name);
    const std::size_t bytes = kOverhead + name.size() + size;
    if (until <= now() || bytes > maxBytes_) return;
    forgetExpired();
    while (bytes_ + bytes > maxBytes_) giveUp(std::string(expiries_.begin()->second));
    kept_.emplace(name, Kept{std::move(value), until, bytes});
    expiries_.emplace(until, name);
    bytes_ += bytes;
  }

  // Null if there is none.
  const Value* find(const std::string& name) const {
    const auto kept = kept_.find(name);
    return kept == kept_.end() || kept->second.until <= now() ? nullptr : &kept->second.value;
  }

  void forgetExpired() {
    while (!expiries_.empty() && expiries_.begin()->first <= now()) {
      giveUp(std::string(expiries_.begin()->second));
    }
  }

  const std::unordered_map<std::string, Kept>& all() const { return kept_; }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kOverhead = 64;

  void giveUp(const std::string& name) {
    const auto kept = kept_.find(name);
    if (kept == kept_.end()) return;
    auto [expiry, end] = expiries_.equal_range(kept->second.until);
    while (expiry != end && expiry->second != name) ++expiry;
    if (expiry != end) expiries_.erase(expiry);
    bytes_ -= kept->second.size;
    kept_.erase(kept);
  }

  std::size_t maxBytes_;
  std::unordered_map<std::string, Kept> kept_;
  std::multimap<Time, std::string> expiries_;  // of kept_
  std::size_t bytes_ = 0;                      // of kept_
};

}  // namespace journal

#endif  // JOURNAL_SHELF_H_
