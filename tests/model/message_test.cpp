#include "fanfare/message.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

using Ids = std::vector<ConnectionId>;

class MessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MessageTest);
  CPPUNIT_TEST(isTextExactlyWhereItsBytesAre);
  CPPUNIT_TEST(isForEverybodyWithoutAddressees);
  CPPUNIT_TEST(isForThoseNamedOnly);
  CPPUNIT_TEST(isForAllButThoseNamed);
  CPPUNIT_TEST(isForNobodyWhereNobodyIsNamed);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isTextExactlyWhereItsBytesAre() {
    CPPUNIT_ASSERT(makeMessage("caf\xC3\xA9")->kind == PayloadKind::kText);
    CPPUNIT_ASSERT(makeMessage("\xFF")->kind == PayloadKind::kBinary);
    CPPUNIT_ASSERT(makeMessage("\xFF", Addressees::only({}))->kind == PayloadKind::kBinary);
  }

  void isForEverybodyWithoutAddressees() {
    CPPUNIT_ASSERT(makeMessage("x")->isFor(1));
    CPPUNIT_ASSERT(makeMessage("x")->isFor(0));
  }

  void isForThoseNamedOnly() {
    const auto message = makeMessage("x", Addressees::only({7, 3, 5}));

    for (const ConnectionId named : Ids{3, 5, 7}) CPPUNIT_ASSERT(message->isFor(named));
    for (const ConnectionId other : Ids{0, 4, 8}) CPPUNIT_ASSERT(!message->isFor(other));
    CPPUNIT_ASSERT_EQUAL(std::string("x"), message->payload);
  }

  void isForAllButThoseNamed() {
    const auto message = makeMessage("x", Addressees::allBut({7, 3, 5}));

    for (const ConnectionId named : Ids{3, 5, 7}) CPPUNIT_ASSERT(!message->isFor(named));
    for (const ConnectionId other : Ids{0, 4, 8}) CPPUNIT_ASSERT(message->isFor(other));
  }

  void isForNobodyWhereNobodyIsNamed() {
    CPPUNIT_ASSERT(!makeMessage("x", Addressees::only({}))->isFor(1));
    CPPUNIT_ASSERT(makeMessage("x", Addressees::allBut({}))->isFor(1));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MessageTest);

}  // namespace
}  // namespace fanfare
