#ifndef FANFARE_TESTS_SUPPORT_TEXT_TRAITS_H_
#define FANFARE_TESTS_SUPPORT_TEXT_TRAITS_H_

#include <string>
#include <vector>

#include <cppunit/TestAssert.h>

// So that CPPUNIT_ASSERT_EQUAL takes lists of texts, and a failure shows them.
template <>
struct CppUnit::assertion_traits<std::vector<std::string>> {
  static bool equal(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return a == b;
  }
  static std::string toString(const std::vector<std::string>& texts) {
    std::string shown;
    for (const auto& text : texts) shown += (shown.empty() ? "[" : ", ") + text;
    return shown.empty() ? "[]" : shown + "]";
  }
};

#endif  // FANFARE_TESTS_SUPPORT_TEXT_TRAITS_H_
