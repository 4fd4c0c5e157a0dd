#include "dialects/socketio/emit_request.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;

std::optional<Emit> emitOf(const std::string& json) {
  return emitAskedForBy(foreign::Value::parse(json).value());
}

std::optional<Emit> updateWith(const std::string& members) {
  return emitOf(R"({"event": "update")" + members + "}");
}

class EmitRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EmitRequestTest);
  CPPUNIT_TEST(readsAnEventForARoom);
  CPPUNIT_TEST(goesToEverybodyWithoutARoom);
  CPPUNIT_TEST(goesToSeveralRooms);
  CPPUNIT_TEST(readsAWholeNumberAsTheRoomOfItsDigits);
  CPPUNIT_TEST(goesToNobodyInARoomThatIsAnotherValue);
  CPPUNIT_TEST(takesNullAndEmptyForTheRootNamespace);
  CPPUNIT_TEST(keepsAnotherNamespace);
  CPPUNIT_TEST(goesToNobodyInWhatIsNoNamespace);
  CPPUNIT_TEST(goesToNobodyWithoutAnEventThatIsAText);
  CPPUNIT_TEST(makesOneArgumentOfAnyDataButNull);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsAnEventForARoom() {
    const auto emit = updateWith(R"(, "room": "time", "data": { "time": 1.0 }, "secret": "123")");

    CPPUNIT_ASSERT(emit);
    CPPUNIT_ASSERT_EQUAL("update"s, emit->event);
    CPPUNIT_ASSERT_EQUAL("/"s, emit->space);
    CPPUNIT_ASSERT(Texts{"time"} == emit->rooms);
    CPPUNIT_ASSERT((EventData{{R"({"time":1.0})"}}) == emit->data);
    CPPUNIT_ASSERT(emit->skip.empty());
    CPPUNIT_ASSERT(!emit->callback);
  }

  void goesToEverybodyWithoutARoom() {
    for (const auto* room :
         {"", R"(, "room": null)", R"(, "room": "")", R"(, "room": [])", R"(, "room": {})",
          R"(, "room": 0)", R"(, "room": -0.0)", R"(, "room": false)"}) {
      const auto emit = updateWith(room);
      CPPUNIT_ASSERT_MESSAGE(room, emit && !emit->rooms);
    }
  }

  void goesToSeveralRooms() {
    CPPUNIT_ASSERT((Texts{"a", "b"}) == updateWith(R"(, "room": ["a", "b"])")->rooms);
    CPPUNIT_ASSERT((Texts{"a"}) == updateWith(R"(, "room": [null, "a", {}, 1.5])")->rooms);
  }

  void readsAWholeNumberAsTheRoomOfItsDigits() {
    CPPUNIT_ASSERT(Texts{"5"} == updateWith(R"(, "room": 5)")->rooms);
    CPPUNIT_ASSERT((Texts{"1", "a"}) == updateWith(R"(, "room": [1, "a"])")->rooms);
  }

  void goesToNobodyInARoomThatIsAnotherValue() {
    for (const auto* room : {"true", "1.5", R"({"a": 1})", "[null]", "[[]]"}) {
      CPPUNIT_ASSERT_MESSAGE(room, !updateWith(R"(, "room": )"s + room));
    }
  }

  void takesNullAndEmptyForTheRootNamespace() {
    for (const auto* space : {"null", R"("")", R"("/")", "0", "[]"}) {
      CPPUNIT_ASSERT_EQUAL("/"s, updateWith(R"(, "namespace": )"s + space)->space);
    }
  }

  void keepsAnotherNamespace() {
    CPPUNIT_ASSERT_EQUAL("/chat"s, updateWith(R"(, "namespace": "/chat")")->space);
  }

  void goesToNobodyInWhatIsNoNamespace() {
    for (const auto* space : {"5", "true", R"("chat")", R"("/a,b")", R"(["/"])"}) {
      CPPUNIT_ASSERT_MESSAGE(space, !updateWith(R"(, "namespace": )"s + space));
    }
  }

  void goesToNobodyWithoutAnEventThatIsAText() {
    CPPUNIT_ASSERT(!emitOf("{}"));
    for (const auto* event : {"null", "5", "true", "{}", R"(["update"])"}) {
      CPPUNIT_ASSERT_MESSAGE(event, !emitOf(R"({"event": )"s + event + "}"));
    }
    CPPUNIT_ASSERT_EQUAL(""s, emitOf(R"({"event": ""})")->event);
  }

  void makesOneArgumentOfAnyDataButNull() {
    CPPUNIT_ASSERT(Texts{} == updateWith("")->data.arguments);
    CPPUNIT_ASSERT(Texts{} == updateWith(R"(, "data": null)")->data.arguments);
    for (const auto* data : {"[1,2]", "[]", "\"x\"", "1.0", "false", "\"\"", "0",
                             R"({"b":1,"a":{"_placeholder":true,"num":0}})"}) {
      const auto emit = updateWith(R"(, "data": )"s + data);
      CPPUNIT_ASSERT(Texts{data} == emit->data.arguments);
      CPPUNIT_ASSERT(emit->data.attachments.empty());
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EmitRequestTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
