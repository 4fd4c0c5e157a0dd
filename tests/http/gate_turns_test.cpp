#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/front_door.h"
#include "support/patient_prefetch.h"
#include "support/standing_clock.h"
#include "support/temporary_directory.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using namespace fanfare::testing;

const std::string kHealth = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";

std::string opening(const std::string& target) {
  return "GET " + target +
         " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Before a gate whose clock stands still unless a test advances it.
class GateTurnsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GateTurnsTest);
  CPPUNIT_TEST(holdsBackNoneThatComeSlowly);
  CPPUNIT_TEST(handsOnTogetherThoseThatComeFast);
  CPPUNIT_TEST(handsOnWithTheOthersWhoWasLetInBefore);
  CPPUNIT_TEST(holdsBackNobodyElseMeanwhile);
  CPPUNIT_TEST(isNotHeldUpByWhoSaysNothing);
  CPPUNIT_TEST(tellsPeersBeyondItsBoundThatComeMeanwhile);
  CPPUNIT_TEST(opensForAllOfACrowd);
  CPPUNIT_TEST(stopsWhileHandshakesGather);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    prefetch_ = std::make_unique<PatientPrefetch>();
    prefetch_->finishesAtOnce = true;
    clients_.clear();
  }

  void holdsBackNoneThatComeSlowly() {
    FrontDoor door({}, parts());
    for (int i = 0; i < 3; ++i) {
      come(door, "slow");
      CPPUNIT_ASSERT_EQUAL("slow"s, nextAt(door));
      clock_.advance(Gathering::kPause);
    }
  }

  void handsOnTogetherThoseThatComeFast() {
    FrontDoor door({}, parts());
    beginGathering(door);

    for (int i = 0; i < 3; ++i) come(door, "third");
    clock_.advance(Gathering::kPause);
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL("third"s, nextAt(door));

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, prefetch_->asked().size());
  }

  void handsOnWithTheOthersWhoWasLetInBefore() {
    FrontDoor door({}, parts());
    HttpClient early(door.address());
    HttpClient known(door.address());
    early.send("GET /ws/");
    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));
    beginGathering(door);

    early.send(opening("early").substr("GET "s.size()));
    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));  // behind whom he has been read
    come(door, "late");
    clock_.advance(Gathering::kPause);
    nextAt(door);
    nextAt(door);

    const auto asked = prefetch_->asked();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, asked.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, asked.back().size());
  }

  void holdsBackNobodyElseMeanwhile() {
    FrontDoor door({}, parts());
    HttpClient known(door.address());
    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));
    beginGathering(door);

    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));
    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));
  }

  void isNotHeldUpByWhoSaysNothing() {
    FrontDoor door({}, parts());
    beginGathering(door);

    std::deque<HttpClient> silent;
    for (int i = 0; i < 50; ++i) silent.emplace_back(door.address());
    come(door, "talks");
    clock_.advance(Gathering::kPause);

    CPPUNIT_ASSERT_EQUAL("talks"s, nextAt(door));
    silent.back().send(opening("/ws/talks"));
    CPPUNIT_ASSERT_EQUAL("talks"s, nextAt(door));
  }

  void tellsPeersBeyondItsBoundThatComeMeanwhile() {
    FrontOptions options;
    options.gate.maxConnections = 1;
    FrontDoor door(options, parts());
    beginGathering(door);

    const HttpClient silent(door.address());
    HttpClient refused(door.address());
    clock_.advance(Gathering::kPause);

    CPPUNIT_ASSERT(holds(refused.receiveAll(), " 503 "));
  }

  void opensForAllOfACrowd() {
    const test::TemporaryDirectory folder;
    const std::string header = "PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n";
    for (const auto& [address, greeting] : {std::pair("127.0.0.1"s, ""s),
                                            {"127.0.0.1"s, header},
                                            {"::1"s, ""s},
                                            {"unix:" + folder.path("a"), ""s},
                                            {"unix:" + folder.path("b"), header}}) {
      FrontOptions options;
      options.addresses = {address};
      if (!greeting.empty()) options.gate.announcers = AddressList::parse("127.0.0.1,unix").value();
      FrontDoor door(options);

      for (std::size_t i = 0; i < 3 * Gathering::kEnough; ++i) come(door, "crowd", greeting);

      for (std::size_t i = 0; i < 3 * Gathering::kEnough; ++i) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(address, "crowd"s, nextAt(door));
      }
      clients_.clear();
    }
  }

  void stopsWhileHandshakesGather() {
    auto door = std::make_unique<FrontDoor>(FrontOptions(), parts());
    HttpClient held(door->address());
    HttpClient known(door->address());
    held.send("GET /ws/");
    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));
    beginGathering(*door);
    held.send(opening("held").substr("GET "s.size()));
    HttpClient waiting(door->address());
    waiting.send(opening("/ws/waits"));
    CPPUNIT_ASSERT(holds(known.ask(kHealth, "ok"), " 200 "));

    door.reset();

    CPPUNIT_ASSERT_EQUAL(""s, held.receiveAll());
    CPPUNIT_ASSERT_EQUAL(""s, waiting.receiveAll());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, prefetch_->asked().size());
  }

 private:
  FrontDoorParts parts() {
    FrontDoorParts parts;
    parts.clock = &clock_;
    parts.prefetch = prefetch_.get();
    return parts;
  }

  void come(FrontDoor& door, const std::string& facility, const std::string& greeting = "") {
    clients_.emplace_back(door.address()).send(greeting + opening("/ws/" + facility));
  }

  // Blocking: until the next one is opened. Returns its facility.
  static std::string nextAt(FrontDoor& door) {
    return door.sink().take().visitor->handshake.facility;
  }

  // Two that follow each other fast; the next waits until the clock goes on.
  void beginGathering(FrontDoor& door) {
    for (int i = 0; i < 2; ++i) {
      come(door, "fast");
      CPPUNIT_ASSERT_EQUAL("fast"s, nextAt(door));
    }
  }

  StandingClock clock_;
  std::unique_ptr<PatientPrefetch> prefetch_;
  std::deque<HttpClient> clients_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(GateTurnsTest);

}  // namespace
}  // namespace fanfare::http
