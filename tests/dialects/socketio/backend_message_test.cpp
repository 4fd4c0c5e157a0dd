#include "dialects/socketio/backend_message.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/pickled_dicts.h"

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;
using testing::bytesOfHex;
using testing::pickledDict;
using testing::pickledText;

// Of {'method': 'emit', 'event': 'update', 'data': {'time': 1639178370}, 'namespace': '/', 'room':
// 'time', 'skip_sid': None, 'callback': None, 'host_id': 'ce56…'}, without the byte of the
// protocol: 4 and 5, 2 and 3 are alike.
constexpr char kProtocol4[] =
    "959a000000000000007d94288c066d6574686f64948c04656d6974948c056576656e74948c06757064617465948c04"
    "64617461947d948c0474696d65944a82e0b361738c096e616d657370616365948c012f948c04726f6f6d9468078c08"
    "736b69705f736964944e8c0863616c6c6261636b944e8c07686f73745f6964948c2063653536666263313736363234"
    "6337653835313161353833636435303330613894752e";
constexpr char kProtocol3[] =
    "7d71002858060000006d6574686f6471015804000000656d6974710258050000006576656e74710358060000007570"
    "64617465710458040000006461746171057d7106580400000074696d6571074a82e0b3617358090000006e616d6573"
    "70616365710858010000002f71095804000000726f6f6d710a68075808000000736b69705f736964710b4e58080000"
    "0063616c6c6261636b710c4e5807000000686f73745f6964710d582000000063653536666263313736363234633765"
    "38353131613538336364353033306138710e752e";
// What python-socketio 5.13 published of emit('update', ({'f': b'\xff'}, [b'ab'])).
constexpr char kNestedBytes[] =
    "80049580000000000000007d94288c066d6574686f64948c04656d6974948c056576656e74948c0675706461746594"
    "8c0464617461947d948c0166944301ff94735d9443026162946186948c096e616d657370616365948c012f948c0472"
    "6f6f6d944e8c08736b69705f736964944e8c0863616c6c6261636b944e8c07686f73745f6964948c016894752e";

std::string pickledEmit(const std::string& data, const std::string& room = "N") {
  return pickledDict({{"method", pickledText("emit")},
                      {"event", pickledText("update")},
                      {"data", data},
                      {"namespace", pickledText("/")},
                      {"room", room},
                      {"host_id", pickledText("h")}});
}

// An emit as python-socketio writes it in JSON, with these data, and more members.
std::string emitInJson(const std::string& data, const std::string& more = "") {
  return R"({"method": "emit", "event": "update", "data": )" + data + R"(, "namespace": "/")" +
         more + "}";
}

Emit emitIn(std::string_view bytes, ArrayData arrayData = ArrayData::kArguments) {
  return std::get<Emit>(readBackendMessage(bytes, arrayData).value().body);
}

template <typename Body>
Body bodyIn(std::string_view bytes) {
  return std::get<Body>(readBackendMessage(bytes).value().body);
}

std::string whyRefused(std::string_view bytes) {
  const auto message = readBackendMessage(bytes);
  return message ? "it was read" : message.error().message;
}

class BackendMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackendMessageTest);
  CPPUNIT_TEST(readsAnEmitInEveryProtocolOfPickle);
  CPPUNIT_TEST(readsAnEmitInJson);
  CPPUNIT_TEST(makesArgumentsOfPickledData);
  CPPUNIT_TEST(makesArgumentsOfJson);
  CPPUNIT_TEST(makesOneArgumentOfAnOldArray);
  CPPUNIT_TEST(makesAttachmentsOfPickledBytes);
  CPPUNIT_TEST(makesAttachmentsOfBase64);
  CPPUNIT_TEST(keepsNumbersExactly);
  CPPUNIT_TEST(namesMembersAsJsonDoes);
  CPPUNIT_TEST(readsRoomsOfEachType);
  CPPUNIT_TEST(readsWhomToSkip);
  CPPUNIT_TEST(readsWhoIsToBeAcknowledged);
  CPPUNIT_TEST(readsCallbacks);
  CPPUNIT_TEST(readsTheOtherMethods);
  CPPUNIT_TEST(doesWithoutAHost);
  CPPUNIT_TEST(refusesWhatIsNeitherJsonNorAPickle);
  CPPUNIT_TEST(refusesPicklesOfMoreThanPlainData);
  CPPUNIT_TEST(refusesWhatIsCut);
  CPPUNIT_TEST(namesTheFieldThatIsMissing);
  CPPUNIT_TEST(namesTheFieldThatIsWrong);
  CPPUNIT_TEST(refusesAttachmentsThatAreNone);
  CPPUNIT_TEST(refusesWhatIsNestedTooDeeply);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST(writesACallback);
  CPPUNIT_TEST(writesWhatItReads);
  CPPUNIT_TEST(writesOneArgumentAsItself);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsAnEmitInEveryProtocolOfPickle() {
    for (const auto& pickle :
         {"8002"s + kProtocol3, "8003"s + kProtocol3, "8004"s + kProtocol4, "8005"s + kProtocol4}) {
      const auto message = readBackendMessage(bytesOfHex(pickle));
      const auto& emit = std::get<Emit>(message->body);

      CPPUNIT_ASSERT_EQUAL("ce56fbc176624c7e8511a583cd5030a8"s, message->hostId);
      CPPUNIT_ASSERT_EQUAL("update"s, emit.event);
      CPPUNIT_ASSERT(emit.data.arguments == Texts{R"({"time":1639178370})"});
      CPPUNIT_ASSERT_EQUAL("/"s, emit.space);
      CPPUNIT_ASSERT(*emit.rooms == Texts{"time"});
      CPPUNIT_ASSERT(emit.skip.empty() && !emit.callback);
    }
  }

  void readsAnEmitInJson() {
    const auto message = readBackendMessage(
        R"({"method": "emit", "event": "update", "data": [{"time": 1639178370}], "binary": false,)"
        R"( "namespace": "/", "room": "time", "skip_sid": null, "callback": null, "host_id": "h"})");
    const auto& emit = std::get<Emit>(message->body);

    CPPUNIT_ASSERT_EQUAL("h"s, message->hostId);
    CPPUNIT_ASSERT_EQUAL("update"s, emit.event);
    CPPUNIT_ASSERT(emit.data.arguments == Texts{R"({"time": 1639178370})"});
    CPPUNIT_ASSERT(*emit.rooms == Texts{"time"});
    CPPUNIT_ASSERT(emit.skip.empty() && !emit.callback);
  }

  void makesArgumentsOfPickledData() {
    CPPUNIT_ASSERT(pickledArguments("N").empty());
    CPPUNIT_ASSERT(pickledArguments(")").empty());
    CPPUNIT_ASSERT(pickledArguments("K\1") == Texts{"1"});
    CPPUNIT_ASSERT(pickledArguments("](K\1" + pickledText("two") + "e") == Texts{R"([1,"two"])"});
    CPPUNIT_ASSERT(
        (pickledArguments("K\1" + pickledText("two") + "\x86") == Texts{"1", R"("two")"}));
    CPPUNIT_ASSERT(pickledArguments("K\1\x85\x85") == Texts{"[1]"});
    CPPUNIT_ASSERT(pickledArguments("N\x85") == Texts{"null"});
  }

  void makesArgumentsOfJson() {
    for (const char* members : {"", R"(,"binary":false)", R"(,"binary":null)"}) {
      const auto arguments = [members](const char* data) {
        return emitIn(emitInJson(data, members)).data.arguments;
      };
      CPPUNIT_ASSERT(arguments("[]").empty());
      CPPUNIT_ASSERT(arguments("null").empty());
      CPPUNIT_ASSERT(arguments("[null]").empty());
      CPPUNIT_ASSERT((arguments("[null,1]") == Texts{"null", "1"}));
      CPPUNIT_ASSERT((arguments(R"([1, "two"])") == Texts{"1", R"("two")"}));
      CPPUNIT_ASSERT(arguments(R"([[1, "two"]])") == Texts{R"([1, "two"])"});
      CPPUNIT_ASSERT(arguments(R"({"time": 1})") == Texts{R"({"time": 1})"});
      CPPUNIT_ASSERT(arguments(R"("\u017e")") == Texts{R"("\u017e")"});
    }
  }

  void makesOneArgumentOfAnOldArray() {
    const auto argumentsOf = [](const std::string& json) {
      return emitIn(json, ArrayData::kOneArgument).data.arguments;
    };
    CPPUNIT_ASSERT(argumentsOf(emitInJson("[1, 2]")) == Texts{"[1, 2]"});
    CPPUNIT_ASSERT(argumentsOf(emitInJson("null")).empty());
    CPPUNIT_ASSERT(argumentsOf(emitInJson(R"([[{"_placeholder": true, "num": 0}, 1], "YQ=="])",
                                          R"(, "binary": true)")) ==
                   Texts{R"([{"_placeholder": true, "num": 0}, 1])"});
  }

  void makesAttachmentsOfPickledBytes() {
    const auto emit = emitIn(bytesOfHex(kNestedBytes));

    const Texts arguments{R"({"f":{"_placeholder":true,"num":0}})",
                          R"([{"_placeholder":true,"num":1}])"};
    CPPUNIT_ASSERT(emit.data.arguments == arguments);
    CPPUNIT_ASSERT((emit.data.attachments == Texts{"\xff", "ab"}));
    for (const auto& bytes :
         {"B\1\0\0\0x"s, "C\1x"s, "\x8e\1\0\0\0\0\0\0\0x"s, "\x96\1\0\0\0\0\0\0\0x"s}) {
      CPPUNIT_ASSERT(emitIn(pickledEmit(bytes)).data.attachments == Texts{"x"});
    }
  }

  void makesAttachmentsOfBase64() {
    const auto emit = emitIn(emitInJson(
        R"([[{"f": {"_placeholder": true, "num": 1}}, {"_placeholder": true, "num": 0}],)"
        R"( "/w==", "YWI="])",
        R"(, "binary": true)"));

    const Texts arguments{R"({"f": {"_placeholder": true, "num": 1}})",
                          R"({"_placeholder": true, "num": 0})"};
    CPPUNIT_ASSERT(emit.data.arguments == arguments);
    CPPUNIT_ASSERT((emit.data.attachments == Texts{"\xff", "ab"}));
    const auto old =
        emitIn(emitInJson(R"([{"_placeholder": true, "num": 0}, "AAH/"])", R"(, "binary": true)"));
    CPPUNIT_ASSERT(old.data.arguments == Texts{R"({"_placeholder": true, "num": 0})"});
  }

  // The opcodes of [0, 255, 65535, -1, 2**31, -2**63, 2**64, -2**70, 10**30, 1.5, -0.0, 1e300,
  // True, False, None, nan].
  void keepsNumbersExactly() {
    const auto list = bytesOfHex(
        "5d94284b004bff4dffff4affffffff8a0500000080008a0800000000000000808a090000000000000000018a09"
        "00"
        "00000000000000c08a0d00000040eaed7446d09c2c9f0c473ff8000000000000478000000000000000477e37e4"
        "3c"
        "8800759c88894e477ff800000000000065");

    CPPUNIT_ASSERT(pickledArguments(list) ==
                   Texts{"[0,255,65535,-1,2147483648,-9223372036854775808,18446744073709551616,"
                         "-1180591620717411303424,1000000000000000000000000000000,1.5,-0.0,1e+300,"
                         "true,false,null,null]"});
  }

  void namesMembersAsJsonDoes() {
    CPPUNIT_ASSERT(pickledArguments("}(K\1\x88N\x88G\x40\x04\0\0\0\0\0\0N\x89Nu"s) ==
                   Texts{R"({"1":true,"null":true,"2.5":null,"false":null})"});
    CPPUNIT_ASSERT_EQUAL("it holds a key that JSON has not"s, whyRefused(pickledEmit("})Ns")));
    CPPUNIT_ASSERT_EQUAL("it holds a key that JSON has not"s, whyRefused(pickledEmit("}C\1xNs")));
  }

  void readsRoomsOfEachType() {
    const auto rooms = [](const std::string& json) {
      return emitIn(emitInJson("1", ", \"room\": " + json)).rooms;
    };
    CPPUNIT_ASSERT(!emitIn(emitInJson("1")).rooms);
    CPPUNIT_ASSERT(!rooms("null"));
    CPPUNIT_ASSERT(*rooms("\"\"") == Texts{""});
    CPPUNIT_ASSERT(*rooms("7") == Texts{"7"});
    CPPUNIT_ASSERT((*rooms(R"(["a", 7, "b"])") == Texts{"a", "7", "b"}));
    CPPUNIT_ASSERT(rooms("[]")->empty());
    CPPUNIT_ASSERT(*emitIn(pickledEmit("N", pickledText("a") + "\x85")).rooms == Texts{"a"});

    for (const char* bad : {"true", "1.5", "-1", "{}", "[null]", "[[]]", "[\"a\", false]"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "room: is neither a text nor a whole number"s,
                                   whyRefused(emitInJson("1", ", \"room\": "s + bad)));
    }
    for (const auto& bad : {"\x88"s, "C\1a"s, "}"s, "]Na"s, "G\x3f\xf8\0\0\0\0\0\0"s}) {
      CPPUNIT_ASSERT_EQUAL("room: is neither a text nor a whole number"s,
                           whyRefused(pickledEmit("N", bad)));
    }
  }

  void readsWhomToSkip() {
    const auto skip = [](const std::string& json) {
      return emitIn(emitInJson("1", ", \"skip_sid\": " + json)).skip;
    };
    CPPUNIT_ASSERT(skip("null").empty());
    CPPUNIT_ASSERT(skip("[]").empty());
    CPPUNIT_ASSERT(skip("\"s\"") == Texts{"s"});
    CPPUNIT_ASSERT((skip(R"(["s", "t"])") == Texts{"s", "t"}));
  }

  void readsWhoIsToBeAcknowledged() {
    const auto emit = emitIn(emitInJson("1", R"(, "callback": ["s", "/", 3])"));

    CPPUNIT_ASSERT_EQUAL("s"s, emit.callback->room);
    CPPUNIT_ASSERT_EQUAL("/"s, emit.callback->space);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, emit.callback->id);
  }

  void readsCallbacks() {
    const auto message = readBackendMessage(
        R"({"method": "callback", "host_id": "other", "sid": "s", "namespace": "/", "id": 3,)"
        R"( "args": [1, {"a": 2}]})");
    const auto& callback = std::get<Callback>(message->body);

    CPPUNIT_ASSERT_EQUAL("other"s, message->hostId);
    CPPUNIT_ASSERT_EQUAL("s"s, callback.sid);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, callback.id);
    CPPUNIT_ASSERT((callback.data.arguments == Texts{"1", R"({"a": 2})"}));

    const auto pickled = bodyIn<Callback>(pickledDict({{"method", pickledText("callback")},
                                                       {"sid", pickledText("s")},
                                                       {"namespace", pickledText("/")},
                                                       {"id", "K\3"},
                                                       {"args", "K\1C\1x\x86"}}));
    CPPUNIT_ASSERT((pickled.data.arguments == Texts{"1", R"({"_placeholder":true,"num":0})"}));
    CPPUNIT_ASSERT(pickled.data.attachments == Texts{"x"});
  }

  void readsTheOtherMethods() {
    const auto entry = bodyIn<EnterRoom>(
        R"({"method":"enter_room","sid":"s","room":"r","namespace":"/chat","host_id":"h"})");
    const auto leave = bodyIn<LeaveRoom>(
        R"({"method":"leave_room","sid":"s","room":7,"namespace":"/","host_id":"h"})");
    const auto close = bodyIn<CloseRoom>(R"({"method":"close_room","room":"r","namespace":"/"})");
    const auto end = bodyIn<Disconnect>(pickledDict({{"method", pickledText("disconnect")},
                                                     {"sid", pickledText("s")},
                                                     {"namespace", pickledText("/")}}));

    CPPUNIT_ASSERT_EQUAL("s r /chat"s, entry.sid + " " + entry.room + " " + entry.space);
    CPPUNIT_ASSERT_EQUAL("s 7 /"s, leave.sid + " " + leave.room + " " + leave.space);
    CPPUNIT_ASSERT_EQUAL("r /"s, close.room + " " + close.space);
    CPPUNIT_ASSERT_EQUAL("s /"s, end.sid + " " + end.space);
  }

  void doesWithoutAHost() {
    CPPUNIT_ASSERT_EQUAL(""s, readBackendMessage(emitInJson("1"))->hostId);
    CPPUNIT_ASSERT_EQUAL(""s, readBackendMessage(emitInJson("1", R"(,"host_id":null)"))->hostId);
  }

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

  void writesACallback() {
    CPPUNIT_ASSERT_EQUAL(
        R"({"method":"callback","sid":"s\"","id":3,"args":[1,{"a":2}],"namespace":"/","host_id":"h"})"s,
        writeBackendMessage({"h", Callback{"/", "s\"", 3, {{"1", R"({"a":2})"}, {}}}}));
  }

  void writesWhatItReads() {
    for (const char* json :
         {R"({"method":"emit","event":"u","data":[],"binary":false,"room":null,"skip_sid":null,)"
          R"("callback":null,"namespace":"/","host_id":null})",
          R"({"method":"emit","event":"u","data":[1,[2]],"binary":false,"room":"r","skip_sid":"s",)"
          R"("callback":["r","/",1],"namespace":"/chat","host_id":"h"})",
          R"({"method":"emit","event":"u","data":[[{"_placeholder":true,"num":0}],"/w=="],)"
          R"("binary":true,"room":["a","b"],"skip_sid":["s","t"],"callback":null,"namespace":"/",)"
          R"("host_id":"h"})",
          R"({"method":"callback","sid":"s","id":3,"args":[],"namespace":"/","host_id":"h"})",
          R"({"method":"disconnect","sid":"s","namespace":"/","host_id":"h"})",
          R"({"method":"enter_room","sid":"s","room":"r","namespace":"/","host_id":"h"})",
          R"({"method":"leave_room","sid":"s","room":"r","namespace":"/","host_id":"h"})",
          R"({"method":"close_room","room":"r","namespace":"/","host_id":"h"})"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(json),
                           writeBackendMessage(readBackendMessage(json).value()));
    }
  }

 private:
  static Texts pickledArguments(const std::string& data) {
    return emitIn(pickledEmit(data)).data.arguments;
  }

  void writesOneArgumentAsItself() {
    for (const auto* argument : {"1", R"({"a":[1]})", "[1,2]"}) {
      const Emit emit{"/", "update", {{argument}, {}}, std::nullopt, {}, std::nullopt};
      const auto json = writeBackendMessage({"h", emit}, ArrayData::kOneArgument);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(json, std::size_t{1},
                                   emitIn(json, ArrayData::kOneArgument).data.arguments.size());
      CPPUNIT_ASSERT_EQUAL(std::string(argument),
                           emitIn(json, ArrayData::kOneArgument).data.arguments.front());
    }
    const Emit bytes{"/",          "update", {{R"({"_placeholder":true,"num":0})"}, {"\xFF"}},
                     std::nullopt, {},       std::nullopt};
    CPPUNIT_ASSERT(bytes.data == emitIn(writeBackendMessage({"h", bytes}, ArrayData::kOneArgument),
                                        ArrayData::kOneArgument)
                                     .data);
    const Emit none{"/", "update", {}, std::nullopt, {}, std::nullopt};
    CPPUNIT_ASSERT(none.data == emitIn(writeBackendMessage({"h", none}, ArrayData::kOneArgument),
                                       ArrayData::kOneArgument)
                                    .data);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendMessageTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
