#include "sessions/resolver_chain.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

class ScriptedResolver final : public SessionResolver {
 public:
  explicit ScriptedResolver(Result<Identity> found) : found_(std::move(found)) {}
  const char* name() const override { return "scripted"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override { return found_; }

 private:
  const Result<Identity> found_;
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
