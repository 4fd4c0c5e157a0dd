#include "foreign/base64url.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/tokens.h"

namespace fanfare::foreign {
namespace {

using namespace std::string_literals;

class Base64UrlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(Base64UrlTest);
  CPPUNIT_TEST(decodesTheVectorsOfTheStandard);
  CPPUNIT_TEST(decodesEveryByte);
  CPPUNIT_TEST(refusesWhatIsNotTheOneTextForItsBytes);
  CPPUNIT_TEST(decodesThePlainFormWithItsPaddingOrWithout);
  CPPUNIT_TEST(refusesAPlainFormWithOtherPadding);
  CPPUNIT_TEST_SUITE_END();

 public:
  void decodesTheVectorsOfTheStandard() {
    const std::string vectors[][2] = {
        {"", ""},           {"Zg", "f"},          {"Zm8", "fo"},          {"Zm9v", "foo"},
        {"Zm9vYg", "foob"}, {"Zm9vYmE", "fooba"}, {"Zm9vYmFy", "foobar"}, {"-_8", "\xfb\xff"}};
    for (const auto& [text, bytes] : vectors) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, bytes, decodedBase64Url(text).value());
    }
  }

  void decodesEveryByte() {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    CPPUNIT_ASSERT_EQUAL(bytes, decodedBase64Url(testing::base64Url(bytes)).value());
  }

  void refusesWhatIsNotTheOneTextForItsBytes() {
    for (const auto& bad : {"Zg=="s, "Z"s, "Zm9vY"s, "Zh"s, "Zm9"s, "Zm 8"s, "Zm8\n"s, "+/8"s,
                            "Zm9v."s, "\xff\xff"s, "Zm\0v"s}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !decodedBase64Url(bad));
    }
  }

  void decodesThePlainFormWithItsPaddingOrWithout() {
    const std::string vectors[][2] = {
        {"", ""},           {"Zg==", "f"},   {"Zg", "f"},          {"Zm8=", "fo"},
        {"Zm8", "fo"},      {"Zm9v", "foo"}, {"Zm9vYg==", "foob"}, {"+/8=", "\xfb\xff"},
        {"+/8", "\xfb\xff"}};
    for (const auto& [text, bytes] : vectors) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, bytes, decodedBase64(text).value());
    }
  }

  void refusesAPlainFormWithOtherPadding() {
    for (const char* bad : {"Zg=", "Zm8==", "Zm9v=", "Zm9v====", "=",
                            "==", "====", "Z===", "Zh==", "Zm9=", "-_8=", "Zm8=\n", "Zg==Zg=="}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !decodedBase64(bad));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Base64UrlTest);

}  // namespace
}  // namespace fanfare::foreign
