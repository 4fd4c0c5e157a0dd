#include "policies/make_policy.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::policies {
namespace {

std::string errorOf(const std::vector<std::string>& names) {
  const auto policy = makePolicy(names, {});
  return policy ? "no error" : policy.error().message;
}

class MakePolicyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MakePolicyTest);
  CPPUNIT_TEST(makesThePolicyOfThatName);
  CPPUNIT_TEST(makesAChainOfSeveralNames);
  CPPUNIT_TEST(listsTheNamesThereAre);
  CPPUNIT_TEST(refusesWhatWouldDecideNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void makesThePolicyOfThatName() {
    const test::TemporaryDirectory directory;
    const auto path = directory.write("site.rules", "deny any any * anyone");
    const PolicyOptions options{RuleBook::open(path).value()};
    for (const char* name : {"allow-all", "subscribe-only", "rules"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(name), std::string((*makePolicy({name}, options))->name()));
    }
  }

  void makesAChainOfSeveralNames() {
    const auto policy = makePolicy({"allow-all", "subscribe-only"}, {});

    CPPUNIT_ASSERT_EQUAL(std::string("allow-all, subscribe-only"), std::string((*policy)->name()));
  }

  void listsTheNamesThereAre() {
    CPPUNIT_ASSERT_EQUAL(std::string("there is no policy 'allow-al'; known are subscribe-only, "
                                     "allow-all, rules, http, plugin"),
                         errorOf({"subscribe-only", "allow-al"}));
  }

  void refusesWhatWouldDecideNothing() {
    CPPUNIT_ASSERT_EQUAL(std::string("policy.type names no policy"), errorOf({}));
    CPPUNIT_ASSERT_EQUAL(std::string("policy.type names 'allow-all' twice"),
                         errorOf({"allow-all", "allow-all"}));
    CPPUNIT_ASSERT_EQUAL(std::string("policy.type = rules needs policy.rules.file"),
                         errorOf({"rules"}));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MakePolicyTest);

}  // namespace
}  // namespace fanfare::policies
