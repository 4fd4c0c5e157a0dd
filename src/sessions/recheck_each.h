#ifndef FANFARE_SESSIONS_RECHECK_EACH_H_
#define FANFARE_SESSIONS_RECHECK_EACH_H_

#include <vector>

#include "fanfare/session_resolver.h"

namespace fanfare::sessions {

// As SessionResolver::recheck(), of a resolver made of `resolvers`: each is asked once, for what is
// from it.
// REQUIRES: each of `known` is from one of them.
std::vector<Result<Identity>> recheckEach(const std::vector<const SessionResolver*>& resolvers,
                                          const std::vector<Identity>& known);

bool isFromAny(const std::vector<const SessionResolver*>& resolvers, const Evidence& evidence);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_RECHECK_EACH_H_
