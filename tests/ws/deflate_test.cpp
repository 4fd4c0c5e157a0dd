#include "ws/deflate.h"

#include <algorithm>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::ws {
namespace {

using namespace std::string_view_literals;

class DeflateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DeflateTest);
  CPPUNIT_TEST(writesAndReadsTheExampleOfTheStandard);
  CPPUNIT_TEST(bringsBackWhatWentIn);
  CPPUNIT_TEST(deflatesEachMessageByItself);
  CPPUNIT_TEST(readsStoredAndFinalBlocks);
  CPPUNIT_TEST(refusesBytesThatAreNoDeflateStream);
  CPPUNIT_TEST(refusesAStreamThatEndsWithinABlock);
  CPPUNIT_TEST(stopsAtTheLimit);
  CPPUNIT_TEST(readsOnAfterARefusal);
  CPPUNIT_TEST_SUITE_END();

 public:
  // RFC 7692, 7.2.3.1.
  void writesAndReadsTheExampleOfTheStandard() {
    const auto hello = "\xF2\x48\xCD\xC9\xC9\x07\x00"sv;

    CPPUNIT_ASSERT_EQUAL(std::string(hello), std::string(deflater_.deflate("Hello")));
    expectMessage("Hello", hello);
  }

  void bringsBackWhatWentIn() {
    std::string bytes;
    for (unsigned i = 0, x = 1; i < 300'000; ++i, x = x * 1103515245 + 12345) {
      bytes += static_cast<char>(x >> 16);
    }
    for (const std::size_t size : {0u, 1u, 63u, 16384u, 16385u, 65535u, 300'000u}) {
      const std::string random = bytes.substr(0, size);
      expectMessage(random, std::string(deflater_.deflate(random)));
      const std::string equal(size, 'x');
      expectMessage(equal, std::string(deflater_.deflate(equal)));
    }
  }

  void deflatesEachMessageByItself() {
    const std::string first(deflater_.deflate("the same message"));
    const std::string second(deflater_.deflate("the same message"));

    CPPUNIT_ASSERT_EQUAL(first, second);
    expectMessage("the same message", second);
  }

  // RFC 7692, 7.2.3.3 and 7.2.3.4; and a final block without the byte that should follow it.
  void readsStoredAndFinalBlocks() {
    expectMessage("Hello", "\x00\x05\x00\xFA\xFF\x48\x65\x6C\x6C\x6F\x00"sv);
    expectMessage("Hello", "\xF3\x48\xCD\xC9\xC9\x07\x00\x00"sv);
    expectMessage("Hello", "\xF3\x48\xCD\xC9\xC9\x07\x00"sv);
  }

  void refusesBytesThatAreNoDeflateStream() {
    std::string message;

    CPPUNIT_ASSERT(inflater_.inflate("\xFF\xFF"sv, 100, message) == Inflated::kMalformed);
    CPPUNIT_ASSERT(inflater_.inflate("\x00\x05\x00\x00\x00"sv, 100, message) ==
                   Inflated::kMalformed);
  }

  void refusesAStreamThatEndsWithinABlock() {
    const std::string whole(deflater_.deflate(std::string(500, 'a') + std::string(500, 'b')));
    std::string message;

    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
      CPPUNIT_ASSERT(inflater_.inflate(whole.substr(0, size), 2000, message) ==
                     Inflated::kMalformed);
    }
  }

  void stopsAtTheLimit() {
    const std::string bomb(deflater_.deflate(std::string(8u << 20, '\0')));
    std::string message;

    CPPUNIT_ASSERT(inflater_.inflate(bomb, 65536, message) == Inflated::kTooBig);
    CPPUNIT_ASSERT(message.capacity() <= 2 * 65536);
    CPPUNIT_ASSERT(inflater_.inflate(bomb, 8u << 20, message) == Inflated::kWhole);
  }

  void readsOnAfterARefusal() {
    std::string message;
    CPPUNIT_ASSERT(inflater_.inflate("\xFF\xFF"sv, 100, message) == Inflated::kMalformed);

    expectMessage("next", std::string(deflater_.deflate("next")));
  }

 private:
  void expectMessage(const std::string& expected, std::string_view payload) {
    std::string message = "what was there";
    CPPUNIT_ASSERT(inflater_.inflate(payload, expected.size(), message) == Inflated::kWhole);
    CPPUNIT_ASSERT(expected == message);
  }

  Deflater deflater_;
  Inflater inflater_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeflateTest);

}  // namespace
}  // namespace fanfare::ws
