#ifndef FANFARE_WS_FACILITY_NAMES_H_
#define FANFARE_WS_FACILITY_NAMES_H_

#include <cstddef>
#include <string>
#include <unordered_map>

namespace fanfare::ws {

// The facilities of a reactor's connections, each name kept once. Threads: confined to one reactor.
class FacilityNames {
 public:
  // The one that stays where it is until it was released as often as it was taken.
  const std::string& take(const std::string& facility) {
    const auto entry = counts_.try_emplace(facility, 0).first;
    ++entry->second;
    return entry->first;
  }

  void release(const std::string& facility) {
    const auto entry = counts_.find(facility);
    if (--entry->second == 0) counts_.erase(entry);
  }

  std::size_t size() const { return counts_.size(); }

 private:
  std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_FACILITY_NAMES_H_
