#include "app/config/dialect_checks.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

const std::string kRoute = "dialect.socketio.route=/socket.io/";
const std::string kRedis = "broker.type=redis";

std::string firstOf(const std::vector<std::string>& lines) {
  return lines.empty() ? "nothing" : lines.front();
}

LoadedConfig loadedOf(std::vector<std::string> settings) {
  return loadConfig({"", {}, std::move(settings)});
}

class DialectChecksTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DialectChecksTest);
  CPPUNIT_TEST(letASocketioRouteBeTheOnlyWayIn);
  CPPUNIT_TEST(warnOfASocketioDialectThatHearsNoRedis);
  CPPUNIT_TEST(refuseAFacilityThatIsNotAllowed);
  CPPUNIT_TEST(warnOfAnEntryOfCorsThatIsNoOrigin);
  CPPUNIT_TEST(refuseAnyOriginTogetherWithCookieIdentities);
  CPPUNIT_TEST(warnOfASecretToEmitWithoutARoute);
  CPPUNIT_TEST_SUITE_END();

 public:
  void letASocketioRouteBeTheOnlyWayIn() {
    const auto loaded = loadedOf({kRoute, kRedis, "server.websocket_url="});

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.warnings));
  }

  void warnOfASocketioDialectThatHearsNoRedis() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("dialect.socketio hears no Redis channel: broker.type is not redis, and "
                    "dialect.socketio.redis.url is not set"),
        firstOf(loadedOf({kRoute}).warnings));
    CPPUNIT_ASSERT_EQUAL(
        std::string("nothing"),
        firstOf(
            loadedOf({kRoute, "dialect.socketio.redis.url=redis://127.0.0.1:6379/0"}).warnings));
  }

  void refuseAFacilityThatIsNotAllowed() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("dialect.socketio.facility = socketio, but facility.allow does not name it"),
        firstOf(loadedOf({kRoute, kRedis, "facility.allow=chat"}).problems));
  }

  void warnOfAnEntryOfCorsThatIsNoOrigin() {
    const auto warningOf = [](const std::string& cors) {
      return firstOf(loadedOf({kRoute, kRedis, "dialect.socketio.cors=" + cors}).warnings);
    };

    CPPUNIT_ASSERT_EQUAL(std::string("dialect.socketio.cors: 'localhost:7788' is no origin, as in "
                                     "http://localhost:7788: no page has it"),
                         warningOf("http://localhost:7788, localhost:7788"));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), warningOf("http://localhost:7788, *"));
  }

  void refuseAnyOriginTogetherWithCookieIdentities() {
    const std::vector<std::string> settings{kRoute, kRedis, "dialect.socketio.cors=*",
                                            "identity.trust_session_cookie=on"};
    auto meant = settings;
    meant.emplace_back("origin.any_with_cookies=on");

    CPPUNIT_ASSERT_EQUAL(
        std::string("dialect.socketio.cors = * would let every site on the web open connections in "
                    "your visitors' names; list the origins, or set origin.any_with_cookies = on "
                    "if that is meant"),
        firstOf(loadedOf(settings).problems));
    CPPUNIT_ASSERT_EQUAL(
        std::string("dialect.socketio.cors = *: every site on the web can open connections in your "
                    "visitors' names"),
        firstOf(loadedOf(meant).warnings));
  }

  void warnOfASecretToEmitWithoutARoute() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "dialect.socketio.emit_secret opens nothing while dialect.socketio.route is not set"),
        firstOf(loadedOf({"dialect.socketio.emit_secret=x"}).warnings));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DialectChecksTest);

}  // namespace
}  // namespace fanfare::app
