// Looks through the hash map of a reactor a few buckets a turn, so that the reactor is not held up.

#ifndef FANFARE_APP_BUCKET_WALK_H_
#define FANFARE_APP_BUCKET_WALK_H_

#include <chrono>
#include <cstddef>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace fanfare::app {

// The first `limit` by their keys, of all that are added.
template <typename Value, typename Key>
class FirstOf {
 public:
  explicit FirstOf(std::size_t limit) : limit_(limit) {}

  Value* find(const Key& key) {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  void add(const Key& key, Value value) {
    if (values_.size() == limit_ && !(key < values_.rbegin()->first)) return;
    values_.insert_or_assign(key, std::move(value));
    if (values_.size() > limit_) values_.erase(std::prev(values_.end()));
  }

  std::vector<Value> take() {
    std::vector<Value> all;
    for (auto& [key, value] : values_) all.push_back(std::move(value));
    return all;
  }

 private:
  const std::size_t limit_;  // REQUIRES: at least 1
  std::map<Key, Value> values_;
};

// Calls `look` with everything in the map of a reactor, which `ask(first, end, taken)` is to be
// asked for: it calls `taken(bucket count, values)` on its own thread. Where the map grows
// meanwhile, it begins anew; nothing is looked at before all of it is there.
// Blocking: for a second at most, then what is there counts as nothing.
template <typename Value, typename Ask, typename Look>
void forEachBucket(const Ask& ask, const Look& look) {
  constexpr std::size_t kBuckets = 2000;
  constexpr std::chrono::seconds kPatience{1};
  using Part = std::pair<std::size_t, std::vector<Value>>;

  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::vector<Value> all;
  std::size_t first = 0;
  std::optional<std::size_t> count;
  while (!count || first < *count) {
    const auto promise = std::make_shared<std::promise<Part>>();
    auto future = promise->get_future();
    ask(first, first + kBuckets, [promise](std::size_t buckets, std::vector<Value> values) {
      promise->set_value({buckets, std::move(values)});
    });
    if (future.wait_until(until) != std::future_status::ready) return;
    auto [buckets, values] = future.get();
    if (count && buckets != *count) {
      first = 0;
      count.reset();
      all.clear();
      continue;
    }
    count = buckets;
    first += kBuckets;
    std::move(values.begin(), values.end(), std::back_inserter(all));
  }
  for (auto& value : all) look(std::move(value));
}

}  // namespace fanfare::app

#endif  // FANFARE_APP_BUCKET_WALK_H_
