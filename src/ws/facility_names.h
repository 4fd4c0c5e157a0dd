#ifndef FANFARE_WS_FACILITY_NAMES_H_
#define FANFARE_WS_FACILITY_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "core/numbered_pool.h"

namespace fanfare::ws {

// The facilities of a reactor's connections, each name kept once and known by a number. Threads:
// confined to one reactor.
class FacilityNames {
 public:
  using Number = std::uint32_t;

  // Its number, until it was released as often as it was taken.
  Number take(const std::string& facility) {
    const auto [entry, isFirst] = numbers_.try_emplace(facility);
    if (isFirst) {
      entry->second = facilities_.take();
      facilities_[entry->second].name = &entry->first;
    }
    ++facilities_[entry->second].count;
    return entry->second;
  }

  // It stays where it is as long as the number is its.
  const std::string& nameOf(Number number) const { return *facilities_[number].name; }

  void release(const std::string& facility) {
    const auto entry = numbers_.find(facility);
    if (--facilities_[entry->second].count > 0) return;
    facilities_.giveBack(entry->second);
    numbers_.erase(entry);
  }

  std::size_t size() const { return numbers_.size(); }

 private:
  struct Facility {
    const std::string* name = nullptr;  // in numbers_
    std::size_t count = 0;
  };
  using Facilities = core::NumberedPool<Facility>;

  Facilities facilities_;
  std::unordered_map<std::string, Number> numbers_;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_FACILITY_NAMES_H_
