#include "dialects/socketio/backend_message.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/backend_messages.h"

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;
using testing::bytesOfHex;
using testing::emitInJson;
using testing::kNestedBytes;
using testing::pickledDict;
using testing::pickledEmit;
using testing::pickledText;
using testing::whyRefused;

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
Emit emitIn(std::string_view bytes, ArrayData arrayData = ArrayData::kArguments) {
  return std::get<Emit>(readBackendMessage(bytes, arrayData).value().body);
}

template <typename Body>
Body bodyIn(std::string_view bytes) {
  return std::get<Body>(readBackendMessage(bytes).value().body);
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

 private:
  static Texts pickledArguments(const std::string& data) {
    return emitIn(pickledEmit(data)).data.arguments;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendMessageTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
