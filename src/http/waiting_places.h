#ifndef FANFARE_HTTP_WAITING_PLACES_H_
#define FANFARE_HTTP_WAITING_PLACES_H_

#include <atomic>
#include <cstddef>

namespace fanfare::http {

// How many workers may wait for others of this process at once, so that some are left.
//
// Threads: safe from any thread.
class WaitingPlaces final {
 public:
  explicit WaitingPlaces(std::size_t most) : most_(most) {}

  // One of them, for as long as it lives; or none, where all are taken.
  class Place final {
   public:
    explicit Place(WaitingPlaces& places)
        : taken_(places.taken_), isFree_(taken_.fetch_add(1) < places.most_) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { taken_.fetch_sub(1); }

    bool isFree() const { return isFree_; }

   private:
    std::atomic<std::size_t>& taken_;
    const bool isFree_;
  };

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_WAITING_PLACES_H_
