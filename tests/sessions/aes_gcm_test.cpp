#include "sessions/aes_gcm.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

std::string bytesOf(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// Test cases 13 and 14 of the specification of GCM (McGrew and Viega, 2005, appendix B).
const std::string kKey(32, '\0');
const std::string kNonce(12, '\0');
const std::string kTagOfNothing = bytesOf("530f8afbc74536b9a963b4f1c4cb738b");
const std::string kText = bytesOf("cea7403d4d606b6e074ec5d3baf39d18");
const std::string kTag = bytesOf("d0d1c8a799996bf0265b98b5d48ab919");

class AesGcmTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AesGcmTest);
  CPPUNIT_TEST(opensWhatWasSealed);
  CPPUNIT_TEST(opensNothingThatWasChanged);
  CPPUNIT_TEST(opensNothingOfOtherSizes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void opensWhatWasSealed() {
    CPPUNIT_ASSERT_EQUAL(std::string(16, '\0'), openedGcm(kKey, {kText, kNonce, kTag}).value());
    CPPUNIT_ASSERT_EQUAL(""s, openedGcm(kKey, {"", kNonce, kTagOfNothing}).value());
  }

  void opensNothingThatWasChanged() {
    const auto flipped = [](std::string text) {
      text.back() = static_cast<char>(text.back() ^ 1);
      return text;
    };
    CPPUNIT_ASSERT(!openedGcm(flipped(kKey), {kText, kNonce, kTag}));
    CPPUNIT_ASSERT(!openedGcm(kKey, {flipped(kText), kNonce, kTag}));
    CPPUNIT_ASSERT(!openedGcm(kKey, {kText, flipped(kNonce), kTag}));
    CPPUNIT_ASSERT(!openedGcm(kKey, {kText, kNonce, flipped(kTag)}));
    CPPUNIT_ASSERT(!openedGcm(kKey, {kText.substr(1), kNonce, kTag}));
    CPPUNIT_ASSERT(!openedGcm(kKey, {"", kNonce, kTag}));
  }

  // A tag that is cut is one that can be guessed.
  void opensNothingOfOtherSizes() {
    for (const std::size_t size : {0U, 1U, 4U, 12U, 15U}) {
      CPPUNIT_ASSERT(!openedGcm(kKey, {kText, kNonce, kTag.substr(0, size)}));
    }
    CPPUNIT_ASSERT(!openedGcm(kKey, {kText, kNonce, kTag + "x"}));
    CPPUNIT_ASSERT(!openedGcm(kKey, {kText, kNonce.substr(1), kTag}));
    CPPUNIT_ASSERT(!openedGcm(kKey.substr(1), {kText, kNonce, kTag}));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AesGcmTest);

}  // namespace
}  // namespace fanfare::sessions
