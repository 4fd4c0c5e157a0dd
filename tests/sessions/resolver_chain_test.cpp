#include "sessions/resolver_chain.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

class ScriptedResolver final : public SessionResolver {
 public:
  explicit ScriptedResolver(Result<Identity> found, std::string name = "scripted")
      : found_(std::move(found)), name_(std::move(name)) {}
  const char* name() const override { return name_.c_str(); }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override { return found_; }

  // Those it knows are in its group now.
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override {
    std::vector<Result<Identity>> answers;
    for (Identity identity : known) {
      identity.groups = {name_ + " " + std::to_string(known.size())};
      answers.emplace_back(std::move(identity));
    }
    return answers;
  }

 private:
  const Result<Identity> found_;
  const std::string name_;
};

Identity alice() {
  Identity identity;
  identity.user = "alice";
  return identity;
}

class ResolverChainTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ResolverChainTest);
  CPPUNIT_TEST(takesTheFirstThatFindsSomebody);
  CPPUNIT_TEST(leavesAnonymousWhomNoneKnows);
  CPPUNIT_TEST(doesNotPassOverCredentialsThatDoNotCount);
  CPPUNIT_TEST(doesNotPassOverAStoreThatIsAway);
  CPPUNIT_TEST(goesByAllTheirNames);
  CPPUNIT_TEST(rechecksEachWithTheOneThatFoundThem);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesTheFirstThatFindsSomebody() {
    Identity bob;
    bob.sessionKey = "s";
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve({Identity{}, alice(), bob})->user);
    CPPUNIT_ASSERT_EQUAL("s"s, resolve({Identity{}, bob, alice()})->sessionKey);
  }

  void leavesAnonymousWhomNoneKnows() {
    CPPUNIT_ASSERT(resolve({Identity{}, Identity{}})->isAnonymous());
  }

  void doesNotPassOverCredentialsThatDoNotCount() {
    Identity stale;
    stale.anonymousBecause = "the token has expired";

    const auto found = resolve({stale, alice()});

    CPPUNIT_ASSERT(found->isAnonymous());
    CPPUNIT_ASSERT_EQUAL("the token has expired"s, found->anonymousBecause);
  }

  void doesNotPassOverAStoreThatIsAway() {
    const auto found = resolve({Error{ErrorCode::kUnavailable, "away"}, alice()});
    CPPUNIT_ASSERT(found.error().code == ErrorCode::kUnavailable);
  }

  void goesByAllTheirNames() {
    CPPUNIT_ASSERT_EQUAL("scripted, scripted"s, std::string(chain({alice(), alice()}).name()));
  }

  void rechecksEachWithTheOneThatFoundThem() {
    std::vector<std::unique_ptr<SessionResolver>> resolvers;
    resolvers.push_back(std::make_unique<ScriptedResolver>(Identity{}, "a"));
    resolvers.push_back(std::make_unique<ScriptedResolver>(Identity{}, "b"));
    const ResolverChain chain(std::move(resolvers));
    std::vector<Identity> known(3);
    known[0].evidence = Evidence{"b", ""};
    known[1].evidence = Evidence{"a", ""};
    known[2].evidence = Evidence{"b", ""};

    const auto answers = chain.recheck(known);

    CPPUNIT_ASSERT_EQUAL("b 2"s, answers.at(0)->groups.front());
    CPPUNIT_ASSERT_EQUAL("a 1"s, answers.at(1)->groups.front());
    CPPUNIT_ASSERT_EQUAL("b 2"s, answers.at(2)->groups.front());
    CPPUNIT_ASSERT(chain.isFrom({"a", ""}));
    CPPUNIT_ASSERT(!chain.isFrom({"c", ""}));
  }

 private:
  static ResolverChain chain(const std::vector<Result<Identity>>& found) {
    std::vector<std::unique_ptr<SessionResolver>> resolvers;
    for (const auto& one : found) resolvers.push_back(std::make_unique<ScriptedResolver>(one));
    return ResolverChain(std::move(resolvers));
  }

  static Result<Identity> resolve(const std::vector<Result<Identity>>& found) {
    return chain(found).resolve({});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResolverChainTest);

}  // namespace
}  // namespace fanfare::sessions
