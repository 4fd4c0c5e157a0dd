#include "sessions/inflate.h"

#include <zlib.h>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

std::string deflated(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string bytes(size, '\0');
  compress(reinterpret_cast<Bytef*>(bytes.data()), &size,
           reinterpret_cast<const Bytef*>(text.data()), text.size());
  bytes.resize(size);
  return bytes;
}

class InflateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(InflateTest);
  CPPUNIT_TEST(givesBackWhatWasDeflated);
  CPPUNIT_TEST(stopsAtItsBound);
  CPPUNIT_TEST(refusesWhatIsCutOrFollowedByMore);
  CPPUNIT_TEST(refusesWhatIsNoZlib);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesBackWhatWasDeflated() {
    const std::string text(1000, 'a');
    CPPUNIT_ASSERT_EQUAL(text, inflated(deflated(text), 1000).value());
    CPPUNIT_ASSERT_EQUAL(""s, inflated(deflated(""), 10).value());
  }

  void stopsAtItsBound() {
    CPPUNIT_ASSERT(!inflated(deflated(std::string(1001, 'a')), 1000));
    CPPUNIT_ASSERT(!inflated(deflated(std::string(50'000'000, 'a')), 1000));
  }

  void refusesWhatIsCutOrFollowedByMore() {
    const std::string bytes = deflated("some text");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CPPUNIT_ASSERT(!inflated(bytes.substr(0, size), 100));
    }
    CPPUNIT_ASSERT(!inflated(bytes + "x", 100));
  }

  void refusesWhatIsNoZlib() {
    std::string broken = deflated("some text");
    broken.back() = static_cast<char>(broken.back() ^ 1);
    CPPUNIT_ASSERT(!inflated(broken, 100));
    CPPUNIT_ASSERT(!inflated("\x1f\x8b\x08 gzip"s, 100));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(InflateTest);

}  // namespace
}  // namespace fanfare::sessions
