#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/backend_messages.h"

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using testing::bytesOfHex;
using testing::emitInJson;
using testing::kNestedBytes;
using testing::pickledDict;
using testing::pickledEmit;
using testing::whyRefused;

// What readBackendMessage() does not take, and what it says of it.
class BackendMessageRefusalsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackendMessageRefusalsTest);
  CPPUNIT_TEST(refusesWhatIsNeitherJsonNorAPickle);
  CPPUNIT_TEST(refusesPicklesOfMoreThanPlainData);
  CPPUNIT_TEST(refusesWhatIsCut);
  CPPUNIT_TEST(namesTheFieldThatIsMissing);
  CPPUNIT_TEST(namesTheFieldThatIsWrong);
  CPPUNIT_TEST(refusesAttachmentsThatAreNone);
  CPPUNIT_TEST(refusesWhatIsNestedTooDeeply);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST_SUITE_END();

 public:
  void refusesWhatIsNeitherJsonNorAPickle() {
    for (const char* bad : {"", "x", "[]", "\"emit\"", "null", "1", "(dp0\n.", "\xff\xff"}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !readBackendMessage(bad));
    }
    CPPUNIT_ASSERT_EQUAL("it is no dict"s, whyRefused("\x80\4]."));
    for (const char* bad : {"\x80", "\x80\1}.", "\x80\6}.", "\x80\4", "\x80\4."}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it is malformed"s, whyRefused(bad));
    }
    CPPUNIT_ASSERT_EQUAL("data: given twice"s,
                         whyRefused(R"({"method":"emit","data":1,"data":2})"));
    CPPUNIT_ASSERT(!readBackendMessage(emitInJson("1") + "x"));
    CPPUNIT_ASSERT(!readBackendMessage(emitInJson("NaN")));
  }

  void refusesPicklesOfMoreThanPlainData() {
    for (const auto& bad : {"cos\nsystem\n"s, "\x8c\2os\x8c\6system\x93"s, "\x8f"s, "(K\1\x91"s,
                            "cdatetime\ndate\n(tR"s, "c_codecs\nencode\n"s, "Pid\n"s, "I1\n"s,
                            "S'x'\n"s, "N2"s, "\x97"s, "\x82\1"s, "\xff"s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it holds more than plain data"s,
                                   whyRefused(pickledEmit(bad)));
    }
  }

  void refusesWhatIsCut() {
    const auto pickle = bytesOfHex(kNestedBytes);
    for (std::size_t size = 0; size < pickle.size(); ++size) {
      CPPUNIT_ASSERT(!readBackendMessage(pickle.substr(0, size)));
    }
    const auto json = emitInJson(R"([{"time": 1}])", R"(, "room": "time")");
    for (std::size_t size = 0; size < json.size(); ++size) {
      CPPUNIT_ASSERT(!readBackendMessage(json.substr(0, size)));
    }
  }

  void namesTheFieldThatIsMissing() {
    const auto missing = [](const std::string& members) { return whyRefused("{" + members + "}"); };

    CPPUNIT_ASSERT_EQUAL("method: is missing"s, missing(""));
    CPPUNIT_ASSERT_EQUAL("namespace: is missing"s,
                         missing(R"("method":"emit","event":"x","data":1)"));
    CPPUNIT_ASSERT_EQUAL("namespace: is missing"s,
                         missing(R"("method":"emit","event":"x","data":1,"namespace":null)"));
    CPPUNIT_ASSERT_EQUAL("event: is missing"s,
                         missing(R"("method":"emit","data":1,"namespace":"/")"));
    CPPUNIT_ASSERT_EQUAL("data: is missing"s,
                         missing(R"("method":"emit","event":"x","namespace":"/")"));
    CPPUNIT_ASSERT_EQUAL("sid: is missing"s, missing(R"("method":"disconnect","namespace":"/")"));
    CPPUNIT_ASSERT_EQUAL("sid: is missing"s,
                         missing(R"("method":"enter_room","namespace":"/","room":"r")"));
    CPPUNIT_ASSERT_EQUAL("room: is missing"s,
                         missing(R"("method":"leave_room","namespace":"/","sid":"s")"));
    CPPUNIT_ASSERT_EQUAL("room: is missing"s,
                         missing(R"("method":"close_room","namespace":"/","room":null)"));
    CPPUNIT_ASSERT_EQUAL("id: is missing"s,
                         missing(R"("method":"callback","namespace":"/","sid":"s","args":[])"));
    CPPUNIT_ASSERT_EQUAL("args: is missing"s,
                         missing(R"("method":"callback","namespace":"/","sid":"s","id":1)"));
    CPPUNIT_ASSERT_EQUAL("method: is missing"s, whyRefused("\x80\4}."));
  }

  void namesTheFieldThatIsWrong() {
    const auto wrong = [](const std::string& member) {
      return whyRefused(emitInJson("1", "," + member));
    };
    CPPUNIT_ASSERT_EQUAL("method: is none that is known"s, whyRefused(R"({"method":"shutdown"})"));
    CPPUNIT_ASSERT_EQUAL("method: is no text"s, whyRefused(R"({"method":["emit"]})"));
    CPPUNIT_ASSERT_EQUAL("host_id: is no text"s, wrong(R"("host_id":1)"));
    CPPUNIT_ASSERT_EQUAL("skip_sid: is no text"s, wrong(R"("skip_sid":[1])"));
    CPPUNIT_ASSERT_EQUAL("skip_sid: is no text"s, wrong(R"("skip_sid":{})"));
    CPPUNIT_ASSERT_EQUAL("binary: is neither true nor false"s, wrong(R"("binary":1)"));
    for (const char* bad : {"1", "[]", R"(["s","/"])", R"(["s","/",1,2])", "{}", "true"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "callback: is not a room, a namespace and an id"s,
                                   wrong(R"("callback":)"s + bad));
    }
    CPPUNIT_ASSERT_EQUAL("callback: holds no id"s, wrong(R"("callback":["s","/",-1])"));
    CPPUNIT_ASSERT_EQUAL("callback: holds no id"s, wrong(R"("callback":["s","/","1"])"));
    CPPUNIT_ASSERT_EQUAL("callback: is no text"s, wrong(R"("callback":["s",1,1])"));
    CPPUNIT_ASSERT_EQUAL("callback: names no namespace"s, wrong(R"("callback":["s","x",1])"));
    for (const char* bad : {"", "chat", "/a,b", "/a?b"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(
          bad, "namespace: is no namespace"s,
          whyRefused(R"({"method":"disconnect","sid":"s","namespace":")"s + bad + "\"}"));
    }
    CPPUNIT_ASSERT_EQUAL("event: is no text"s,
                         whyRefused(R"({"method":"emit","event":1,"data":1,"namespace":"/"})"));
    CPPUNIT_ASSERT_EQUAL("args: is not an array"s, whyRefused(R"({"args":{}})"));
    CPPUNIT_ASSERT_EQUAL("args: is not an array"s, whyRefused(pickledDict({{"args", "}"}})));
    CPPUNIT_ASSERT_EQUAL(
        "id: holds no id"s,
        whyRefused(R"({"method":"callback","namespace":"/","sid":"s","args":[],"id":1.5})"));
  }

  void refusesAttachmentsThatAreNone() {
    const auto refused = [](const char* data) {
      return whyRefused(emitInJson(data, R"(,"binary":true)"));
    };
    CPPUNIT_ASSERT_EQUAL("data: nothing stands before the attachments"s, refused("[]"));
    CPPUNIT_ASSERT_EQUAL("data: not JSON: expected an array at byte 1"s, refused("1"));
    CPPUNIT_ASSERT_EQUAL("data: not JSON: expected an array at byte 1"s, refused("null"));
    CPPUNIT_ASSERT_EQUAL("data: an attachment is not in base64"s, refused(R"([[],"!"])"));
    CPPUNIT_ASSERT_EQUAL("data: an attachment is not in base64"s, refused(R"([[],"YQ=="," "])"));
    CPPUNIT_ASSERT_EQUAL("data: not JSON: expected a string at byte 5"s, refused("[[],1]"));
    CPPUNIT_ASSERT_EQUAL("data: a placeholder has no attachment"s,
                         refused(R"([[{"_placeholder":true,"num":0}]])"));
    CPPUNIT_ASSERT_EQUAL("data: a placeholder has no attachment"s,
                         refused(R"([[{"_placeholder":true,"num":1}],"YQ=="])"));
    CPPUNIT_ASSERT_EQUAL("data: a placeholder has no number"s,
                         refused(R"([[{"_placeholder":true,"num":-1}],"YQ=="])"));
  }

  void refusesWhatIsNestedTooDeeply() {
    const std::string open(63, '[');
    const std::string close(63, ']');
    CPPUNIT_ASSERT(readBackendMessage(emitInJson(open + close)));
    CPPUNIT_ASSERT_EQUAL("nested too deeply"s, whyRefused(emitInJson("[" + open + close + "]")));
    const auto lists = [](std::size_t depth) {
      return std::string(depth, ']') + std::string(depth - 1, 'a');
    };
    CPPUNIT_ASSERT(readBackendMessage(pickledEmit(lists(64))));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused(pickledEmit(lists(65))));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused(pickledEmit("]\x94h\0a"s)));
  }

  void refusesWhatIsTooLarge() {
    const std::string blanks(kMaxBackendMessageBytes, ' ');
    CPPUNIT_ASSERT_EQUAL("it is too large"s, whyRefused(blanks + emitInJson("1")));
    const std::string bytes = "B\0\0\x10\0"s + std::string(1'048'576, 'x') + "\x94";
    CPPUNIT_ASSERT_EQUAL("it holds too much"s,
                         whyRefused(pickledEmit("](" + bytes + "h\0h\0h\0h\0e"s)));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s,
                         whyRefused(pickledEmit("(" + std::string(262'145, 'N') + "t")));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s,
                         whyRefused(pickledEmit("N" + std::string(262'145, '\x94'))));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendMessageRefusalsTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
