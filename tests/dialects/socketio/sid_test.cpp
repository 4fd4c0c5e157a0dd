#include "dialects/socketio/sid.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

class SidTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SidTest);
  CPPUNIT_TEST(readsWhatItWrites);
  CPPUNIT_TEST(tellsTheTwoKindsApart);
  CPPUNIT_TEST(readsNothingElse);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsWhatItWrites() {
    for (const auto kind : {SidKind::kSession, SidKind::kSocket}) {
      for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
        const Sid sid{kind, number, ~number};
        const auto read = sidIn(textOf(sid));
        CPPUNIT_ASSERT(read.has_value());
        CPPUNIT_ASSERT(sid == *read);
      }
    }
    CPPUNIT_ASSERT_EQUAL(std::string("~000000000000000a000000000000000f"),
                         textOf({SidKind::kSocket, 10, 15}));
  }

  void tellsTheTwoKindsApart() {
    CPPUNIT_ASSERT(!(Sid{SidKind::kSession, 1, 2} == Sid{SidKind::kSocket, 1, 2}));
    CPPUNIT_ASSERT_EQUAL('-', textOf({SidKind::kSession, 1, 2}).front());
  }

  void readsNothingElse() {
    const std::string good = textOf({SidKind::kSocket, 10, 15});
    for (const auto& text :
         {std::string(), std::string("~"), good.substr(1), good + "0", good.substr(0, 32),
          "+" + good.substr(1), "~" + std::string(31, '0') + "A", "~" + std::string(31, '0') + " ",
          "~" + std::string(30, '0') + "0x", "~-" + std::string(31, '0'),
          std::string("0123456789abcdef0123456789abcdef")}) {
      CPPUNIT_ASSERT_MESSAGE(text, !sidIn(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SidTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
