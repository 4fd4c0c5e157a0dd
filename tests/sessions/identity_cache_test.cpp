#include "sessions/identity_cache.h"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::sessions {
namespace {

constexpr std::chrono::seconds kKeep{2};

Identity userNamed(const std::string& name) {
  Identity identity;
  identity.user = name;
  return identity;
}

class IdentityCacheTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IdentityCacheTest);
  CPPUNIT_TEST(remembersWhoWasFoundForAWhile);
  CPPUNIT_TEST(tellsOneKeyFromAnother);
  CPPUNIT_TEST(remembersNoFailureAndNobodyAnonymous);
  CPPUNIT_TEST(remembersNobodyBeyondHisExpiry);
  CPPUNIT_TEST(forgets);
  CPPUNIT_TEST(letsTheOldestMakeRoom);
  CPPUNIT_TEST(asksEachTimeWhereNothingIsKept);
  CPPUNIT_TEST(asksOnceForThoseWhoComeTogether);
  CPPUNIT_TEST(hasOthersAskWhereTheOneWhoAskedThrew);
  CPPUNIT_TEST_SUITE_END();

 public:
  void remembersWhoWasFoundForAWhile() {
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), find("k", userNamed("ann"))->user);
    clock_.advance(kKeep - std::chrono::milliseconds(1));
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), find("k", userNamed("bob"))->user);
    clock_.advance(std::chrono::milliseconds(1));
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), find("k", userNamed("bob"))->user);
    CPPUNIT_ASSERT_EQUAL(2, asked_);
  }

  void tellsOneKeyFromAnother() {
    (void)find("k", userNamed("ann"));
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), find("l", userNamed("bob"))->user);
  }

  void remembersNoFailureAndNobodyAnonymous() {
    Identity refused;
    refused.anonymousBecause = "http: no";

    (void)find("k", Error{ErrorCode::kUnavailable, "away"});
    (void)find("k", refused);
    (void)find("k", Identity{});

    CPPUNIT_ASSERT_EQUAL(std::string("ann"), find("k", userNamed("ann"))->user);
    CPPUNIT_ASSERT_EQUAL(4, asked_);
  }

  void remembersNobodyBeyondHisExpiry() {
    Identity ann = userNamed("ann");
    ann.expiry = ann.asOf + std::chrono::seconds(1);
    (void)find("k", ann);
    clock_.advance(std::chrono::seconds(1));

    CPPUNIT_ASSERT_EQUAL(std::string("bob"), find("k", userNamed("bob"))->user);
  }

  void forgets() {
    (void)find("k", userNamed("ann"));
    cache_.forget("k");
    cache_.forget("l");

    CPPUNIT_ASSERT_EQUAL(std::string("bob"), find("k", userNamed("bob"))->user);
  }

  void letsTheOldestMakeRoom() {
    for (std::size_t i = 0; i <= IdentityCache::kMaxEntries; ++i) {
      (void)find(std::to_string(i), userNamed("ann"));
    }

    CPPUNIT_ASSERT_EQUAL(std::string("ann"), find("1", userNamed("bob"))->user);
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), find("0", userNamed("bob"))->user);
  }

  void asksEachTimeWhereNothingIsKept() {
    IdentityCache none(clock_, std::chrono::seconds(0));
    int asked = 0;
    for (int i = 0; i < 3; ++i) {
      (void)none.find("k", [&asked] {
        ++asked;
        return userNamed("ann");
      });
    }

    CPPUNIT_ASSERT_EQUAL(3, asked);
  }

  void asksOnceForThoseWhoComeTogether() {
    std::promise<void> asked;
    std::promise<void> letGo;
    std::atomic<int> count{0};
    const auto slowly = [&]() -> Result<Identity> {
      if (++count == 1) asked.set_value();
      letGo.get_future().wait();
      return userNamed("ann");
    };
    auto first = std::async(std::launch::async, [&] { return cache_.find("k", slowly); });
    asked.get_future().wait();
    std::vector<std::future<Result<Identity>>> others;
    for (int i = 0; i < 3; ++i) {
      others.push_back(std::async(std::launch::async, [&] { return cache_.find("k", slowly); }));
    }
    letGo.set_value();

    CPPUNIT_ASSERT_EQUAL(std::string("ann"), first.get()->user);
    for (auto& other : others) CPPUNIT_ASSERT_EQUAL(std::string("ann"), other.get()->user);
    CPPUNIT_ASSERT_EQUAL(1, count.load());
  }

  void hasOthersAskWhereTheOneWhoAskedThrew() {
    const auto failing = []() -> Result<Identity> { throw std::runtime_error("of the test"); };
    CPPUNIT_ASSERT_THROW((void)cache_.find("k", failing), std::runtime_error);

    CPPUNIT_ASSERT_EQUAL(std::string("ann"), find("k", userNamed("ann"))->user);
  }

 private:
  Result<Identity> find(const std::string& key, const Result<Identity>& answer) {
    return cache_.find(key, [&] {
      ++asked_;
      return answer;
    });
  }

  testing::FakeClock clock_;
  IdentityCache cache_{clock_, kKeep};
  int asked_ = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(IdentityCacheTest);

}  // namespace
}  // namespace fanfare::sessions
