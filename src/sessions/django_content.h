#ifndef FANFARE_SESSIONS_DJANGO_CONTENT_H_
#define FANFARE_SESSIONS_DJANGO_CONTENT_H_

#include <string_view>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::sessions {

// A session's content as Django's serializers and its caches write it: an object in JSON or, of
// plain data only, in Python's pickle; deflated (zlib) or not. Fails, in words for operators, if it
// is none.
Result<foreign::Value> djangoContent(std::string_view bytes);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_DJANGO_CONTENT_H_
