#include "app/config/secret_key.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::app {
namespace {

using Secrets = std::vector<std::string>;

class SecretKeyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SecretKeyTest);
  CPPUNIT_TEST(addsAKeyForTheValueAndOneForItsFile);
  CPPUNIT_TEST(separatesSeveralByCommasInAValue);
  CPPUNIT_TEST(separatesSeveralByLinesInAFile);
  CPPUNIT_TEST(failsForAFileThatIsMissing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    addSecrets(table_, {"some.secrets", "", "", "Secrets.", nullptr},
               [this](Config&, const Secrets& secrets) {
                 secrets_ = secrets;
                 return Result<void>();
               });
  }

  void addsAKeyForTheValueAndOneForItsFile() {
    CPPUNIT_ASSERT(table_.at(0).isSecret && !table_.at(0).namesFile);
    CPPUNIT_ASSERT_EQUAL(std::string("some.secrets_file"), table_.at(1).name);
    CPPUNIT_ASSERT(table_.at(1).namesFile);
  }

  void separatesSeveralByCommasInAValue() {
    CPPUNIT_ASSERT(table_.at(0).set(config_, "", "one, t wo,,three"));
    CPPUNIT_ASSERT(secrets_ == Secrets({"one", "t wo", "three"}));
  }

  void separatesSeveralByLinesInAFile() {
    const test::TemporaryDirectory folder;
    CPPUNIT_ASSERT(
        table_.at(1).set(config_, "", folder.write("secrets", "one, with a comma\r\n\n two \n")));
    CPPUNIT_ASSERT(secrets_ == Secrets({"one, with a comma", "two"}));
  }

  void failsForAFileThatIsMissing() {
    CPPUNIT_ASSERT(!table_.at(1).set(config_, "", "/nowhere/secrets"));
    CPPUNIT_ASSERT(secrets_.empty());
  }

 private:
  std::vector<Key> table_;
  Config config_;
  Secrets secrets_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretKeyTest);

}  // namespace
}  // namespace fanfare::app
