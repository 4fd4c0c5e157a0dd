#include "cli/pubsocketd_settings.h"

#include <algorithm>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::cli {
namespace {

using namespace std::string_literals;

using Options = std::map<std::string, std::string>;

Arguments argumentsOf(const Options& options) {
  Arguments arguments;
  for (const auto& [name, value] : options) arguments.options[name] = {value};
  return arguments;
}

std::vector<std::string> settingsOf(const Options& options) {
  const auto arguments = argumentsOf(options);
  return pubsocketdSettings(PubsocketdFlags::of(arguments).value(), arguments);
}

bool has(const std::vector<std::string>& settings, const std::string& setting) {
  return std::find(settings.begin(), settings.end(), setting) != settings.end();
}

class PubsocketdSettingsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PubsocketdSettingsTest);
  CPPUNIT_TEST(haveTheDefaultsOfTheOriginal);
  CPPUNIT_TEST(sayWhatEachFlagSays);
  CPPUNIT_TEST(leaveAloneWhatIsNotGiven);
  CPPUNIT_TEST(takeAnIpv6HostOnBothSides);
  CPPUNIT_TEST(listenEverywhereWithoutAHost);
  CPPUNIT_TEST(refuseWhatCannotBeSaid);
  CPPUNIT_TEST_SUITE_END();

 public:
  void haveTheDefaultsOfTheOriginal() {
    CPPUNIT_ASSERT((std::vector<std::string>{
                       "server.address=127.0.0.1", "server.port=8080", "server.websocket_url=",
                       "facility.allow=pubsocketd", "dialect.pubsocketd.facility=pubsocketd",
                       "dialect.pubsocketd.routes=/ pubsocketd", "broker.type=redis",
                       "broker.redis.url=redis://127.0.0.1:6379/0"}) == settingsOf({}));
  }

  void sayWhatEachFlagSays() {
    const auto settings = settingsOf({{"ws-host", "0.0.0.0"},
                                      {"ws-port", "0"},
                                      {"ws-route", "/live/"},
                                      {"ws-origin", "http://a.example, http://b.example"},
                                      {"ws-insecure", "false"},
                                      {"ws-heartbeat", "true"},
                                      {"rs-host", "redis.example"},
                                      {"rs-port", "7000"},
                                      {"rs-channel", "news:all"},
                                      {"ps-log-file", "/var/log/p.log"},
                                      {"tls-cert", "c.pem"},
                                      {"tls-key", "k.pem"}});

    for (const char* setting :
         {"server.address=0.0.0.0", "server.port=0", "dialect.pubsocketd.routes=/live/ news:all",
          "dialect.pubsocketd.origin=http://a.example, http://b.example",
          "dialect.pubsocketd.insecure=false", "dialect.pubsocketd.heartbeat=true",
          "broker.redis.url=redis://redis.example:7000/0", "log.file=/var/log/p.log",
          "server.tls.certificate=c.pem", "server.tls.key=k.pem"}) {
      CPPUNIT_ASSERT_MESSAGE(setting, has(settings, setting));
    }
  }

  void leaveAloneWhatIsNotGiven() {
    CPPUNIT_ASSERT(settingsOf({}) ==
                   settingsOf({{"tls-cert", ""}, {"ps-log-file", ""}, {"ws-origin", ""}}));
  }

  void takeAnIpv6HostOnBothSides() {
    const auto settings = settingsOf({{"ws-host", "::1"}, {"rs-host", "::1"}});

    CPPUNIT_ASSERT(has(settings, "server.address=::1"));
    CPPUNIT_ASSERT(has(settings, "broker.redis.url=redis://[::1]:6379/0"));
    CPPUNIT_ASSERT_EQUAL("[::1]:80"s, endpointOf("[::1]", 80));
  }

  void listenEverywhereWithoutAHost() {
    CPPUNIT_ASSERT(has(settingsOf({{"ws-host", ""}}), "server.address=0.0.0.0"));
  }

  void refuseWhatCannotBeSaid() {
    for (const Options& options :
         {Options{{"ws-port", "http"}}, Options{{"ws-port", "65536"}}, Options{{"rs-port", "-1"}},
          Options{{"rs-host", "user@host"}}, Options{{"rs-host", "a/b"}}, Options{{"rs-host", ""}},
          Options{{"rs-channel", ""}}, Options{{"rs-channel", "a b"}},
          Options{{"rs-channel", "a,b"}}, Options{{"ws-route", ""}},
          Options{{"ws-route", "/a,/b"}}}) {
      const auto flags = PubsocketdFlags::of(argumentsOf(options));
      const std::string& flag = options.begin()->first;
      CPPUNIT_ASSERT_MESSAGE(flag, !flags && flags.error().code == ErrorCode::kInvalidArgument);
      CPPUNIT_ASSERT_MESSAGE(flag, flags.error().message.find("-" + flag) != std::string::npos);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PubsocketdSettingsTest);

}  // namespace
}  // namespace fanfare::cli
