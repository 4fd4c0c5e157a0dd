#include "brokers/redis_census.h"

#include <optional>

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_log.h"
#include "support/redis_server.h"

namespace fanfare::brokers {
namespace {

using namespace std::string_literals;
using core::HolderKind;
using core::Places;
using testing::RedisServer;

const core::Holder kAnn{HolderKind::kUser, "ann"};
const std::string kKey = "fanfare:places:user:ann";

// A server's places, and its way to those of others.
class Node {
 public:
  Node(const RedisServer& server, const Places::Bounds& bounds, std::string prefix = {})
      : places_(bounds) {
    redis::LinkOptions options;
    options.address = RedisAddress::parse(server.url()).value();
    options.timeout = std::chrono::seconds(2);
    RedisCensus::Options census;
    census.prefix = std::move(prefix);
    census_.emplace(RedisCensus::Parts{std::make_shared<redis::Client>(clock_, log_, options),
                                       places_, clock_, log_},
                    census);
    places_.join(*census_);
  }

  bool letIn(const std::string& user, const std::string& session = "") {
    auto taken = places_.take(user, session);
    auto* seats = std::get_if<Places::Seats>(&taken);
    if (seats) seats_.push_back(std::move(*seats));
    return seats != nullptr;
  }
  void letOneOut() {
    seats_.pop_back();
    census_->flush();
  }

  RedisCensus& census() { return *census_; }
  const testing::RecordingLog& log() const { return log_; }

 private:
  const SteadyClock clock_{};
  testing::RecordingLog log_;
  Places places_;
  std::optional<RedisCensus> census_;
  std::vector<Places::Seats> seats_;
};

class RedisCensusTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RedisCensusTest);
  CPPUNIT_TEST(holdsAUserToHisBoundOverAllNodes);
  CPPUNIT_TEST(holdsASessionToItsBoundOverAllNodes);
  CPPUNIT_TEST(tellsOthersOfAPlaceGivenBack);
  CPPUNIT_TEST(leavesNothingBehind);
  CPPUNIT_TEST(forgetsANodeThatWroteNothingForAWhile);
  CPPUNIT_TEST(keepsNodesOfAnotherPrefixApart);
  CPPUNIT_TEST(writesNothingOfThoseWhoHoldLittle);
  CPPUNIT_TEST(goesByItsOwnCountWithoutTheRedis);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { server_ = std::make_unique<RedisServer>(); }
  void tearDown() override { server_.reset(); }

  void holdsAUserToHisBoundOverAllNodes() {
    Node a(*server_, kThree);
    Node b(*server_, kThree);
    CPPUNIT_ASSERT(a.letIn("ann"));
    CPPUNIT_ASSERT(b.letIn("ann"));
    CPPUNIT_ASSERT(a.letIn("ann"));

    CPPUNIT_ASSERT(!a.letIn("ann"));
    CPPUNIT_ASSERT(!b.letIn("ann"));
    CPPUNIT_ASSERT(b.letIn("bob"));
  }

  void holdsASessionToItsBoundOverAllNodes() {
    Node a(*server_, kThree);
    Node b(*server_, kThree);
    CPPUNIT_ASSERT(a.letIn("", "s"));
    CPPUNIT_ASSERT(a.letIn("", "s"));
    CPPUNIT_ASSERT(!b.letIn("", "s"));
  }

  void tellsOthersOfAPlaceGivenBack() {
    Node a(*server_, kThree);
    Node b(*server_, kThree);
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT(a.letIn("ann"));
    CPPUNIT_ASSERT(!b.letIn("ann"));

    a.letOneOut();
    b.census().flush();

    CPPUNIT_ASSERT(b.letIn("ann"));
  }

  void leavesNothingBehind() {
    {
      Node a(*server_, kThree);
      CPPUNIT_ASSERT(a.letIn("ann", "s"));
      CPPUNIT_ASSERT_EQUAL("2"s, server_->ask({"DBSIZE"}));
    }
    CPPUNIT_ASSERT_EQUAL("0"s, server_->ask({"DBSIZE"}));
  }

  void forgetsANodeThatWroteNothingForAWhile() {
    server_->ask({"HSET", kKey, "crashed", "3 1000000000", "odd", "what is this"});
    Node a(*server_, kThree);

    CPPUNIT_ASSERT(a.letIn("ann"));

    CPPUNIT_ASSERT_EQUAL("1"s, server_->ask({"HLEN", kKey}));
    CPPUNIT_ASSERT(std::stoi(server_->ask({"TTL", kKey})) > 0);
  }

  void keepsNodesOfAnotherPrefixApart() {
    Node a(*server_, kThree, "a:");
    Node b(*server_, kThree, "b:");
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT(a.letIn("ann"));
    CPPUNIT_ASSERT(b.letIn("ann"));
    CPPUNIT_ASSERT_EQUAL("1"s, server_->ask({"EXISTS", "a:" + kKey}));
  }

  void writesNothingOfThoseWhoHoldLittle() {
    Node a(*server_, {0, 100, 100});
    for (int i = 0; i < 9; ++i) CPPUNIT_ASSERT(a.letIn("ann", "s"));
    CPPUNIT_ASSERT_EQUAL("0"s, server_->ask({"DBSIZE"}));

    CPPUNIT_ASSERT(a.letIn("ann", "s"));
    CPPUNIT_ASSERT_EQUAL("2"s, server_->ask({"DBSIZE"}));
  }

  void goesByItsOwnCountWithoutTheRedis() {
    Node a(*server_, kThree);
    server_->stop();

    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT(a.letIn("ann"));
    CPPUNIT_ASSERT(!a.letIn("ann"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, a.log().count("each server counts its own alone"));
  }

 private:
  static constexpr Places::Bounds kThree{0, 3, 2};

  std::unique_ptr<RedisServer> server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisCensusTest);

}  // namespace
}  // namespace fanfare::brokers
