#include "app/config/load.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <cppunit/extensions/HelperMacros.h>

#include "app/config/keys.h"
#include "support/temporary_directory.h"

namespace fanfare::app {
namespace {

const std::string kManual = FANFARE_SOURCE_DIR "/conf/fanfare.properties";

std::string firstOf(const std::vector<std::string>& lines) {
  return lines.empty() ? "nothing" : lines.front();
}

// The lines "#key = value" of the manual.
std::multimap<std::string, std::string> keysOfManual() {
  std::multimap<std::string, std::string> found;
  const std::regex form("#([a-z][a-z0-9_.<>]*) =(?: (.*))?");
  std::ifstream file(kManual);
  std::smatch match;
  for (std::string line; std::getline(file, line);) {
    if (std::regex_match(line, match, form)) found.emplace(match[1], match[2]);
  }
  return found;
}

class LoadTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LoadTest);
  CPPUNIT_TEST(isSafeByDefault);
  CPPUNIT_TEST(prefersEnvironmentToFileAndCommandLineToBoth);
  CPPUNIT_TEST(namesFileLineAndNearestKey);
  CPPUNIT_TEST(reportsEverythingThatIsWrong);
  CPPUNIT_TEST(tellsAMistakeOnce);
  CPPUNIT_TEST(namesTheSourceOfABadValue);
  CPPUNIT_TEST(readsASecretFromAFile);
  CPPUNIT_TEST(refusesASecretFileThatIsMissing);
  CPPUNIT_TEST(showsNoSecretThatIsWrong);
  CPPUNIT_TEST(readsAnApiKeyWithScopeAndFacilities);
  CPPUNIT_TEST(refusesAnApiKeyWithoutItsValue);
  CPPUNIT_TEST(refusesAnyOriginTogetherWithCookies);
  CPPUNIT_TEST(refusesAResolverThatCannotBeMade);
  CPPUNIT_TEST(warnsOfAnyOriginWithCookiesWhereItIsMeant);
  CPPUNIT_TEST(refusesAnOriginThatIsNone);
  CPPUNIT_TEST(readsWhatIsSetForFacilities);
  CPPUNIT_TEST(refusesEachValueThatIsOutOfItsRange);
  CPPUNIT_TEST(isDescribedKeyByKeyInTheManual);
  CPPUNIT_TEST(acceptsTheManualWithEveryDefaultWrittenOut);
  CPPUNIT_TEST(acceptsNoWayInButADialects);
  CPPUNIT_TEST(refusesSettingsByWhichNobodyCouldConnect);
  CPPUNIT_TEST(acceptsTheFileForTheModel);
  CPPUNIT_TEST(acceptsTheFileForPubsocketd);
  CPPUNIT_TEST(acceptsTheFilesForSocketio);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isSafeByDefault() {
    const auto loaded = load("");

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.warnings));
    CPPUNIT_ASSERT(std::vector<std::string>{"127.0.0.1"} == loaded.config.server.address);
    CPPUNIT_ASSERT(loaded.config.policy.type == std::vector<std::string>{"subscribe-only"});
    CPPUNIT_ASSERT(std::vector<std::string>{"same-origin"} == loaded.config.originAllow);
    CPPUNIT_ASSERT(loaded.config.apiKeys.empty());
    CPPUNIT_ASSERT(!loaded.config.demoEnabled);
  }

  void prefersEnvironmentToFileAndCommandLineToBoth() {
    const auto file = directory_.write("conf", "server.port=1\nping.interval=2\nping.timeout=3\n");

    const auto config =
        loadConfig(
            {file, {"FANFARE_PING_INTERVAL=4", "FANFARE_PING_TIMEOUT=5"}, {"ping.timeout=6"}})
            .config;

    CPPUNIT_ASSERT_EQUAL(std::uint16_t{1}, config.server.port);
    CPPUNIT_ASSERT_EQUAL(std::int64_t{4000}, std::int64_t{config.ping.interval.count()});
    CPPUNIT_ASSERT_EQUAL(std::int64_t{6000}, std::int64_t{config.ping.timeout.count()});
  }

  void namesFileLineAndNearestKey() {
    const auto loaded = load("# first\nservr.port = 1\n");

    CPPUNIT_ASSERT_EQUAL(path_ + ":2: unknown key 'servr.port', did you mean 'server.port'?",
                         firstOf(loaded.problems));
  }

  void reportsEverythingThatIsWrong() {
    const auto loaded = loadConfig({directory_.write("conf", "a.b = 1\nserver.port = x\n"),
                                    {"FANFARE_NOTHING_LIKE_IT=1"},
                                    {"policy.type=open", "no equals sign"}});

    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, loaded.problems.size());
  }

  void tellsAMistakeOnce() {
    const auto loaded = loadConfig({"", {}, {"facility.allow=a\001"}});

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, loaded.problems.size());
  }

  void namesTheSourceOfABadValue() {
    CPPUNIT_ASSERT_EQUAL(path_ + ":1: server.port: '70000' is not a whole number from 0 to 65535",
                         firstOf(load("server.port = 70000\n").problems));
    CPPUNIT_ASSERT_EQUAL(std::string("--set: policy.type: 'open' holds 'open', which is none of "
                                     "subscribe-only, allow-all, rules, http, plugin"),
                         firstOf(loadConfig({"", {}, {"policy.type=open"}}).problems));
    CPPUNIT_ASSERT_EQUAL(
        std::string("environment, FANFARE_LOG_LEVEL: log.level: 'loud' is none of debug, info, "
                    "warning, error"),
        firstOf(loadConfig({"", {"FANFARE_LOG_LEVEL=loud"}, {}}).problems));
  }

  void readsASecretFromAFile() {
    const auto file = directory_.write("key", "0123456789abcdef\n");

    const auto loaded = load("api.key.shop_file = " + file + "\n");

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT_EQUAL(std::string("0123456789abcdef"), loaded.config.apiKeys.at("shop").secret);
  }

  void refusesASecretFileThatIsMissing() {
    const auto loaded = load("broker.redis.url_file = /nowhere/at/all\n");

    CPPUNIT_ASSERT_EQUAL(path_ +
                             ":1: broker.redis.url_file: '/nowhere/at/all' names a file that "
                             "cannot be read: /nowhere/at/all",
                         firstOf(loaded.problems));
  }

  void showsNoSecretThatIsWrong() {
    const auto file = directory_.write("url", "http://:hunter2@host");

    const auto loaded = load("broker.redis.url = http://:hunter2@host\napi.key.a = hunter2 x\n" +
                             std::string("broker.redis.url_file = ") + file + "\n");

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, loaded.problems.size());
    for (const auto& problem : loaded.problems) {
      CPPUNIT_ASSERT_MESSAGE(problem, problem.find("hunter2") == std::string::npos);
    }
  }

  void readsAnApiKeyWithScopeAndFacilities() {
    const auto loaded = load(
        "api.key.shop.scope = read, admin\napi.key.shop.facilities = orders, chat/*\n"
        "api.key.shop = 0123456789abcdef\n");

    const auto& key = loaded.config.apiKeys.at("shop");
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), key.name);
    CPPUNIT_ASSERT((std::vector{http::ApiScope::kRead, http::ApiScope::kAdmin}) == key.scopes);
    CPPUNIT_ASSERT((std::vector<std::string>{"orders", "chat/*"}) == key.facilities);
  }

  void refusesAnApiKeyWithoutItsValue() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("api.key.shop has a scope or facilities, but no value: set api.key.shop or "
                    "api.key.shop_file"),
        firstOf(load("api.key.shop.scope = read\n").problems));
  }

  void refusesAnyOriginTogetherWithCookies() {
    for (const auto* identity :
         {"identity.trust_session_cookie = on", "identity.resolver=header"}) {
      const auto loaded = load("origin.allow = *\n" + std::string(identity) + "\n");
      CPPUNIT_ASSERT_MESSAGE(
          identity, firstOf(loaded.problems).find("origin.any_with_cookies") != std::string::npos);
    }
    CPPUNIT_ASSERT(load("origin.allow = *\n").problems.empty());
  }

  void refusesAResolverThatCannotBeMade() {
    const auto without = load("identity.resolver = header, jwt\n");
    const auto weak = load("identity.resolver = jwt\nidentity.jwt.secret = hunter2\n");
    const auto good =
        load("identity.resolver = jwt\nidentity.jwt.secret = " + std::string(32, 'a') + "\n");

    CPPUNIT_ASSERT(firstOf(without.problems).find("identity.jwt.secret") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("identity.jwt.secret is shorter than 32 bytes"),
                         firstOf(weak.problems));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(good.problems));
  }

  void warnsOfAnyOriginWithCookiesWhereItIsMeant() {
    const auto loaded =
        load("origin.allow = *\nidentity.resolver = header\norigin.any_with_cookies = on\n");

    CPPUNIT_ASSERT(loaded.problems.empty());
    CPPUNIT_ASSERT(firstOf(loaded.warnings).find("origin.allow") == 0);
  }

  void refusesAnOriginThatIsNone() {
    const auto loaded = load("origin.allow = shop.example\n");

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, loaded.problems.size());
    CPPUNIT_ASSERT(firstOf(loaded.problems).find("shop.example") != std::string::npos);
  }

  void readsWhatIsSetForFacilities() {
    const auto loaded = load("facility.chat/*.compression = on\nfacility.a?b.allow_colon = on\n");

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT(loaded.config.facilities.at("chat/*").compression == true);
    CPPUNIT_ASSERT(!loaded.config.facilities.at("chat/*").allowColon);
    CPPUNIT_ASSERT(loaded.config.facilities.at("a?b").allowColon == true);
  }

  void refusesEachValueThatIsOutOfItsRange() {
    for (const auto* setting : {"server.address=",
                                "server.port=-1",
                                "server.websocket_url=ws",
                                "server.websocket_url=/",
                                "server.websocket_url=/api/",
                                "server.reactors=0",
                                "server.reactors=many",
                                "server.http_threads=1",
                                "server.max_connections=0",
                                "server.drain_seconds=soon",
                                "server.trusted_proxies=nobody",
                                "server.request_timeout=0",
                                "server.idle_timeout=0.01",
                                "server.max_header_bytes=1",
                                "broker.type=kafka",
                                "broker.redis.url=host:6379",
                                "broker.redis.timeout=0",
                                "broker.prefix=a\x01",
                                "message.expire=-1",
                                "message.max_bytes=0",
                                "ping.interval=x",
                                "ping.timeout=0",
                                "outbox.max_bytes=63K",
                                "origin.any_with_cookies=perhaps",
                                "identity.resolver=oracle",
                                "identity.resolver=",
                                "identity.when_missing=shrug",
                                "identity.trust_session_cookie=1",
                                "identity.header.user=",
                                "identity.header.groups=a b",
                                "identity.header.session=a:b",
                                "identity.header.trusted=10.0.0.0/99",
                                "policy.type=",
                                "dialect.socketio.route=socket.io",
                                "dialect.socketio.facility=a:b",
                                "dialect.socketio.channel=",
                                "dialect.socketio.event=",
                                "dialect.socketio.allow_eio3=3",
                                "dialect.socketio.max_payload=1023",
                                "dialect.socketio.ping_interval=0",
                                "dialect.socketio.ping_timeout=never",
                                "dialect.socketio.array_data=array",
                                "dialect.socketio.redis.url=localhost",
                                "dialect.socketio.emit_url=emit",
                                "dialect.socketio.emit_url=/emit?a",
                                "dialect.socketio.emit_url=/healthz",
                                "dialect.socketio.emit_url=/api/publish",
                                "api.key.a=",
                                "api.key.a.scope=write",
                                "api.key.a.facilities=",
                                "api.max_body_bytes=1",
                                "facility.allow=",
                                "facility.x.compression=2",
                                "log.level=loud",
                                "demo.enabled=maybe"}) {
      const auto loaded = loadConfig({"", {}, {setting}});
      CPPUNIT_ASSERT_MESSAGE(setting, firstOf(loaded.problems).find("--set: ") == 0);
    }
  }

  void isDescribedKeyByKeyInTheManual() {
    const auto described = keysOfManual();

    for (const auto& key : keys()) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(key.name, std::size_t{1}, described.count(key.name));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(key.name, key.defaultValue, described.find(key.name)->second);
    }
    CPPUNIT_ASSERT_EQUAL(keys().size(), described.size());
  }

  void acceptsTheManualWithEveryDefaultWrittenOut() {
    std::string text;
    for (const auto& [key, value] : keysOfManual()) {
      const bool isUnset = key.find("_file") != std::string::npos || key == "api.key.<name>";
      if (isUnset) continue;
      text += std::regex_replace(key, std::regex("<[a-z]+>"), "some") + " = " + value + "\n";
    }
    text += "api.key.some = 0123456789abcdef\n";

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(load(text).problems));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loadConfig({kManual, {}, {}}).problems));
  }

  void acceptsNoWayInButADialects() {
    const auto loaded = load(
        "server.websocket_url =\ndialect.pubsocketd.routes = / a\ndialect.pubsocketd.insecure = "
        "on\n");

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT_EQUAL(std::string(), loaded.config.server.websocketUrl);
  }

  void refusesSettingsByWhichNobodyCouldConnect() {
    const auto problemOf = [this](const char* content) { return firstOf(load(content).problems); };

    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "server.websocket_url is empty, and no dialect has a route: nobody could connect"),
        problemOf("server.websocket_url =\n"));
    CPPUNIT_ASSERT_EQUAL(
        std::string("dialect.pubsocketd.origin is missing: nobody could connect. Name the pages' "
                    "origins, or set dialect.pubsocketd.insecure = on to let any page in"),
        problemOf("dialect.pubsocketd.routes = / a\n"));
  }

  void acceptsTheFileForTheModel() {
    const auto loaded = loadConfig({FANFARE_SOURCE_DIR "/conf/ws4redis.properties", {}, {}});

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT(loaded.config.policy.type == std::vector<std::string>{"allow-all"});
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, loaded.warnings.size());
  }

  void acceptsTheFileForPubsocketd() {
    const auto loaded = loadConfig({FANFARE_SOURCE_DIR "/conf/pubsocketd.properties", {}, {}});

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.warnings));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, loaded.config.dialect.pubsocketd.routes.size());
  }

  void acceptsTheFilesForSocketio() {
    for (const auto* file : {"/conf/ws_emit.properties", "/conf/redis2websocket.properties"}) {
      const auto loaded = loadConfig({std::string(FANFARE_SOURCE_DIR) + file, {}, {}});

      CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.problems));
      CPPUNIT_ASSERT_EQUAL(std::string("nothing"), firstOf(loaded.warnings));
      CPPUNIT_ASSERT_EQUAL(std::string("/socket.io/"), loaded.config.dialect.socketio.route);
      CPPUNIT_ASSERT(std::vector<std::string>{"http://localhost:7788"} ==
                     loaded.config.dialect.socketio.cors);
    }
  }

 private:
  LoadedConfig load(const std::string& content) {
    return loadConfig({directory_.write("conf", content), {}, {}});
  }

  const test::TemporaryDirectory directory_;
  const std::string path_ = directory_.path("conf");
};

CPPUNIT_TEST_SUITE_REGISTRATION(LoadTest);

}  // namespace
}  // namespace fanfare::app
