#include "foreign/php_serialization.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::foreign {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

// As PHP 8.2 wrote them: two classes of which one extends the other, an enum, a Serializable.
const std::string kSession =
    "user_id|i:17;"
    "user|O:2:\"C2\":4:{s:5:\"\0P\0id\";i:1;s:7:\"\0*\0role\";s:5:\"admin\";s:4:\"name\";s:5:"
    "\"alice\";"
    "s:6:\"\0C2\0id\";i:2;}"
    "groups|a:2:{i:0;s:5:\"staff\";i:1;s:3:\"ops\";}"
    "map|a:2:{s:1:\"a\";i:1;i:5;b:1;}"
    "float|d:0.1;big|d:1.0E+25;nothing|N;flag|b:0;"
    "suit|E:11:\"Suit:Hearts\";"
    "old|C:3:\"Old\":7:{x|i:1;}}"
    "empty|a:0:{}"
    "same|R:12;"
    "binary|s:4:\"\377|;}\";"
    "infinite|d:INF;"s;

class PhpSerializationTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PhpSerializationTest);
  CPPUNIT_TEST(readsPlainData);
  CPPUNIT_TEST(takesAListForAnArrayAndOtherArraysForObjects);
  CPPUNIT_TEST(readsAnObjectAsItsProperties);
  CPPUNIT_TEST(makesNeitherANameNorNothingOfWhatItCannotSay);
  CPPUNIT_TEST(leavesOutNamesThatAreNotUtf8);
  CPPUNIT_TEST(readsTheOtherHandlers);
  CPPUNIT_TEST(takesNoBytesForASessionWithoutVariables);
  CPPUNIT_TEST(refusesWhatIsMalformed);
  CPPUNIT_TEST(refusesEveryCut);
  CPPUNIT_TEST(refusesWhatIsTooDeep);
  CPPUNIT_TEST(takesNoValueForTheNameOfAVariable);
  CPPUNIT_TEST(namesWhatIsNotRead);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsPlainData() {
    const auto session = read(kSession);

    CPPUNIT_ASSERT_EQUAL("17"s, session.at("user_id")->asName().value());
    CPPUNIT_ASSERT_EQUAL(0.1, session.at("float")->asNumber().value());
    CPPUNIT_ASSERT_EQUAL(1e25, session.at("big")->asNumber().value());
    CPPUNIT_ASSERT(session.at("nothing")->isNull());
    CPPUNIT_ASSERT(!session.at("flag")->isNull() && !session.at("flag")->asName());
    CPPUNIT_ASSERT(!read("n|i:-5;").at("n")->asName());
    CPPUNIT_ASSERT_EQUAL(-5.0, read("n|i:-5;").at("n")->asNumber().value());
  }

  void takesAListForAnArrayAndOtherArraysForObjects() {
    const auto session = read(kSession);

    CPPUNIT_ASSERT((session.at("groups")->asNames() == Names{"staff", "ops"}));
    CPPUNIT_ASSERT_EQUAL("ops"s, session.at("groups.1")->asName().value());
    CPPUNIT_ASSERT(session.at("empty")->asNames() == Names{});
    CPPUNIT_ASSERT_EQUAL("1"s, session.at("map.a")->asName().value());
    CPPUNIT_ASSERT(session.at("map.5") != nullptr);
    for (const char* map : {"m|a:2:{i:1;i:7;i:0;i:8;}", "m|a:1:{i:1;i:7;}",
                            "m|a:2:{i:0;i:7;s:1:\"1\";i:8;}", "m|a:1:{i:-0;i:7;}"}) {
      CPPUNIT_ASSERT_MESSAGE(map, read(map).at("m")->isObject());
    }
  }

  void readsAnObjectAsItsProperties() {
    const auto session = read(kSession);

    CPPUNIT_ASSERT_EQUAL("admin"s, session.at("user.role")->asName().value());
    CPPUNIT_ASSERT_EQUAL("alice"s, session.at("user.name")->asName().value());
    CPPUNIT_ASSERT_EQUAL("1"s, session.at("user.id")->asName().value());  // of two, the first
  }

  void makesNeitherANameNorNothingOfWhatItCannotSay() {
    const auto session = read(kSession);

    for (const char* variable : {"suit", "old", "same", "binary", "infinite"}) {
      const auto* value = session.at(variable);
      CPPUNIT_ASSERT_MESSAGE(variable, value && !value->isNull() && !value->asName());
    }
    CPPUNIT_ASSERT(!read("a|r:1;").at("a")->isNull());
  }

  void leavesOutNamesThatAreNotUtf8() {
    const auto session = read("a\xFF|i:1;m|a:1:{s:1:\"\xFF\";i:2;}z|i:3;");

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, session.members()->size());
    CPPUNIT_ASSERT(session.at("m")->members()->empty());
    CPPUNIT_ASSERT_EQUAL("3"s, session.at("z")->asName().value());
  }

  void readsTheOtherHandlers() {
    const auto whole = read(R"(a:1:{s:7:"user_id";i:17;})", PhpHandler::kPhpSerialize);
    const auto binary = read("\x07user_idi:17;\x81xN;\x01nb:1;", PhpHandler::kPhpBinary);

    CPPUNIT_ASSERT_EQUAL("17"s, whole.at("user_id")->asName().value());
    CPPUNIT_ASSERT_EQUAL("17"s, binary.at("user_id")->asName().value());
    CPPUNIT_ASSERT(binary.at("x")->isNull());
  }

  void takesNoBytesForASessionWithoutVariables() {
    for (const auto handler :
         {PhpHandler::kPhp, PhpHandler::kPhpSerialize, PhpHandler::kPhpBinary}) {
      CPPUNIT_ASSERT(read("", handler).at("user_id") == nullptr);
    }
  }

  void refusesWhatIsMalformed() {
    const std::string values[] = {"",
                                  "i",
                                  "i:",
                                  "i:;",
                                  "i:1",
                                  "i:+1;",
                                  "i:01;",
                                  "i:1.5;",
                                  "i: 1;",
                                  "i:0x1;",
                                  "b:2;",
                                  "b:;",
                                  "d:;",
                                  "d:x;",
                                  "d:1e999;",
                                  "d:\"1\";",
                                  "d:{};",
                                  "N",
                                  "n;",
                                  "s:1:a;",
                                  "s:2:\"a\";",
                                  "s:1:\"ab\";",
                                  "s:-1:\"\";",
                                  "s:\"a\";",
                                  "s:1:\"a\"",
                                  "a:1:{}",
                                  "a:0:{i:0;N;}",
                                  "a:-1:{}",
                                  "a:1{i:0;N;}",
                                  "a:1:{N;N;}",
                                  "a:1:{i:x;N;}",
                                  "a:1:{d:0;N;}",
                                  "a:1:{i:0;}",
                                  "a:1:{s:1:\"a\"N;}",
                                  "a:18446744073709551616:{}",
                                  "a:4294967295:{i:0;N;}",
                                  "s:18446744073709551615:\"a\";",
                                  "O:1:\"P\":1:{}",
                                  "O:1:P:0:{}",
                                  "O:1:\"P\"0:{}",
                                  "O:1:\"P\":0:{",
                                  "C:3:\"Old\":9:{x|i:1;}}",
                                  "C:3:\"Old\":{x}",
                                  "C:3:\"Old\":1:x",
                                  "E:3:\"A:B\"",
                                  "R:x;",
                                  "R:1",
                                  "x:1;",
                                  "S:1:\"a\";",
                                  "o:0:{}",
                                  "i:1;;",
                                  "i:1;x"};
    for (const auto& value : values) {
      CPPUNIT_ASSERT_MESSAGE(value, !readPhpSession("v|" + value, PhpHandler::kPhp));
    }
    for (const char* whole : {"i:1;", "N;", "a:0:{}a:0:{}", "user_id|i:17;", "O:1:\"P\":0:{}"}) {
      CPPUNIT_ASSERT_MESSAGE(whole, !readPhpSession(whole, PhpHandler::kPhpSerialize));
    }
    CPPUNIT_ASSERT(!readPhpSession("a|i:1;a|i:2;", PhpHandler::kPhp));
    CPPUNIT_ASSERT(!readPhpSession("\x09user_idi:17;", PhpHandler::kPhpBinary));
  }

  void refusesEveryCut() {
    for (std::size_t size = 1; size < kSession.size(); ++size) {
      const auto cut = readPhpSession(kSession.substr(0, size), PhpHandler::kPhp);
      const bool endsWithAVariable = cut.has_value();
      CPPUNIT_ASSERT(!endsWithAVariable || kSession.find('|', size) != std::string::npos);
      CPPUNIT_ASSERT(!endsWithAVariable || kSession[size - 1] == ';' || kSession[size - 1] == '}');
    }
  }

  void refusesWhatIsTooDeep() {
    const auto nested = [](int depth) {
      std::string text = "N;";
      for (int i = 1; i < depth; ++i) text = "a:1:{i:0;" + text + "}";
      return "v|" + text;
    };
    CPPUNIT_ASSERT(readPhpSession(nested(kMaxPhpDepth), PhpHandler::kPhp));
    CPPUNIT_ASSERT(!readPhpSession(nested(kMaxPhpDepth + 1), PhpHandler::kPhp));
    CPPUNIT_ASSERT(!readPhpSession(nested(20000), PhpHandler::kPhp));
  }

  // What a visitor writes into a text must not look like a variable, whatever handler is set.
  void takesNoValueForTheNameOfAVariable() {
    const auto session = read("note|s:14:\"x|user_id|i:1;\";");
    CPPUNIT_ASSERT(session.at("user_id") == nullptr);
    const std::string whole = R"(a:1:{s:4:"note";s:24:"|i:1;user_id|i:1;x|s:0:"";}y|N;";})";
    const std::string binary = "\x04notes:16:\"|i:1;user_id|i:1;\";";
    const std::string php = "u|s:130:\"" + std::string(109, 'x') + "i:1;\x07user_idi:1;\";";
    CPPUNIT_ASSERT(!readPhpSession(whole.substr(0, whole.rfind('"')), PhpHandler::kPhp));
    CPPUNIT_ASSERT(!readPhpSession(binary.substr(0, binary.rfind('"')), PhpHandler::kPhp));
    CPPUNIT_ASSERT(!readPhpSession(php.substr(0, php.rfind('"')), PhpHandler::kPhpBinary));
  }

  void namesWhatIsNotRead() {
    const auto reason = [](std::string_view bytes) {
      return readPhpSession(bytes, PhpHandler::kPhp).error().message;
    };
    CPPUNIT_ASSERT(reason("\0\0\0\2\x14\1"s).find("igbinary") != std::string::npos);
    CPPUNIT_ASSERT(reason("\x28\xB5\x2F\xFD rest").find("compression") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL("it is not what session.serialize_handler = php writes, at byte 4"s,
                         reason("a|i:1"));
  }

 private:
  static Value read(std::string_view bytes, PhpHandler handler = PhpHandler::kPhp) {
    auto session = readPhpSession(bytes, handler);
    CPPUNIT_ASSERT_MESSAGE(std::string(bytes), session);
    return std::move(session).value();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PhpSerializationTest);

}  // namespace
}  // namespace fanfare::foreign
