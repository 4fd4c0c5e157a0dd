#include "foreign/pickle.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/pickles.h"

namespace fanfare::foreign {
namespace {

using namespace std::string_literals;

std::string whyRefused(const std::string& bytes) {
  const auto value = readPickle(bytes);
  return value ? "it was read" : value.error().message;
}

class PickleTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PickleTest);
  CPPUNIT_TEST(readsEachProtocol);
  CPPUNIT_TEST(readsNumbersOfEachSize);
  CPPUNIT_TEST(readsTextsOfPython2);
  CPPUNIT_TEST(takesTimesAndBytesForNull);
  CPPUNIT_TEST(takesWhatIsNoNumberInJsonForNull);
  CPPUNIT_TEST(leavesOutMembersUnderOtherKeysThanTexts);
  CPPUNIT_TEST(keepsTheLastOfAKeyGivenTwice);
  CPPUNIT_TEST(showsAListThatGrewWhereverItIsHeld);
  CPPUNIT_TEST(refusesWhatWouldCallSomething);
  CPPUNIT_TEST(refusesAClassByItself);
  CPPUNIT_TEST(refusesWhatIsCut);
  CPPUNIT_TEST(refusesWhatIsNotThere);
  CPPUNIT_TEST(refusesWhatIsOnTheWrongKindOfThing);
  CPPUNIT_TEST(refusesTextThatIsNotUtf8);
  CPPUNIT_TEST(refusesACircle);
  CPPUNIT_TEST(refusesWhatIsTooDeep);
  CPPUNIT_TEST(refusesMuchMadeOfLittle);
  CPPUNIT_TEST(refusesManyKeysMadeOfLittle);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST(tellsBytesAndTuplesWhereItReadsExactly);
  CPPUNIT_TEST(keepsLargeIntegersWhereItReadsExactly);
  CPPUNIT_TEST(namesEveryMemberWhereItReadsExactly);
  CPPUNIT_TEST(refusesMoreOpcodesWhereItReadsExactly);
  CPPUNIT_TEST(holdsTheBoundsItIsGiven);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsEachProtocol() {
    for (const auto& pickle : testing::pickles()) {
      const auto value = readPickle(pickle);

      CPPUNIT_ASSERT_EQUAL("alice"s, *value->at("username")->asText());
      const std::vector<std::string> groups{"staff", "ops"};
      CPPUNIT_ASSERT(*value->at("groups")->asNames() == groups);
      CPPUNIT_ASSERT(*value->at("again")->asNames() == groups);
      CPPUNIT_ASSERT(value->at("n.deep.er")->elements()->size() == 3);
      CPPUNIT_ASSERT_EQUAL("x"s, value->at("s")->asNames()->front());
      CPPUNIT_ASSERT_EQUAL("y"s, value->at("f")->asNames()->front());
      CPPUNIT_ASSERT_EQUAL(std::string(300, 'x'), *value->at("long")->asText());
    }
  }

  void readsNumbersOfEachSize() {
    for (const auto& pickle : testing::pickles()) {
      const auto value = readPickle(pickle);
      const auto& scalars = *value->at("t")->elements();

      CPPUNIT_ASSERT_EQUAL(1.0, *scalars.at(0).asNumber());
      CPPUNIT_ASSERT_EQUAL(-2.0, *scalars.at(1).asNumber());
      CPPUNIT_ASSERT_EQUAL("300"s, *scalars.at(2).asName());
      CPPUNIT_ASSERT_EQUAL("70000"s, *scalars.at(3).asName());
      CPPUNIT_ASSERT_EQUAL(-5e9, *scalars.at(4).asNumber());
      CPPUNIT_ASSERT(!scalars.at(5).isNull() && !scalars.at(5).asName());
      CPPUNIT_ASSERT(scalars.at(6).isNull());
      CPPUNIT_ASSERT_EQUAL(1.5, *scalars.at(7).asNumber());
      CPPUNIT_ASSERT_EQUAL(1e300, *scalars.at(8).asNumber());
      CPPUNIT_ASSERT_EQUAL("é€😀\n\\'\""s, *scalars.at(9).asText());
    }
    CPPUNIT_ASSERT_EQUAL("0"s, *readPickle("\x8a\0."s)->asName());
    CPPUNIT_ASSERT(!readPickle("F7\n.")->asName());  // a float is no whole number
  }

  void readsTextsOfPython2() {
    CPPUNIT_ASSERT_EQUAL("it's"s, *readPickle("S'it\\'s'\n.")->asText());
    CPPUNIT_ASSERT_EQUAL("\xc3\xa9\n"s, *readPickle("S'\\xc3\\xa9\\n'\n.")->asText());
    CPPUNIT_ASSERT_EQUAL("abc"s, *readPickle("\x80\x02U\x03"
                                             "abc.")
                                      ->asText());
    CPPUNIT_ASSERT(readPickle("\x80\x02U\x01\xff.")->isNull());
    for (const char* bad : {"S'open\n.", "S'\n.", "Sx\n.", "S'\\q'\n.", "S'\\x1'\n.", "S'\\'\n."}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it is malformed"s, whyRefused(bad));
    }
  }

  void takesTimesAndBytesForNull() {
    for (const auto& pickle : testing::pickles()) {
      const auto value = readPickle(pickle);
      for (const char* name : {"when", "z", "b", "e", "big"}) {
        CPPUNIT_ASSERT_MESSAGE(name, value->at(name) && value->at(name)->isNull());
      }
    }
  }

  void takesWhatIsNoNumberInJsonForNull() {
    for (const char* text : {"Fnan\n.", "Finf\n.", "F1e999\n.", "L99999999999999999999L\n."}) {
      CPPUNIT_ASSERT_MESSAGE(text, readPickle(text)->isNull());
    }
    CPPUNIT_ASSERT(readPickle("G\x7f\xf0\0\0\0\0\0\0."s)->isNull());
  }

  void leavesOutMembersUnderOtherKeysThanTexts() {
    for (const auto& pickle : testing::pickles()) {
      CPPUNIT_ASSERT(!readPickle(pickle)->at("3"));
    }
  }

  void keepsTheLastOfAKeyGivenTwice() {
    const auto value = readPickle("}X\1\0\0\0aK\1sX\1\0\0\0aK\2s."s);
    CPPUNIT_ASSERT_EQUAL("2"s, *value->at("a")->asName());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, value->members()->size());
  }

  void showsAListThatGrewWhereverItIsHeld() {
    const auto value = readPickle(
        "]q\0"
        "0(h\0K\7lh\0K\5a0."s);  // [l, 7] and then l.append(5)
    const auto& elements = *value->elements();
    CPPUNIT_ASSERT_EQUAL("5"s, *elements.at(0).elements()->at(0).asName());
    CPPUNIT_ASSERT_EQUAL("7"s, *elements.at(1).asName());
  }

  void refusesWhatWouldCallSomething() {
    for (const std::string& bad : {"cos\nsystem\n(S'true'\ntR."s,
                                   "(S'true'\nios\nsystem\n."s,
                                   "cos\nsystem\n."s,
                                   "\x80\x04\x8c\2os\x8c\6system\x93."s,
                                   "\x80\x02"
                                   "cos\nsystem\n)\x81."s,
                                   "\x80\x04"
                                   "cbuiltins\neval\n)}\x92."s,
                                   "(cos\nsystem\no."s,
                                   "}}b."s,
                                   "Pid\n."s,
                                   "NQ."s,
                                   "\x80\x02\x82\1."s,
                                   "\x83\1\0."s,
                                   "\x84\1\0\0\0."s,
                                   "\x97."s,
                                   "N\x98."s,
                                   "cbuiltins\neval\n(S'1'\ntR."s,
                                   "cbuiltins\ngetattr\n."s,
                                   "c__builtin__\nexec\n."s,
                                   "ccopyreg\n_reconstructor\n."s,
                                   "\xff."s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it holds more than plain data"s, whyRefused(bad));
    }
  }

  void refusesAClassByItself() {
    CPPUNIT_ASSERT_EQUAL("it holds more than plain data"s, whyRefused("cdatetime\ndatetime\n."));
    CPPUNIT_ASSERT_EQUAL("it holds more than plain data"s,
                         whyRefused("(cdatetime\ndatetime\ncbuiltins\nset\nl."));
    CPPUNIT_ASSERT_EQUAL("it holds more than plain data"s, whyRefused("]cbuiltins\nset\n0)R."s));
    CPPUNIT_ASSERT_EQUAL("it holds more than plain data"s, whyRefused("cbuiltins\nset\n)R."s));
    CPPUNIT_ASSERT_EQUAL("it is malformed"s, whyRefused("cdatetime\ndatetime\nNR."s));
  }

  void refusesWhatIsCut() {
    for (const auto& pickle : testing::pickles()) {
      for (std::size_t size = 0; size < pickle.size(); ++size) {
        CPPUNIT_ASSERT_EQUAL("it is malformed"s, whyRefused(pickle.substr(0, size)));
      }
    }
  }

  void refusesWhatIsNotThere() {
    for (const std::string& bad : {"."s,
                                   "0."s,
                                   "1."s,
                                   "2."s,
                                   "a."s,
                                   "Na."s,
                                   "e."s,
                                   "]e."s,
                                   "t."s,
                                   "\x85."s,
                                   "K\1\x86."s,
                                   "K\1K\1\x87."s,
                                   "d."s,
                                   "s."s,
                                   "}s."s,
                                   "}Ns."s,
                                   "u."s,
                                   "l."s,
                                   "h\0."s,
                                   "g0\n."s,
                                   "gx\n."s,
                                   "j\0\0\0\0."s,
                                   "q\0."s,
                                   "p0\n."s,
                                   "\x94."s,
                                   "R."s,
                                   "\x93."s,
                                   "N\x93."s,
                                   "(."s,
                                   "NN."s,
                                   "(N."s,
                                   "(2."s,
                                   "N(a."s,
                                   "\x90."s,
                                   "\x91."s,
                                   "X\5\0\0\0abc."s,
                                   "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
                                   "a."s,
                                   "Ix\n."s,
                                   "I1"s,
                                   "Lx\n."s,
                                   "Fx\n."s,
                                   "F\n."s,
                                   "V\\u12\n."s,
                                   "V\\Uffffffff\n."s,
                                   "NN\x93."s,
                                   "p-1\n."s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it is malformed"s, whyRefused(bad));
    }
  }

  void refusesWhatIsOnTheWrongKindOfThing() {
    for (const std::string& bad : {"NNa."s, ")Na."s, "](NNu."s, "}Na."s, "](N\x90."s, "}(Nu."s,
                                   "(Nd."s, "\x8fNNs."s, "N(Ne."s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it is malformed"s, whyRefused(bad));
    }
  }

  void refusesTextThatIsNotUtf8() {
    CPPUNIT_ASSERT_EQUAL("it is malformed"s, whyRefused("X\1\0\0\0\xff."s));
    CPPUNIT_ASSERT_EQUAL("it is malformed"s, whyRefused("V\\ud800\n."s));
  }

  void refusesACircle() {
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused("]q\0h\0a."s));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused("}q\0X\1\0\0\0ah\0s."s));
  }

  void refusesWhatIsTooDeep() {
    const auto nested = [](int depth) {
      const auto count = static_cast<std::size_t>(depth);
      return std::string(count, ']') + "N" + std::string(count, 'a') + ".";
    };
    CPPUNIT_ASSERT(readPickle(nested(kMaxPickleDepth)).has_value());
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused(nested(kMaxPickleDepth + 1)));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused(nested(60'000)));
  }

  void refusesMuchMadeOfLittle() {
    std::string laughs = "(NNNNNNNNNNl";
    for (int i = 0; i < 12; ++i) laughs = "(" + laughs + "2222222222l";
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused(laughs + "."));

    const std::string text = "X\0\0\2\0"s + std::string(131'072, 'x');
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused("(" + text + std::string(8, '2') + "l."));
    CPPUNIT_ASSERT(readPickle("(" + text + std::string(7, '2') + "l.").has_value());
  }

  void refusesManyKeysMadeOfLittle() {
    const std::string dict = "(" + std::string(60'000, 'N') + "d";
    CPPUNIT_ASSERT_EQUAL("it holds too much"s,
                         whyRefused("(" + dict + std::string(60'000, '2') + "l."));
  }

  void refusesWhatIsTooLarge() {
    CPPUNIT_ASSERT_EQUAL("it holds too much"s, whyRefused(std::string(kMaxPickleBytes, ' ') + "."));
    CPPUNIT_ASSERT_EQUAL("it holds too much"s,
                         whyRefused("(" + std::string(kMaxPickledValues + 1, 'N') + "l."));
  }

  void tellsBytesAndTuplesWhereItReadsExactly() {
    for (const auto& bytes : {"C\1\xff."s, "B\1\0\0\0\xff."s, "\x8e\1\0\0\0\0\0\0\0\xff."s,
                              "\x96\1\0\0\0\0\0\0\0\xff."s}) {
      CPPUNIT_ASSERT_EQUAL("\xff"s, *exactly(bytes)->asBytes());
      CPPUNIT_ASSERT(readPickle(bytes)->isNull());
    }
    for (const auto& tuple : {")."s, "N\x85."s, "NN\x86."s, "NNN\x87."s, "(NNNNt."s}) {
      CPPUNIT_ASSERT(exactly(tuple)->isTuple());
      CPPUNIT_ASSERT(readPickle(tuple)->elements());
    }
    CPPUNIT_ASSERT(!exactly("].")->isTuple());
  }

  void keepsLargeIntegersWhereItReadsExactly() {
    const auto digits = [](const std::string& bytes) {
      return exactly("\x8a"s + static_cast<char>(bytes.size()) + bytes + ".")->asDigits().value();
    };
    const std::string zeros(8, '\0');
    CPPUNIT_ASSERT_EQUAL("0"s, digits(""));
    CPPUNIT_ASSERT_EQUAL("-1"s, digits("\xff"));
    CPPUNIT_ASSERT_EQUAL("0"s, digits(zeros + zeros));
    CPPUNIT_ASSERT_EQUAL("-1"s, digits(std::string(9, '\xff')));
    CPPUNIT_ASSERT_EQUAL("18446744073709551616"s, digits(zeros + "\1"));
    CPPUNIT_ASSERT_EQUAL("-18446744073709551616"s, digits(zeros + "\xff"));
    CPPUNIT_ASSERT_EQUAL("1000000000000000000000000000000"s,
                         digits("\0\0\0\x40\xea\xed\x74\x46\xd0\x9c\x2c\x9f\x0c"s));
    CPPUNIT_ASSERT_EQUAL(std::size_t{306}, digits(std::string(127, '\0') + "\1").size());  // 2^1016
    CPPUNIT_ASSERT(!exactly("\x8a\x81"s + std::string(129, '\1') + "."));
  }

  void namesEveryMemberWhereItReadsExactly() {
    const auto value = exactly("}(K\7N\x88NNNG\x3f\xf8\0\0\0\0\0\0N\x8c\1aNu."s);
    std::vector<std::string> names;
    for (const auto& [name, member] : *value->members()) names.push_back(name);
    CPPUNIT_ASSERT((names == std::vector<std::string>{"7", "true", "null", "1.5", "a"}));
    for (const auto& bad : {"}C\1aNs."s, "})Ns."s, "}]Ns."s}) {
      CPPUNIT_ASSERT_EQUAL("it holds a key that JSON has not"s, exactly(bad).error().message);
    }
  }

  void refusesMoreOpcodesWhereItReadsExactly() {
    for (const std::string& bad :
         {"\x8f."s, "(\x91."s, "I1\n."s, "L1L\n."s, "F1\n."s, "S'a'\n."s, "T\1\0\0\0a."s, "U\1a."s,
          "Va\n."s, "(l."s, "(d."s, "N2."s, "N0."s, "N(1."s, "Np0\n."s, "cdatetime\ndate\n."s,
          "\x8b\1\0\0\0\1."s, "\x8c\1a\x8c\1b\x93."s, "NNR."s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it holds more than plain data"s,
                                   exactly(bad).error().message);
    }
    for (const std::string& bad : {"\x80\1N."s, "\x80\0N."s, "\x80\6N."s, "\x80"s}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "it is malformed"s, exactly(bad).error().message);
    }
    CPPUNIT_ASSERT(exactly("\x80\2N.")->isNull());
    CPPUNIT_ASSERT(exactly("\x80\5N.")->isNull());
  }

  void holdsTheBoundsItIsGiven() {
    const PickleBounds bounds{12, 3, 2};
    const auto isRead = [&](const std::string& bytes) {
      return readPickleExactly(bytes, bounds).has_value();
    };
    CPPUNIT_ASSERT(isRead("\x8c\2ab."));
    CPPUNIT_ASSERT(!isRead("\x8c\3abc."));
    CPPUNIT_ASSERT(!isRead("C\3abc."));
    CPPUNIT_ASSERT(!isRead("M\x64\0."s));  // 100
    CPPUNIT_ASSERT(isRead("NN\x86."));
    CPPUNIT_ASSERT(!isRead("NNN\x87."));
    CPPUNIT_ASSERT(isRead("N\x94\x94\x94."));
    CPPUNIT_ASSERT(!isRead("N\x94\x94\x94\x94."));
    CPPUNIT_ASSERT(!isRead("N" + std::string(12, ' ')));
  }

 private:
  static Result<Value> exactly(const std::string& bytes) { return readPickleExactly(bytes, {}); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PickleTest);

}  // namespace
}  // namespace fanfare::foreign
