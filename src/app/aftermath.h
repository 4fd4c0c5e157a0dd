#ifndef FANFARE_APP_AFTERMATH_H_
#define FANFARE_APP_AFTERMATH_H_

#include <chrono>
#include <cstdint>

namespace fanfare::app {

// Tells when a crowd of connections has come or gone and it is quiet again: what they needed for
// their first seconds, or at all, is free by then, but malloc keeps the pages.
//
// A site where some come and others go all the time is quiet, and they are no crowd.
//
// Threads: one at a time.
class Aftermath final {
 public:
  // Between two looks. Together, those that have to be quiet are longer than channels are looked
  // after for a new subscriber (core::Route::kSecondLook).
  static constexpr std::chrono::milliseconds kBetweenLooks{2000};

  static constexpr std::uint64_t kCrowd = 1000;
  static constexpr std::uint64_t kFew = 50;     // more or fewer than at the look before
  static constexpr std::uint64_t kUsual = 500;  // that come and go from one look to the next
  static constexpr unsigned kQuietLooks = 2;

  // So far. Value type.
  struct Count {
    std::uint64_t come = 0;
    std::uint64_t gone = 0;
  };

  // Whether memory is worth giving back now; once a crowd.
  bool isOver(const Count& now);

 private:
  Count last_;
  std::uint64_t crowd_ = 0;  // since it was over last
  unsigned quiet_ = 0;       // looks
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_AFTERMATH_H_
