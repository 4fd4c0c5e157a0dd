#ifndef FANFARE_APP_NEAREST_H_
#define FANFARE_APP_NEAREST_H_

#include <string>
#include <string_view>
#include <vector>

namespace fanfare::app {

// The one of `candidates` that `name` was probably meant to be; empty if none looks like it.
std::string nearestTo(std::string_view name, const std::vector<std::string>& candidates);

// ", did you mean '<nearest>'?", or nothing where there is none.
std::string suggestionOf(const std::string& nearest);

}  // namespace fanfare::app

#endif  // FANFARE_APP_NEAREST_H_
