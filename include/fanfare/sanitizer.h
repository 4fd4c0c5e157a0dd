// Whether a sanitizer looks at what memory is used for.

#ifndef FANFARE_SANITIZER_H_
#define FANFARE_SANITIZER_H_

namespace fanfare {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif
#else
constexpr bool kIsSanitized = false;
#endif

}  // namespace fanfare

#endif  // FANFARE_SANITIZER_H_
