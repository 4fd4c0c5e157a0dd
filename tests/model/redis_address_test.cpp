#include "fanfare/redis_address.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

class RedisAddressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RedisAddressTest);
  CPPUNIT_TEST(readsEveryPartOfATcpAddress);
  CPPUNIT_TEST(fillsInWhatIsLeftOut);
  CPPUNIT_TEST(readsAnIpv6HostInBrackets);
  CPPUNIT_TEST(readsAUnixSocketWithItsDatabase);
  CPPUNIT_TEST(decodesUserAndPassword);
  CPPUNIT_TEST(takesAPasswordWithUnencodedSignsAsItIs);
  CPPUNIT_TEST(refusesAMalformedAddressTellingWhatIsWrong);
  CPPUNIT_TEST(neverQuotesThePassword);
  CPPUNIT_TEST(isShownWithoutCredentials);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsEveryPartOfATcpAddress() {
    const auto address = parsed("redis://bell:ringer@cache.example:7000/3");

    CPPUNIT_ASSERT_EQUAL(std::string("cache.example"), address.host);
    CPPUNIT_ASSERT_EQUAL(7000, static_cast<int>(address.port));
    CPPUNIT_ASSERT_EQUAL(3, address.database);
    CPPUNIT_ASSERT_EQUAL(std::string("bell"), address.user);
    CPPUNIT_ASSERT_EQUAL(std::string("ringer"), address.password);
    CPPUNIT_ASSERT(address.path.empty());
  }

  void fillsInWhatIsLeftOut() {
    const auto address = parsed("redis://localhost/");

    CPPUNIT_ASSERT_EQUAL(std::string("localhost"), address.host);
    CPPUNIT_ASSERT_EQUAL(6379, static_cast<int>(address.port));
    CPPUNIT_ASSERT_EQUAL(0, address.database);
    CPPUNIT_ASSERT(address.user.empty());
    CPPUNIT_ASSERT(address.password.empty());
  }

  void readsAnIpv6HostInBrackets() {
    const auto address = parsed("redis://[::1]:6380");

    CPPUNIT_ASSERT_EQUAL(std::string("::1"), address.host);
    CPPUNIT_ASSERT_EQUAL(6380, static_cast<int>(address.port));
  }

  void readsAUnixSocketWithItsDatabase() {
    const auto address = parsed("unix://:secret@/run/redis/redis.sock?db=2");

    CPPUNIT_ASSERT_EQUAL(std::string("/run/redis/redis.sock"), address.path);
    CPPUNIT_ASSERT_EQUAL(std::string("secret"), address.password);
    CPPUNIT_ASSERT_EQUAL(2, address.database);
    CPPUNIT_ASSERT_EQUAL(std::string("/tmp/a@b"), parsed("unix:///tmp/a@b").path);
  }

  void decodesUserAndPassword() {
    const auto address = parsed("redis://b%3Aell:p%40ss%2f@host");

    CPPUNIT_ASSERT_EQUAL(std::string("b:ell"), address.user);
    CPPUNIT_ASSERT_EQUAL(std::string("p@ss/"), address.password);
  }

  void takesAPasswordWithUnencodedSignsAsItIs() {
    const auto address = parsed("redis://:a/b:c@d@host:1/2");

    CPPUNIT_ASSERT_EQUAL(std::string("a/b:c@d"), address.password);
    CPPUNIT_ASSERT_EQUAL(std::string("host"), address.host);
    CPPUNIT_ASSERT_EQUAL(2, address.database);
  }

  void refusesAMalformedAddressTellingWhatIsWrong() {
    expectRefused("", "it begins neither with 'redis://' nor with 'unix://'");
    expectRefused("localhost:6379", "it begins neither with 'redis://' nor with 'unix://'");
    const std::string oneRedis = "Sentinel and Cluster are not supported; name one Redis";
    expectRefused("redis+sentinel://host/mymaster", oneRedis);
    expectRefused("redis-cluster://host", oneRedis);
    expectRefused("rediss://host", "'rediss://' needs a hiredis with TLS");
    expectRefused("redis://", "no host");
    expectRefused("redis://:secret@", "no host");
    expectRefused("redis://:6379", "no host");
    expectRefused("redis://host:", "the port is not a number from 1 to 65535");
    expectRefused("redis://host:0", "the port is not a number from 1 to 65535");
    expectRefused("redis://host:65536", "the port is not a number from 1 to 65535");
    expectRefused("redis://host:6379x", "the port is not a number from 1 to 65535");
    expectRefused("redis://[::1", "a '[' without its ']'");
    expectRefused("redis://[::1]6379", "something other than a port behind the host");
    expectRefused("redis://host/first", "the database is not a number");
    expectRefused("redis://host/-1", "the database is not a number");
    expectRefused("redis://host?db=1", "options behind '?' are unknown here");
    expectRefused("redis://bell@host",
                  "a user without a password; a password alone is written ':password@'");
    expectRefused("redis://bell:@host", "the password is empty");
    expectRefused("redis://:50%@host", "a '%' without two hexadecimal digits");
    expectRefused("redis://:%4g@host", "a '%' without two hexadecimal digits");
    expectRefused("unix://run/redis.sock", "no absolute path, as in 'unix:///run/redis.sock'");
    expectRefused("unix:///redis.sock?db=x", "the database is not a number");
    expectRefused("unix:///redis.sock?timeout=1", "the only option is '?db=N'");
    expectRefused(std::string_view("redis://host\0x", 14), "a NUL byte");
  }

  void neverQuotesThePassword() {
    for (const char* url : {"redis://:hunter2", "redis://x:hunter2@", "redis://x:hunter2@h:port",
                            "redis://x:hunter2%@h", "unix://x:hunter2@relative",
                            "redis://host/hunter2", "hunter2@host", "redis://host?hunter2"}) {
      const auto refused = RedisAddress::parse(url);
      CPPUNIT_ASSERT_MESSAGE(url, !refused);
      CPPUNIT_ASSERT_MESSAGE(url, refused.error().message.find("hunter2") == std::string::npos);
    }
  }

  void isShownWithoutCredentials() {
    expectShown("redis://host:6379/0", "redis://bell:ringer@host");
    expectShown("redis://[::1]:6379/4", "redis://[::1]/4");
    expectShown("unix:///redis.sock", "unix://:ringer@/redis.sock");
    expectShown("unix:///redis.sock?db=4", "unix:///redis.sock?db=4");
  }

 private:
  static RedisAddress parsed(std::string_view url) {
    auto address = RedisAddress::parse(url);
    CPPUNIT_ASSERT_MESSAGE(std::string(url), address.has_value());
    return std::move(address).value();
  }

  static void expectShown(const std::string& expected, std::string_view url) {
    CPPUNIT_ASSERT_EQUAL(expected, parsed(url).shown());
  }

  static void expectRefused(std::string_view url, const std::string& why) {
    const auto refused = RedisAddress::parse(url);
    CPPUNIT_ASSERT_MESSAGE(std::string(url), !refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kInvalidArgument);
    CPPUNIT_ASSERT_EQUAL("Redis address: " + why, refused.error().message);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisAddressTest);

}  // namespace
}  // namespace fanfare
