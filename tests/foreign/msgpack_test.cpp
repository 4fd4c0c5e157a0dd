#include "foreign/msgpack.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::foreign {
namespace {

using namespace std::string_literals;

// What Flask-Session 0.8.0 wrote with msgspec 0.22.0: {"_permanent": True, "_user_id": "alice",
// "groups": ["staff", "ops"], "_fresh": True, "n": -5, "f": 1.5, "t": datetime(2026, 1, 1, UTC),
// "b": b"\xff", "none": None, "big": 2**63}.
const std::string kSession =
    "\x8a\xaa_permanent\xc3\xa8_user_id\xa5"
    "alice\xa6groups\x92\xa5staff\xa3ops\xa6_fresh\xc3\xa1n\xfb\xa1"
    "f\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xa1t\xd6\xff\x69\x55\xb9\x00\xa1"
    "b\xc4\x01\xff\xa4none\xc0\xa3"
    "big\xcf\x80\x00\x00\x00\x00\x00\x00\x00"s;

// `size` as so many bytes, most significant first.
std::string bigEndian(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xFF);
  return text;
}

class MsgpackTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MsgpackTest);
  CPPUNIT_TEST(readsWhatFlaskSessionWrote);
  CPPUNIT_TEST(readsWholeNumbersOfEachSize);
  CPPUNIT_TEST(readsFloats);
  CPPUNIT_TEST(readsTextsOfEachSize);
  CPPUNIT_TEST(readsArraysAndMapsOfEachSize);
  CPPUNIT_TEST(readsBinaryDataThatIsText);
  CPPUNIT_TEST(makesNullOfWhatJsonCannotSay);
  CPPUNIT_TEST(takesWholeNumbersForNames);
  CPPUNIT_TEST(leavesOutMembersOfOtherNames);
  CPPUNIT_TEST(refusesANameGivenTwice);
  CPPUNIT_TEST(refusesWhatIsCut);
  CPPUNIT_TEST(refusesWhatIsFollowedByMore);
  CPPUNIT_TEST(refusesATypeThatThereIsNot);
  CPPUNIT_TEST(refusesTextThatIsNoUtf8);
  CPPUNIT_TEST(refusesASizeBeyondItsBytes);
  CPPUNIT_TEST(refusesWhatIsNestedTooDeeply);
  CPPUNIT_TEST(refusesTooManyValues);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsWhatFlaskSessionWrote() {
    const auto session = readMsgpack(kSession);

    CPPUNIT_ASSERT_EQUAL("alice"s, session->at("_user_id")->asName().value());
    CPPUNIT_ASSERT(session->at("groups")->asNames() == std::vector<std::string>({"staff", "ops"}));
    CPPUNIT_ASSERT_EQUAL(-5.0, session->at("n")->asNumber().value());
    CPPUNIT_ASSERT_EQUAL(1.5, session->at("f")->asNumber().value());
    CPPUNIT_ASSERT_EQUAL("9223372036854775808"s, session->at("big")->asName().value());
    for (const char* name : {"t", "b", "none"}) CPPUNIT_ASSERT(session->at(name)->isNull());
  }

  void readsWholeNumbersOfEachSize() {
    const std::pair<std::string, double> numbers[] = {{"\x00"s, 0},
                                                      {"\x7f", 127},
                                                      {"\xe0", -32},
                                                      {"\xff", -1},
                                                      {"\xcc\xff", 255},
                                                      {"\xcd\x01\x00"s, 256},
                                                      {"\xd0\x80", -128},
                                                      {"\xd1\x80\x00"s, -32768},
                                                      {"\xd2\xff\xff\xff\xfe", -2},
                                                      {"\xce\xff\xff\xff\xff", 4294967295.0},
                                                      {"\xd3\xff\xff\xff\xff\xff\xff\xff\xfd", -3}};
    for (const auto& [bytes, number] : numbers) {
      CPPUNIT_ASSERT_EQUAL(number, readMsgpack(bytes)->asNumber().value());
    }
    CPPUNIT_ASSERT_EQUAL("18446744073709551615"s,
                         readMsgpack("\xcf" + std::string(8, '\xff'))->asName().value());
  }

  void readsFloats() {
    CPPUNIT_ASSERT_EQUAL(0.5, readMsgpack("\xca\x3f\x00\x00\x00"s)->asNumber().value());
    CPPUNIT_ASSERT_EQUAL(-2.0,
                         readMsgpack("\xcb\xc0\x00\x00\x00\x00\x00\x00\x00"s)->asNumber().value());
  }

  void readsTextsOfEachSize() {
    for (const auto& head : {"\xa2"s, "\xd9\x02"s, "\xda\x00\x02"s, "\xdb\x00\x00\x00\x02"s}) {
      CPPUNIT_ASSERT_EQUAL("hi"s, readMsgpack(head + "hi")->asText().value());
    }
    const std::string large(70'000, 'x');
    CPPUNIT_ASSERT_EQUAL(large,
                         readMsgpack("\xdb" + bigEndian(70'000, 4) + large)->asText().value());
    CPPUNIT_ASSERT_EQUAL(""s, readMsgpack("\xa0")->asText().value());
  }

  void readsArraysAndMapsOfEachSize() {
    for (const auto& head : {"\x92"s, "\xdc\x00\x02"s, "\xdd\x00\x00\x00\x02"s}) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{2}, readMsgpack(head + "\x01\xc0")->elements()->size());
    }
    for (const auto& head : {"\x81"s, "\xde\x00\x01"s, "\xdf\x00\x00\x00\x01"s}) {
      CPPUNIT_ASSERT_EQUAL("b"s, readMsgpack(head + "\xa1\x61\xa1\x62")->at("a")->asText().value());
    }
    CPPUNIT_ASSERT(readMsgpack("\x80")->members()->empty());
    CPPUNIT_ASSERT(readMsgpack("\x90")->elements()->empty());
  }

  void readsBinaryDataThatIsText() {
    for (const auto& head : {"\xc4\x02"s, "\xc5\x00\x02"s, "\xc6\x00\x00\x00\x02"s}) {
      CPPUNIT_ASSERT_EQUAL("hi"s, readMsgpack(head + "hi")->asText().value());
    }
  }

  void makesNullOfWhatJsonCannotSay() {
    for (const auto& bytes :
         {"\xc0"s, "\xc4\x01\xff"s, "\xca\x7f\xc0\x00\x00"s, "\xca\x7f\x80\x00\x00"s, "\xd4\x01x"s,
          "\xd5\x01xx"s, "\xd8\x01"s + std::string(16, 'x'), "\xc7\x03\x01xxx"s,
          "\xc8\x00\x01\x01x"s, "\xc9\x00\x00\x00\x00\x01"s}) {
      CPPUNIT_ASSERT(readMsgpack(bytes)->isNull());
    }
  }

  void takesWholeNumbersForNames() {
    CPPUNIT_ASSERT_EQUAL("a"s, readMsgpack("\x81\x07\xa1\x61")->at("7")->asText().value());
  }

  void leavesOutMembersOfOtherNames() {
    for (const auto& name : {"\xc0"s, "\xff"s, "\xc3"s, "\x90"s, "\xca\x3f\x00\x00\x00"s}) {
      const auto map = readMsgpack("\x82" + name + "\x01\xa1\x61\x02");
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, map->members()->size());
      CPPUNIT_ASSERT_EQUAL("2"s, map->at("a")->asName().value());
    }
  }

  void refusesANameGivenTwice() {
    CPPUNIT_ASSERT_EQUAL("a member is there twice"s, whyRefused("\x82\xa1\x61\x01\xa1\x61\x02"));
    CPPUNIT_ASSERT_EQUAL("a member is there twice"s, whyRefused("\x82\xa1\x37\x01\x07\x02"));
  }

  void refusesWhatIsCut() {
    for (std::size_t size = 0; size < kSession.size(); ++size) {
      CPPUNIT_ASSERT(!readMsgpack(kSession.substr(0, size)));
    }
  }

  void refusesWhatIsFollowedByMore() {
    CPPUNIT_ASSERT_EQUAL("more follows it"s, whyRefused(kSession + "\xc0"));
    CPPUNIT_ASSERT_EQUAL("more follows it"s, whyRefused("\x80\x05\x95"));  // a pickle
  }

  void refusesATypeThatThereIsNot() {
    CPPUNIT_ASSERT_EQUAL("it holds a type that there is not"s, whyRefused("\xc1"));
  }

  void refusesTextThatIsNoUtf8() {
    CPPUNIT_ASSERT_EQUAL("a text in it is no UTF-8"s, whyRefused("\xa2\xc3\x28"));
  }

  void refusesASizeBeyondItsBytes() {
    for (const char type : {'\xc6', '\xc9', '\xdb', '\xdd', '\xdf'}) {
      CPPUNIT_ASSERT_EQUAL("it is cut"s, whyRefused(type + "\xff\xff\xff\xff\x01"s));
    }
  }

  void refusesWhatIsNestedTooDeeply() {
    CPPUNIT_ASSERT(readMsgpack(std::string(kMaxMsgpackDepth, '\x91') + "\x01"));
    CPPUNIT_ASSERT_EQUAL("it is nested too deeply"s,
                         whyRefused(std::string(kMaxMsgpackDepth + 1, '\x91') + "\x01"));
    CPPUNIT_ASSERT(!readMsgpack(std::string(200'000, '\x91')));
  }

  void refusesTooManyValues() {
    const auto arrayOf = [](std::size_t count) {
      return "\xdd" + bigEndian(count, 4) + std::string(count, '\x01');
    };
    CPPUNIT_ASSERT(readMsgpack(arrayOf(kMaxMsgpackValues - 1)));
    CPPUNIT_ASSERT_EQUAL("it holds too many values"s, whyRefused(arrayOf(kMaxMsgpackValues)));
  }

 private:
  static std::string whyRefused(const std::string& bytes) {
    const auto value = readMsgpack(bytes);
    CPPUNIT_ASSERT(!value.has_value());
    return value.error().message;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MsgpackTest);

}  // namespace
}  // namespace fanfare::foreign
