#ifndef FANFARE_APP_AFTERMATH_H_
#define FANFARE_APP_AFTERMATH_H_

#include <chrono>
#include <cstdint>

namespace fanfare::app {

// Tells when a crowd of connections has come or gone and it is quiet again: what they needed for
// their first seconds, or at all, is free by then, but malloc keeps the pages.
//
// Threads: one at a time.
class Aftermath final {
 public:
  // Between two looks. Together, those that have to be quiet are longer than channels are looked
  // after for a new subscriber (core::Route::kSecondLook).
  static constexpr std::chrono::milliseconds kBetweenLooks{2000};

  static constexpr std::uint64_t kCrowd = 1000;
  static constexpr std::uint64_t kFew = 50;  // of one look to the next
  static constexpr unsigned kQuietLooks = 2;

  // `moves` is how many connections have come and how many have gone, so far. Whether memory is
  // worth giving back now; once a crowd.
  bool isOver(std::uint64_t moves);

 private:
  std::uint64_t last_ = 0;
  std::uint64_t moved_ = 0;  // since it was over last
  unsigned quiet_ = 0;       // looks
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_AFTERMATH_H_
