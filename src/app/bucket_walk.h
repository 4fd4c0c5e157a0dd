// Looks through the hash maps of the reactors a few buckets a turn, so that no reactor is held up.

#ifndef FANFARE_APP_BUCKET_WALK_H_
#define FANFARE_APP_BUCKET_WALK_H_

#include <cstddef>
#include <functional>
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

  void clear() { values_.clear(); }

  // Leaves none.
  std::vector<Value> take() {
    std::vector<Value> all;
    for (auto& [key, value] : values_) all.push_back(std::move(value));
    values_.clear();
    return all;
  }

 private:
  const std::size_t limit_;  // REQUIRES: at least 1
  std::map<Key, Value> values_;
};

// From `first` to before `end`.
struct Buckets {
  std::size_t first = 0;
  std::size_t end = 0;
};

// A walk through the maps of all reactors, one after the other. Where a map grows meanwhile, it
// begins anew with that one. It keeps no more than twice the limit, and what a turn brings.
//
// Threads: goes from thread to thread, with what it was asked.
template <typename Value, typename Key>
class BucketWalk final {
 public:
  static constexpr std::size_t kBucketsATurn = 2000;

  using Found = FirstOf<Value, Key>;
  using Taken = std::function<void(std::size_t bucketCount, std::vector<Value>)>;
  struct Plan {
    std::size_t reactors = 1;
    std::size_t limit = 1;
    // Calls `taken` in a turn of that reactor.
    std::function<void(std::size_t reactor, Buckets buckets, Taken taken)> ask;
    // Adds to `found` what is wanted; called again for what one reactor had of it.
    std::function<void(Value, Found& found)> add;
    std::function<void(std::vector<Value>)> done;
  };

  // `over` is called before the plan's `done`.
  static void begin(const Plan& plan, std::function<void()> over) {
    goOn(std::shared_ptr<BucketWalk>(new BucketWalk(plan, std::move(over))));
  }

 private:
  BucketWalk(const Plan& plan, std::function<void()> over)
      : plan_(plan), over_(std::move(over)), found_(plan.limit), ofReactor_(plan.limit) {}

  static void goOn(const std::shared_ptr<BucketWalk>& walk) {
    if (walk->reactor_ == walk->plan_.reactors) {
      walk->over_();
      return walk->plan_.done(walk->found_.take());
    }
    walk->plan_.ask(walk->reactor_, {walk->next_, walk->next_ + kBucketsATurn},
                    [walk](std::size_t bucketCount, std::vector<Value> values) {
                      walk->take(bucketCount, std::move(values));
                      goOn(walk);
                    });
  }

  void take(std::size_t bucketCount, std::vector<Value> values) {
    if (bucketCount_ && bucketCount != *bucketCount_) return leaveReactor();
    bucketCount_ = bucketCount;
    next_ += kBucketsATurn;
    for (auto& value : values) plan_.add(std::move(value), ofReactor_);
    if (next_ < bucketCount) return;
    for (auto& value : ofReactor_.take()) plan_.add(std::move(value), found_);
    leaveReactor();
    ++reactor_;
  }

  void leaveReactor() {
    next_ = 0;
    bucketCount_.reset();
    ofReactor_.clear();
  }

  const Plan plan_;
  const std::function<void()> over_;
  Found found_;      // in the maps that were gone through
  Found ofReactor_;  // in the one that is gone through
  std::size_t reactor_ = 0;
  std::size_t next_ = 0;  // of its buckets
  std::optional<std::size_t> bucketCount_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_BUCKET_WALK_H_
