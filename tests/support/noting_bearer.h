#ifndef FANFARE_TESTS_SUPPORT_NOTING_BEARER_H_
#define FANFARE_TESTS_SUPPORT_NOTING_BEARER_H_

#include <optional>
#include <string>
#include <vector>

#include "ws/roster.h"

namespace fanfare::testing {

// A connection that notes what it is told.
class NotingBearer final : public ws::Bearer {
 public:
  void onIdentityChanged(const Identity& now) override { groups = now.groups; }
  void onIdentityEnded() override { isEnded = true; }
  void onIdentityCleared() override { ++clearances; }
  void onIdentityUnknown() override { isUnknown = true; }
  bool follows(const Channel& to) const override { return to.facility() == followed; }
  void onAdopted(const core::Adoption& adoption) override { adopter = adoption.to.name(); }

  std::optional<std::vector<std::string>> groups;  // nullopt: it was told of no change
  std::string followed;  // the facility where it follows adoptions; there is none of no name
  std::string adopter;   // empty: nobody adopted it
  bool isEnded = false;
  bool isUnknown = false;
  int clearances = 0;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_NOTING_BEARER_H_
