#include "cli/ws_emit_settings.h"

#include <algorithm>
#include <map>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::cli {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;

// The options of one call, and the environment around it.
struct Given {
  std::map<std::string, Texts> options = {};
  std::map<std::string, std::string> variables = {};
};

Result<WsEmitOptions> optionsOf(const Given& given, const WsEmitProgram& program = kWsEmit) {
  Arguments arguments;
  arguments.options = given.options;
  return WsEmitOptions::of(program, arguments,
                           [&given](const char* name) -> std::optional<std::string> {
                             const auto found = given.variables.find(name);
                             if (found == given.variables.end()) return std::nullopt;
                             return found->second;
                           });
}

bool has(const WsEmitOptions& options, const std::string& setting) {
  const auto settings = options.settings();
  return std::find(settings.begin(), settings.end(), setting) != settings.end();
}

class WsEmitSettingsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WsEmitSettingsTest);
  CPPUNIT_TEST(haveTheDefaultsOfTheOriginal);
  CPPUNIT_TEST(comeFromVariables);
  CPPUNIT_TEST(comeFromOptionsOverVariables);
  CPPUNIT_TEST(takeAnEmptyVariableForNone);
  CPPUNIT_TEST(splitOriginsAtBlanks);
  CPPUNIT_TEST(letAStarAnywhereBeAllOrigins);
  CPPUNIT_TEST(showOriginsAsPythonDoes);
  CPPUNIT_TEST(openNoEmitForRedis2websocket);
  CPPUNIT_TEST(takeThisMachineForARedisWithoutAHost);
  CPPUNIT_TEST(listenEverywhereWithoutAHost);
  CPPUNIT_TEST(refuseAnAddressWithoutAPort);
  CPPUNIT_TEST_SUITE_END();

 public:
  void haveTheDefaultsOfTheOriginal() {
    for (const auto& program : {kWsEmit, kRedis2Websocket}) {
      CPPUNIT_ASSERT(
          (Texts{"server.address=0.0.0.0", "server.port=8899",
                 "server.websocket_url=", "facility.allow=socketio", "identity.resolver=none",
                 "policy.type=subscribe-only", "broker.type=redis",
                 "broker.redis.url=redis://localhost:6379/0", "dialect.socketio.facility=socketio",
                 "dialect.socketio.route=/socket.io/", "dialect.socketio.channel=flask-socketio",
                 "dialect.socketio.cors=http://localhost:7788", "dialect.socketio.emit_secret=",
                 "dialect.socketio.emit_url=/emit"}) == optionsOf({}, program)->settings());
    }
  }

  void comeFromVariables() {
    const auto options = optionsOf({{},
                                    {{"REDIS", "redis://r:7000/1"},
                                     {"ADDRESS", "127.0.0.1:0"},
                                     {"CORS", "http://a http://b"},
                                     {"SECRET", "My=Secret"},
                                     {"FLASK_SECRET", "x"}}});

    for (const auto* setting :
         {"broker.redis.url=redis://r:7000/1", "server.address=127.0.0.1", "server.port=0",
          "dialect.socketio.cors=http://a,http://b", "dialect.socketio.emit_secret=My=Secret"}) {
      CPPUNIT_ASSERT_MESSAGE(setting, has(*options, setting));
    }
  }

  void comeFromOptionsOverVariables() {
    const auto options = optionsOf({{{"redis", {"redis://option"}},
                                     {"address", {"127.0.0.1:1"}},
                                     {"cors", {"http://option"}},
                                     {"secret", {"option"}},
                                     {"verbose", {""}}},
                                    {{"REDIS", "redis://variable"},
                                     {"ADDRESS", "127.0.0.2:2"},
                                     {"CORS", "http://variable"},
                                     {"SECRET", "variable"}}});

    for (const auto* setting : {"broker.redis.url=redis://option", "server.address=127.0.0.1",
                                "server.port=1", "dialect.socketio.cors=http://option",
                                "dialect.socketio.emit_secret=option", "log.level=debug"}) {
      CPPUNIT_ASSERT_MESSAGE(setting, has(*options, setting));
    }
    CPPUNIT_ASSERT(has(*optionsOf({{{"secret", {""}}}, {{"SECRET", "variable"}}}),
                       "dialect.socketio.emit_secret="));
  }

  void takeAnEmptyVariableForNone() {
    const auto options =
        optionsOf({{}, {{"REDIS", ""}, {"ADDRESS", ""}, {"CORS", ""}, {"SECRET", ""}}});

    CPPUNIT_ASSERT(has(*options, "broker.redis.url=redis://localhost:6379/0"));
    CPPUNIT_ASSERT(has(*options, "server.port=8899"));
    CPPUNIT_ASSERT(has(*options, "dialect.socketio.cors="));
    CPPUNIT_ASSERT(has(*options, "dialect.socketio.emit_secret="));
  }

  void splitOriginsAtBlanks() {
    const auto options = optionsOf({{{"cors", {"http://a  http://b", "http://c "}}}, {}});

    CPPUNIT_ASSERT((Texts{"http://a", "http://b", "http://c"}) == options->cors);
  }

  void letAStarAnywhereBeAllOrigins() {
    CPPUNIT_ASSERT(Texts{"*"} == optionsOf({{{"cors", {"http://a", "*"}}}, {}})->cors);
    CPPUNIT_ASSERT(Texts{"*"} == optionsOf({{}, {{"CORS", "http://a * http://b"}}})->cors);
  }

  void showOriginsAsPythonDoes() {
    CPPUNIT_ASSERT_EQUAL("*"s, optionsOf({{}, {{"CORS", "*"}}})->corsShown());
    CPPUNIT_ASSERT_EQUAL("['http://a', \"it's\"]"s,
                         optionsOf({{}, {{"CORS", "http://a it's"}}})->corsShown());
    CPPUNIT_ASSERT_EQUAL("['?']"s, optionsOf({{}, {{"CORS", "\xFF"}}})->corsShown());
  }

  void openNoEmitForRedis2websocket() {
    const auto options =
        optionsOf({{{"secret", {"flask"}}}, {{"SECRET", "flask"}}}, kRedis2Websocket);

    CPPUNIT_ASSERT(has(*options, "dialect.socketio.emit_secret="));
  }

  void takeThisMachineForARedisWithoutAHost() {
    CPPUNIT_ASSERT_EQUAL("redis://localhost"s, optionsOf({{}, {{"REDIS", "redis://"}}})->redis);
    CPPUNIT_ASSERT_EQUAL("redis://localhost/1"s, optionsOf({{}, {{"REDIS", "redis:///1"}}})->redis);
    CPPUNIT_ASSERT_EQUAL("unix:///r.sock"s, optionsOf({{}, {{"REDIS", "unix:///r.sock"}}})->redis);
  }

  void listenEverywhereWithoutAHost() {
    CPPUNIT_ASSERT(has(*optionsOf({{}, {{"ADDRESS", ":8899"}}}), "server.address=0.0.0.0"));
  }

  void refuseAnAddressWithoutAPort() {
    for (const auto* address : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "a:65536", "a:-1"}) {
      const auto options = optionsOf({{{"address", {address}}}, {}});
      CPPUNIT_ASSERT_MESSAGE(address, !options);
      CPPUNIT_ASSERT_EQUAL("error: argument -a/--address: '"s + address + "' is not HOST:PORT",
                           options.error().message);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WsEmitSettingsTest);

}  // namespace
}  // namespace fanfare::cli
