#include "fanfare/session_resolver.h"

namespace fanfare {

std::vector<Result<Identity>> SessionResolver::recheck(const std::vector<Identity>& known) const {
  return {known.begin(), known.end()};
}

}  // namespace fanfare
