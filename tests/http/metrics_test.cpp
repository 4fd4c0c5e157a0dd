#include "http/metrics.h"

#include <map>
#include <sstream>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/fake_node.h"
#include "support/recording_log.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;

// Name: value, of the lines that are no comments.
std::map<std::string, std::string> valuesIn(const std::string& text) {
  std::map<std::string, std::string> values;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto blank = line.rfind(' ');
    values[line.substr(0, blank)] = line.substr(blank + 1);
  }
  return values;
}

// Counted three times.
class CountedBackend final : public core::MetricSource {
 public:
  explicit CountedBackend(std::string name) : name_(std::move(name)) {}

  std::vector<core::Metric> metrics() const override {
    return {{core::Metric::Kind::kCounter, "asked_total", "Help.", {{"backend", name_}}, 3}};
  }

 private:
  const std::string name_;
};

class MetricsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MetricsTest);
  CPPUNIT_TEST(tellsWhatTheNodeCounts);
  CPPUNIT_TEST(tellsWhatWasRefusedByItsCause);
  CPPUNIT_TEST(tellsWhichLimitsWereReached);
  CPPUNIT_TEST(explainsEveryMetricAndNamesCountersAsSuch);
  CPPUNIT_TEST(tellsWhatOthersCountByTheirLabels);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsWhatTheNodeCounts() {
    node_.setConnections(3);
    node_.setAway(true);

    const auto values = valuesIn(metricsAnswer(node_, refusals_, limits_).body);

    CPPUNIT_ASSERT_EQUAL("3"s, values.at("fanfare_connections"));
    CPPUNIT_ASSERT_EQUAL("42"s, values.at("fanfare_messages_delivered_total"));
    CPPUNIT_ASSERT_EQUAL("7"s, values.at("fanfare_joins_refused_total"));
    CPPUNIT_ASSERT_EQUAL("0"s, values.at("fanfare_broker_reachable"));
  }

  void tellsWhatWasRefusedByItsCause() {
    refusals_.tell(RefusalCause::kOrigin, {403, "no"}, {});
    for (int i = 0; i < 3; ++i) refusals_.tell(RefusalCause::kCredentials, {0, "old"}, {});

    const auto values = valuesIn(metricsAnswer(node_, refusals_, limits_).body);

    const std::string name = "fanfare_handshakes_refused_total";
    CPPUNIT_ASSERT_EQUAL("1"s, values.at(name + "{cause=\"origin\"}"));
    CPPUNIT_ASSERT_EQUAL("3"s, values.at(name + "{cause=\"credentials\"}"));
    CPPUNIT_ASSERT_EQUAL("0"s, values.at(name + "{cause=\"elsewhere\"}"));
  }

  void tellsWhichLimitsWereReached() {
    limits_.add(core::Limit::kConnectionsPerUser);
    limits_.add(core::Limit::kConnectionsPerUser);

    const auto values = valuesIn(metricsAnswer(node_, refusals_, limits_).body);

    const std::string name = "fanfare_limits_reached_total";
    CPPUNIT_ASSERT_EQUAL("2"s, values.at(name + "{limit=\"limit.connections_per_user\"}"));
    CPPUNIT_ASSERT_EQUAL("0"s, values.at(name + "{limit=\"server.max_connections\"}"));
  }

  void explainsEveryMetricAndNamesCountersAsSuch() {
    const std::string text = metricsAnswer(node_, refusals_, limits_).body;
    for (const auto& [labelled, value] : valuesIn(text)) {
      const std::string name = labelled.substr(0, labelled.find('{'));
      const bool isCounter = text.find("# TYPE " + name + " counter") != std::string::npos;
      CPPUNIT_ASSERT_MESSAGE(name, text.find("# HELP " + name + " ") != std::string::npos);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, isCounter, name.find("_total") != std::string::npos);
    }
  }

  void tellsWhatOthersCountByTheirLabels() {
    const CountedBackend one("a");
    const CountedBackend other("b");

    const std::string text =
        metricsAnswer(node_, refusals_, limits_, MetricSources{&one, &other}).body;

    const auto values = valuesIn(text);
    CPPUNIT_ASSERT_EQUAL("3"s, values.at("asked_total{backend=\"a\"}"));
    CPPUNIT_ASSERT_EQUAL("3"s, values.at("asked_total{backend=\"b\"}"));
    CPPUNIT_ASSERT_EQUAL(text.find("# TYPE asked_total counter"),
                         text.rfind("# TYPE asked_total counter"));
  }

 private:
  testing::FakeNode node_;
  testing::FakeClock clock_;
  testing::RecordingLog log_;
  core::LimitCounts limits_;
  RefusalLog refusals_{clock_, log_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(MetricsTest);

}  // namespace
}  // namespace fanfare::http
