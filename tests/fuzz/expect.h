#ifndef FANFARE_TESTS_FUZZ_EXPECT_H_
#define FANFARE_TESTS_FUZZ_EXPECT_H_

#include <cstdio>
#include <cstdlib>

namespace fanfare::fuzzing {

// Makes a finding of the input if `holds` is false.
inline void expect(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

}  // namespace fanfare::fuzzing

#endif  // FANFARE_TESTS_FUZZ_EXPECT_H_
