#include "http/gate_counts.h"

#include <set>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

class GateCountsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GateCountsTest);
  CPPUNIT_TEST(namesEveryCauseOnce);
  CPPUNIT_TEST(countsEachCauseByItself);
  CPPUNIT_TEST(countsWhatIsTooLargeAsALimit);
  CPPUNIT_TEST(countsHandshakesByWhyTheyFailed);
  CPPUNIT_TEST(tellsByAStatusWhatWasWrongWithAHead);
  CPPUNIT_TEST_SUITE_END();

 public:
  void namesEveryCauseOnce() {
    std::set<std::string> names;
    for (const auto& metric : counts_.metrics()) {
      const auto& [label, cause] = metric.labels.at(0);
      CPPUNIT_ASSERT_EQUAL("cause"s, label);
      CPPUNIT_ASSERT(!cause.empty());
      CPPUNIT_ASSERT_MESSAGE(cause, names.insert(metric.name + cause).second);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{11 + 10}, names.size());
  }

  void countsEachCauseByItself() {
    counts_.add(TurnedAway::kGreeting);
    counts_.add(TurnedAway::kConnections);
    counts_.add(TurnedAway::kConnections);

    CPPUNIT_ASSERT_EQUAL(2.0, valueOf("fanfare_gate_turned_away_total", "connections"));
    CPPUNIT_ASSERT_EQUAL(1.0, valueOf("fanfare_gate_turned_away_total", "greeting"));
    CPPUNIT_ASSERT_EQUAL(0.0, valueOf("fanfare_gate_turned_away_total", "waiting"));
  }

  void countsWhatIsTooLargeAsALimit() {
    counts_.add(TurnedAway::kHeaderBytes);
    counts_.add(TurnedAway::kQueryBytes);
    counts_.add(TurnedAway::kBodyBytes);
    counts_.add(TurnedAway::kBodies);

    for (const auto limit :
         {core::Limit::kHeaderBytes, core::Limit::kQueryBytes, core::Limit::kBodyBytes}) {
      CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, limits_.of(limit));
    }
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, limits_.of(core::Limit::kConnections));
  }

  void countsHandshakesByWhyTheyFailed() {
    counts_.addFailure(tls::FailureCause::kDistrusted);
    counts_.addFailure(tls::FailureCause::kGone);
    counts_.addOverdueHandshake();

    for (const char* cause : {"distrusted", "gone", "timeout"}) {
      CPPUNIT_ASSERT_EQUAL(1.0, valueOf("fanfare_tls_handshakes_failed_total", cause));
    }
    CPPUNIT_ASSERT_EQUAL(0.0, valueOf("fanfare_tls_handshakes_failed_total", "alert"));
  }

  void tellsByAStatusWhatWasWrongWithAHead() {
    CPPUNIT_ASSERT(turnedAwayBy(413) == TurnedAway::kBodyBytes);
    CPPUNIT_ASSERT(turnedAwayBy(414) == TurnedAway::kQueryBytes);
    CPPUNIT_ASSERT(turnedAwayBy(431) == TurnedAway::kHeaderBytes);
    for (const int status : {400, 411, 417}) {
      CPPUNIT_ASSERT(turnedAwayBy(status) == TurnedAway::kMalformed);
    }
  }

 private:
  double valueOf(const std::string& name, const std::string& cause) const {
    for (const auto& metric : counts_.metrics()) {
      if (metric.name == name && metric.labels.at(0).second == cause) return metric.value;
    }
    return -1;
  }

  core::LimitCounts limits_;
  GateCounts counts_{limits_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(GateCountsTest);

}  // namespace
}  // namespace fanfare::http
