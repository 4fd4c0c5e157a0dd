#include "ws/deflate_offer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::ws {
namespace {

const std::string kTaken =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

class DeflateOfferTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DeflateOfferTest);
  CPPUNIT_TEST(takesUpWhatBrowsersOffer);
  CPPUNIT_TEST(takesUpEveryParameterThatCanBeKept);
  CPPUNIT_TEST(repeatsAWindowThatTheServerIsAskedFor);
  CPPUNIT_TEST(takesUpTheFirstOfferThatCanBeKept);
  CPPUNIT_TEST(declinesOtherExtensions);
  CPPUNIT_TEST(declinesASmallerServerWindow);
  CPPUNIT_TEST(declinesUnknownDoubledAndInvalidParameters);
  CPPUNIT_TEST(declinesAllOfAMalformedHeader);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesUpWhatBrowsersOffer() {
    expectTaken(kTaken, "permessage-deflate; client_max_window_bits");
    expectTaken(kTaken, "permessage-deflate");
  }

  void takesUpEveryParameterThatCanBeKept() {
    expectTaken(kTaken, "permessage-deflate;server_no_context_takeover;client_no_context_takeover");
    expectTaken(kTaken, " permessage-deflate\t; client_max_window_bits = 8 ");
    expectTaken(kTaken, "permessage-deflate; client_max_window_bits=\"10\"");
    expectTaken(kTaken, "permessage-deflate; client_max_window_bits=\"1\\5\"");
  }

  void repeatsAWindowThatTheServerIsAskedFor() {
    expectTaken(kTaken + "; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=15");
  }

  void takesUpTheFirstOfferThatCanBeKept() {
    expectTaken(kTaken + "; server_max_window_bits=15",
                "x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=10, "
                "permessage-deflate; server_max_window_bits=15, permessage-deflate");
  }

  void declinesOtherExtensions() {
    expectDeclined("permessage-bzip2; x=1");
    expectDeclined("Permessage-Deflate");
  }

  void declinesASmallerServerWindow() {
    expectDeclined("permessage-deflate; server_max_window_bits=14");
    expectDeclined("permessage-deflate; server_max_window_bits=8");
  }

  void declinesUnknownDoubledAndInvalidParameters() {
    for (const char* parameters :
         {"x", "server_no_context_takeover=1", "client_no_context_takeover=true",
          "server_max_window_bits", "server_max_window_bits=16", "client_max_window_bits=7",
          "client_max_window_bits=16", "client_max_window_bits=015", "client_max_window_bits=1x",
          "client_max_window_bits; client_max_window_bits",
          "server_no_context_takeover; server_no_context_takeover"}) {
      expectDeclined(std::string("permessage-deflate; ") + parameters);
    }
  }

  void declinesAllOfAMalformedHeader() {
    for (const char* offers :
         {"", " ", ",", "permessage-deflate,", ",permessage-deflate", "permessage-deflate;",
          "permessage-deflate; =1", "permessage-deflate; client_max_window_bits=",
          "permessage-deflate; client_max_window_bits=\"\"",
          "permessage-deflate; client_max_window_bits=\"15",
          "permessage-deflate; client_max_window_bits=\"1 5\"",
          "permessage-deflate; client_max_window_bits=\"15\\", "permessage-deflate x",
          "permessage-deflate, bad(token)"}) {
      expectDeclined(offers);
    }
  }

 private:
  static void expectTaken(const std::string& answer, const std::string& offers) {
    const auto taken = takeUpDeflate(offers);
    CPPUNIT_ASSERT_MESSAGE(offers, taken.has_value());
    CPPUNIT_ASSERT_EQUAL_MESSAGE(offers, answer, *taken);
  }
  static void expectDeclined(const std::string& offers) {
    CPPUNIT_ASSERT_MESSAGE(offers, !takeUpDeflate(offers));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeflateOfferTest);

}  // namespace
}  // namespace fanfare::ws
