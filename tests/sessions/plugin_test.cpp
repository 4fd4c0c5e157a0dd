#include "sessions/plugin.h"

#include <memory>
#include <stdexcept>
#include <utility>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_log.h"

namespace fanfare::sessions {
namespace {

using Found = std::vector<Result<Identity>>;

// Says what it is told to; null throws.
class ScriptedResolver final : public SessionResolver {
 public:
  explicit ScriptedResolver(std::unique_ptr<Found> found) : found_(std::move(found)) {}

  const char* name() const override { return "jwt"; }

  Result<Identity> resolve(const Handshake& /*handshake*/) const override { return all().front(); }
  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override {
    for (const auto& one : known) CPPUNIT_ASSERT(isFrom(*one.evidence));
    return all();
  }

 private:
  const Found& all() const {
    if (!found_) throw std::runtime_error("a fault");
    return *found_;
  }

  const std::unique_ptr<Found> found_;
};

Identity ann() {
  Identity identity;
  identity.user = "ann";
  identity.evidence = Evidence{"jwt", "4711"};
  return identity;
}

class PluginResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PluginResolverTest);
  CPPUNIT_TEST(isAskedAgainUnderItsOwnName);
  CPPUNIT_TEST(failsWhereThePluginThrows);
  CPPUNIT_TEST(failsWhereANameFitsNoChannel);
  CPPUNIT_TEST(failsWhereNotEachIsAnswered);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isAskedAgainUnderItsOwnName() {
    const PluginResolver resolver = resolverOf(std::make_unique<Found>(Found{ann()}));

    const Identity found = resolver.resolve({}).value();
    const auto again = resolver.recheck({found});

    CPPUNIT_ASSERT_EQUAL(std::string("plugin"), found.evidence->resolver);
    CPPUNIT_ASSERT(resolver.isFrom(*found.evidence));
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), again.at(0)->user);
    CPPUNIT_ASSERT_EQUAL(std::string("4711"), again.at(0)->evidence->text);
  }

  void failsWhereThePluginThrows() {
    const PluginResolver resolver = resolverOf(nullptr);

    CPPUNIT_ASSERT(resolver.resolve({}).error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(resolver.recheck({ann(), ann()}).at(1).error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("identity.plugin: it threw: a fault"));
  }

  void failsWhereANameFitsNoChannel() {
    Identity odd = ann();
    odd.groups = {"staff", "a\nb"};
    const PluginResolver resolver = resolverOf(std::make_unique<Found>(Found{odd}));

    CPPUNIT_ASSERT(!resolver.resolve({}));
    CPPUNIT_ASSERT(!resolver.recheck({ann()}).at(0));
  }

  void failsWhereNotEachIsAnswered() {
    const PluginResolver resolver = resolverOf(std::make_unique<Found>(Found{ann()}));

    const auto found = resolver.recheck({ann(), ann()});

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, found.size());
    CPPUNIT_ASSERT(!found[0] && !found[1]);
  }

 private:
  PluginResolver resolverOf(std::unique_ptr<Found> found) {
    return {std::make_unique<ScriptedResolver>(std::move(found)), clock_, log_};
  }

  testing::FakeClock clock_;
  testing::RecordingLog log_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginResolverTest);

}  // namespace
}  // namespace fanfare::sessions
