#ifndef FANFARE_TESTS_CONTRACT_SESSION_STORE_CONTRACT_H_
#define FANFARE_TESTS_CONTRACT_SESSION_STORE_CONTRACT_H_

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "sessions/session_store.h"

namespace fanfare::testing {

// What every SessionStore must do. `Harness` is made without arguments and has
//
//    SessionStore& store();                              that it reads from
//    void put(std::vector<std::pair<key, bytes>>);       sessions that have not expired
//    void goAway();                                      what the store reads cannot be reached
//    static constexpr std::size_t kMaxBytes;             of a session
template <typename Harness>
class SessionStoreContract : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionStoreContract<Harness>);
  CPPUNIT_TEST(readsWhatLiesUnderEachKeyInTheirOrder);
  CPPUNIT_TEST(readsOneKeyTwiceIfAskedTwice);
  CPPUNIT_TEST(readsNothingForNoKeys);
  CPPUNIT_TEST(readsManyKeysAtOnce);
  CPPUNIT_TEST(takesAKeyForItsVeryBytes);
  CPPUNIT_TEST(keepsTextAsItIs);
  CPPUNIT_TEST(takesWhatIsTooLargeForNoSession);
  CPPUNIT_TEST(answersManyThreads);
  CPPUNIT_TEST(failsWhereItIsAway);
  CPPUNIT_TEST(readsLaterWhatItReads);
  CPPUNIT_TEST(failsLaterWhereItIsAway);
  CPPUNIT_TEST_SUITE_END();

  using Found = sessions::SessionStore::Found;

 public:
  void setUp() override { harness_ = std::make_unique<Harness>(); }
  void tearDown() override { harness_.reset(); }

  void readsWhatLiesUnderEachKeyInTheirOrder() {
    harness_->put({{"a", "one"}, {"b", "two"}, {"c", "three"}});
    CPPUNIT_ASSERT(*read({"c", "nobody", "a"}) == Found({"three", std::nullopt, "one"}));
  }

  void readsOneKeyTwiceIfAskedTwice() {
    harness_->put({{"a", "one"}});
    CPPUNIT_ASSERT(*read({"a", "a"}) == Found({"one", "one"}));
  }

  void readsNothingForNoKeys() { CPPUNIT_ASSERT(read({})->empty()); }

  void readsManyKeysAtOnce() {
    std::vector<std::pair<std::string, std::string>> sessions;
    std::vector<std::string> keys;
    for (int i = 0; i < 1200; ++i) {
      keys.push_back("key" + std::to_string(i));
      if (i % 3 != 0) sessions.emplace_back(keys.back(), "value" + std::to_string(i));
    }
    harness_->put(sessions);

    const auto found = read(keys);

    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto expected = i % 3 != 0 ? std::optional("value" + std::to_string(i)) : std::nullopt;
      CPPUNIT_ASSERT(found->at(i) == expected);
    }
  }

  void takesAKeyForItsVeryBytes() {
    harness_->put({{"abc", "one"}});
    for (const char* key : {"ABC", "ab", "abc ", " abc", "a%", "abc%", "a_c", "*", "abc' OR '1'='1",
                            "x') OR 1=1 --", "\"abc\"", "abc\\", "\xff\xfe", "abc;", ""}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(key, std::size_t{1}, read({key})->size());
      CPPUNIT_ASSERT_MESSAGE(key, !read({key})->at(0));
    }
    CPPUNIT_ASSERT(!read({std::string("abc\0def", 7)})->at(0));
    CPPUNIT_ASSERT(!read({std::string(100'000, 'k')})->at(0));
    CPPUNIT_ASSERT(read({"abc"})->at(0) == "one");
  }

  void keepsTextAsItIs() {
    const std::string text =
        "quotes '\"`, a \\, a ? and $1, two\r\nlines, ümläuts and \xF0\x9F\x8E\xBA ";
    harness_->put({{"a", text}});
    CPPUNIT_ASSERT(read({"a"})->at(0) == text);
  }

  void takesWhatIsTooLargeForNoSession() {
    harness_->put({{"large", std::string(Harness::kMaxBytes + 1, 'x')},
                   {"fits", std::string(Harness::kMaxBytes, 'x')}});

    const auto found = read({"large", "fits"});

    CPPUNIT_ASSERT(!found->at(0));
    CPPUNIT_ASSERT(found->at(1) && found->at(1)->size() == Harness::kMaxBytes);
  }

  void answersManyThreads() {
    harness_->put({{"a", "one"}, {"b", "two"}});
    std::vector<std::thread> threads;
    std::vector<std::string> seen(8);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      threads.emplace_back([this, i, &seen] {
        for (int turn = 0; turn < 20; ++turn) {
          const auto found = read({i % 2 == 0 ? "a" : "b"});
          seen[i] = found ? found->at(0).value_or("none") : found.error().message;
        }
      });
    }
    for (auto& thread : threads) thread.join();

    for (std::size_t i = 0; i < seen.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL(std::string(i % 2 == 0 ? "one" : "two"), seen[i]);
    }
  }

  void failsWhereItIsAway() {
    harness_->put({{"a", "one"}});
    harness_->goAway();
    for (;;) {
      const auto found = read({"a"});
      if (!found) {
        CPPUNIT_ASSERT(found.error().code == ErrorCode::kUnavailable);
        return;
      }
    }
  }

  void readsLaterWhatItReads() {
    harness_->put({{"a", "one"}, {"b", "two"}});
    const auto found = readLater({"b", "nobody", "a", "b"});
    if (!found) return;  // it can only be waited for
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, found->size());
    CPPUNIT_ASSERT(found->at(0).value() == "two");
    CPPUNIT_ASSERT(found->at(1).value() == std::nullopt);
    CPPUNIT_ASSERT(found->at(2).value() == "one");
    CPPUNIT_ASSERT(found->at(3).value() == "two");
  }

  void failsLaterWhereItIsAway() {
    harness_->put({{"a", "one"}});
    harness_->goAway();
    for (;;) {
      const auto found = readLater({"a", "b"});
      if (!found) return;
      if (found->at(0)) continue;
      CPPUNIT_ASSERT(found->at(0).error().code == ErrorCode::kUnavailable);
      CPPUNIT_ASSERT(found->at(1).error().code == ErrorCode::kUnavailable);
      return;
    }
  }

 protected:
  Harness& harness() { return *harness_; }
  Result<Found> read(const std::vector<std::string>& keys) { return harness_->store().read(keys); }

  using Later = std::vector<Result<std::optional<std::string>>>;
  std::optional<Later> readLater(const std::vector<std::string>& keys) {
    std::promise<Later> promise;
    const bool isRead = harness_->store().readLater(
        keys, [&promise](Later found) { promise.set_value(std::move(found)); });
    if (!isRead) return std::nullopt;
    return promise.get_future().get();
  }

 private:
  std::unique_ptr<Harness> harness_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_SESSION_STORE_CONTRACT_H_
