#include "net/chunk.h"

#include <cstring>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::net {
namespace {

class ChunkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChunkTest);
  CPPUNIT_TEST(holdsTheBytesItWasMadeOf);
  CPPUNIT_TEST(sharesItsBytesWithItsCopies);
  CPPUNIT_TEST(losesItsPrefixWithoutTouchingItsCopies);
  CPPUNIT_TEST(joinsWhatFollowsItInItsBlock);
  CPPUNIT_TEST(refusesToJoinWhatDoesNotFollowIt);
  CPPUNIT_TEST(writesAChunkThatIsLargerThanABlock);
  CPPUNIT_TEST(keepsEarlierChunksWhenABlockIsFull);
  CPPUNIT_TEST(keepsWhatBelongsTogetherInOneBlock);
  CPPUNIT_TEST(commitsLessThanWasReserved);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsTheBytesItWasMadeOf() {
    CPPUNIT_ASSERT(Chunk().empty());
    CPPUNIT_ASSERT(Chunk(std::string()).empty());
    CPPUNIT_ASSERT(Chunk(std::string("abc")).bytes() == "abc");
  }

  void sharesItsBytesWithItsCopies() {
    Chunk original(std::string("abc"));
    const Chunk copy = original;
    const char* const where = original.bytes().data();

    original = Chunk();

    CPPUNIT_ASSERT(copy.bytes() == "abc");
    CPPUNIT_ASSERT(copy.bytes().data() == where);
  }

  void losesItsPrefixWithoutTouchingItsCopies() {
    Chunk sent(std::string("abc"));
    const Chunk copy = sent;

    sent.removePrefix(2);

    CPPUNIT_ASSERT(sent.bytes() == "c");
    CPPUNIT_ASSERT(copy.bytes() == "abc");
  }

  void joinsWhatFollowsItInItsBlock() {
    Chunk first = written("ab");
    const Chunk second = written("cd");

    CPPUNIT_ASSERT(first.join(second));
    CPPUNIT_ASSERT(first.bytes() == "abcd");
  }

  void refusesToJoinWhatDoesNotFollowIt() {
    Chunk first = written("ab");
    Chunk second = written("cd");
    const Chunk third = written("ef");
    const Chunk foreign(std::string("cd"));

    CPPUNIT_ASSERT(!first.join(third));
    CPPUNIT_ASSERT(!first.join(foreign));
    CPPUNIT_ASSERT(!second.join(first));
    CPPUNIT_ASSERT(first.bytes() == "ab");
  }

  void writesAChunkThatIsLargerThanABlock() {
    const std::string large(1u << 20, 'x');
    CPPUNIT_ASSERT(written(large).bytes() == large);
    CPPUNIT_ASSERT(written("behind it").bytes() == "behind it");
  }

  void keepsEarlierChunksWhenABlockIsFull() {
    const Chunk first = written("first");
    std::string expected;
    std::string read;
    for (int i = 0; i < 50; ++i) {
      const std::string piece(10'000, static_cast<char>('a' + i % 26));
      expected += piece;
      read += written(piece).bytes();
    }

    CPPUNIT_ASSERT(read == expected);
    CPPUNIT_ASSERT(first.bytes() == "first");
  }

  void keepsWhatBelongsTogetherInOneBlock() {
    for (int i = 0; i < 50; ++i) {
      writer_.keepTogether(20'000);
      Chunk first = written(std::string(10'000, 'x'));
      CPPUNIT_ASSERT(first.join(written(std::string(10'000, 'y'))));
    }

    writer_.keepTogether(std::size_t{1} << 20);  // more than a block holds
    CPPUNIT_ASSERT(written("as ever").bytes() == "as ever");
  }

  void commitsLessThanWasReserved() {
    std::memcpy(writer_.reserve(100), "ab", 2);
    Chunk first = writer_.commit(2);

    CPPUNIT_ASSERT(first.join(written("cd")));
    CPPUNIT_ASSERT(first.bytes() == "abcd");
  }

 private:
  Chunk written(std::string_view bytes) {
    std::memcpy(writer_.reserve(bytes.size()), bytes.data(), bytes.size());
    return writer_.commit(bytes.size());
  }

  ChunkWriter writer_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChunkTest);

}  // namespace
}  // namespace fanfare::net
