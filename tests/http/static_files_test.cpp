#include "http/static_files.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

class StaticFilesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StaticFilesTest);
  CPPUNIT_TEST(holdsTheDemo);
  CPPUNIT_TEST(tellsTheTypeByTheEnding);
  CPPUNIT_TEST(knowsNoFileByAnyOtherName);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsTheDemo() {
    const Answer page = fileAnswer(demoFiles(), "");

    CPPUNIT_ASSERT_EQUAL(200, page.status);
    CPPUNIT_ASSERT_EQUAL("<!doctype html>"s, page.body.substr(0, 15));
    CPPUNIT_ASSERT_EQUAL("</html>\n"s, page.body.substr(page.body.size() - 8));
  }

  void tellsTheTypeByTheEnding() {
    const std::vector<StaticFile> files = {
        {"a.js", "1"}, {"b.css", "2"}, {"c.svg", "3"}, {"d", "4"}};

    CPPUNIT_ASSERT_EQUAL("text/javascript; charset=utf-8"s, fileAnswer(files, "a.js").contentType);
    CPPUNIT_ASSERT_EQUAL("text/css; charset=utf-8"s, fileAnswer(files, "b.css").contentType);
    CPPUNIT_ASSERT_EQUAL("image/svg+xml"s, fileAnswer(files, "c.svg").contentType);
    CPPUNIT_ASSERT_EQUAL("application/octet-stream"s, fileAnswer(files, "d").contentType);
  }

  void knowsNoFileByAnyOtherName() {
    for (const char* name : {"nothing", "../demo/index.html", "/etc/passwd", "index.html/"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, 404, fileAnswer(demoFiles(), name).status);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StaticFilesTest);

}  // namespace
}  // namespace fanfare::http
