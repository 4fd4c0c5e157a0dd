#include "policies/rule_book.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/temporary_directory.h"

namespace fanfare::policies {
namespace {

using namespace std::string_literals;

class RuleBookTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleBookTest);
  CPPUNIT_TEST(isNotOpenedOnABrokenFile);
  CPPUNIT_TEST(putsTheWholeNewFileInForce);
  CPPUNIT_TEST(keepsTheOldRulesOverABrokenFile);
  CPPUNIT_TEST(keepsTheOldRulesWhenTheFileIsGone);
  CPPUNIT_TEST(leavesWhoeverHoldsTheOldRulesAlone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { book_ = RuleBook::open(write("deny any any * anyone")).value(); }

  void isNotOpenedOnABrokenFile() {
    const auto book = RuleBook::open(write("deny any"));

    CPPUNIT_ASSERT_EQUAL(
        "site.rules:1:9: expected any, broadcast, user, group, session, room or "
        "connection, found the end of the rule"s,
        book.error().message);
  }

  void putsTheWholeNewFileInForce() {
    CPPUNIT_ASSERT_EQUAL("1 rule of site.rules"s, book_->summary());
    write("allow any any a anyone\nallow any any b anyone\n");

    CPPUNIT_ASSERT(book_->reload().has_value());

    CPPUNIT_ASSERT_EQUAL("2 rules of site.rules"s, book_->summary());
    CPPUNIT_ASSERT_EQUAL("a"s, book_->current()->rules[0].facility);
  }

  void keepsTheOldRulesOverABrokenFile() {
    write("allow any any a anyone\nallow any any b everyone\n");

    const auto reloaded = book_->reload();

    CPPUNIT_ASSERT_EQUAL("site.rules:2:17"s, reloaded.error().message.substr(0, 15));
    CPPUNIT_ASSERT_EQUAL("site.rules:1: deny any any * anyone"s, book_->current()->rules[0].shown);
  }

  void keepsTheOldRulesWhenTheFileIsGone() {
    std::filesystem::remove(directory_.path("site.rules"));

    CPPUNIT_ASSERT(!book_->reload().has_value());

    CPPUNIT_ASSERT_EQUAL("1 rule of site.rules"s, book_->summary());
  }

  void leavesWhoeverHoldsTheOldRulesAlone() {
    const auto before = book_->current();
    write("allow any any a anyone");

    CPPUNIT_ASSERT(book_->reload().has_value());

    CPPUNIT_ASSERT(before->rules[0].verdict == Verdict::kDeny);
    CPPUNIT_ASSERT(book_->current()->rules[0].verdict == Verdict::kAllow);
  }

 private:
  std::string write(const std::string& text) const { return directory_.write("site.rules", text); }

  test::TemporaryDirectory directory_;
  std::shared_ptr<RuleBook> book_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleBookTest);

}  // namespace
}  // namespace fanfare::policies
