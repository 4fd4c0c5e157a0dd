#include "http/health.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_node.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;

class HealthTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HealthTest);
  CPPUNIT_TEST(isAliveWhateverTheBrokerDoes);
  CPPUNIT_TEST(isReadyWithABroker);
  CPPUNIT_TEST(tellsWhyItIsNotReady);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isAliveWhateverTheBrokerDoes() { CPPUNIT_ASSERT_EQUAL(200, healthAnswer().status); }

  void isReadyWithABroker() { CPPUNIT_ASSERT_EQUAL(200, readinessAnswer(node_).status); }

  void tellsWhyItIsNotReady() {
    node_.setAway(true);
    CPPUNIT_ASSERT_EQUAL(503, readinessAnswer(node_).status);
    CPPUNIT_ASSERT_EQUAL("broker fake cannot be reached\n"s, readinessAnswer(node_).body);

    node_.setDraining(true);
    CPPUNIT_ASSERT_EQUAL(503, readinessAnswer(node_).status);
    CPPUNIT_ASSERT_EQUAL("draining\n"s, readinessAnswer(node_).body);
  }

 private:
  testing::FakeNode node_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(HealthTest);

}  // namespace
}  // namespace fanfare::http
