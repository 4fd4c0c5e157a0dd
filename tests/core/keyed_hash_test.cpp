#include "core/keyed_hash.h"

#include <cstdint>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

// Bytes that count from 0.
std::string counting(std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text.push_back(static_cast<char>(i));
  return text;
}

class KeyedHashTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeyedHashTest);
  CPPUNIT_TEST(isWhatItsInventorsPrinted);
  CPPUNIT_TEST(differsWithEachByteAndWithTheLength);
  CPPUNIT_TEST(differsWithTheKey);
  CPPUNIT_TEST(hasAnotherKeyEachTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Of the paper's appendix A, and the vectors of the reference.
  void isWhatItsInventorsPrinted() {
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0xa129ca6149be45e5}, hash_.of(counting(15)));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0x726fdb47dd0e0e31}, hash_.of(""));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0x93f5f5799a932462}, hash_.of(counting(8)));
  }

  void differsWithEachByteAndWithTheLength() {
    const std::string text(20, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::string other = text;
      other[i] = 1;
      CPPUNIT_ASSERT(hash_.of(text) != hash_.of(other));
      CPPUNIT_ASSERT(hash_.of(text) != hash_.of(text.substr(i + 1)));
    }
  }

  void differsWithTheKey() {
    CPPUNIT_ASSERT(hash_.of("ann") != KeyedHash({1, 2}).of("ann"));
    CPPUNIT_ASSERT(KeyedHash({1, 2}).of("ann") != KeyedHash({1, 3}).of("ann"));
  }

  void hasAnotherKeyEachTime() {
    const KeyedHash one = KeyedHash::random();

    CPPUNIT_ASSERT_EQUAL(one.of("ann"), one.of("ann"));
    CPPUNIT_ASSERT(one.of("ann") != KeyedHash::random().of("ann"));
  }

 private:
  const KeyedHash hash_{{0x0706050403020100, 0x0f0e0d0c0b0a0908}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeyedHashTest);

}  // namespace
}  // namespace fanfare::core
