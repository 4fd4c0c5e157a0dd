#include "socketio/packet_queue.h"

#include <cppunit/extensions/HelperMacros.h>

#include "ws/frame_writer.h"

namespace fanfare::socketio {
namespace {

using dialects::socketio::EngineVersion;
using ws::Opcode;

net::Chunk frames(std::initializer_list<std::pair<Opcode, std::string>> all) {
  std::string bytes;
  for (const auto& [opcode, payload] : all) bytes += ws::frameOf(opcode, payload);
  return net::Chunk(std::move(bytes));
}

class SocketIoPacketQueueTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoPacketQueueTest);
  CPPUNIT_TEST(readsTheFramesOfAllLengths);
  CPPUNIT_TEST(readsBinaryFramesOfBothVersions);
  CPPUNIT_TEST(takesNoMorePacketsThanAPayloadMayHave);
  CPPUNIT_TEST(countsWhatWaits);
  CPPUNIT_TEST(givesWhatIsLeftAsItCame);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTheFramesOfAllLengths() {
    PacketQueue queue;
    const std::vector<std::size_t> sizes{0, 1, 124, 125, 126, 65534, 65535, 65536, 70000};
    for (const std::size_t size : sizes) {
      queue.push(frames({{Opcode::kText, "4" + std::string(size, 'x')}}));
    }

    const auto packets = queue.takePackets(EngineVersion::k4);

    CPPUNIT_ASSERT_EQUAL(sizes.size(), packets.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      CPPUNIT_ASSERT(packets[i].type == dialects::socketio::EnginePacketType::kMessage);
      CPPUNIT_ASSERT_EQUAL(sizes[i], packets[i].data.size());
    }
    CPPUNIT_ASSERT(queue.empty());
  }

  void readsBinaryFramesOfBothVersions() {
    for (const auto& [version, frame] : {std::pair{EngineVersion::k3, std::string("\x04\x01\x02")},
                                         std::pair{EngineVersion::k4, std::string("\x01\x02")}}) {
      PacketQueue queue;
      queue.push(frames({{Opcode::kText, "451-[]"}, {Opcode::kBinary, frame}}));

      const auto packets = queue.takePackets(version);

      CPPUNIT_ASSERT_EQUAL(std::size_t{2}, packets.size());
      CPPUNIT_ASSERT_EQUAL(std::string("51-[]"), packets[0].data);
      CPPUNIT_ASSERT(packets[1].kind == PayloadKind::kBinary);
      CPPUNIT_ASSERT_EQUAL(std::string("\x01\x02"), packets[1].data);
    }
  }

  void takesNoMorePacketsThanAPayloadMayHave() {
    PacketQueue queue;
    for (int i = 0; i < 20; ++i) queue.push(frames({{Opcode::kText, "4" + std::to_string(i)}}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{16}, queue.takePackets(EngineVersion::k4).size());
    const auto rest = queue.takePackets(EngineVersion::k4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, rest.size());
    CPPUNIT_ASSERT_EQUAL(std::string("16"), rest.front().data);
  }

  void countsWhatWaits() {
    PacketQueue queue;
    queue.push(frames({{Opcode::kText, "4a"}, {Opcode::kText, "4b"}}));
    CPPUNIT_ASSERT(queue.bytes() >= 8);

    (void)queue.takePackets(EngineVersion::k4);

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, queue.bytes());
  }

  void givesWhatIsLeftAsItCame() {
    PacketQueue queue;
    for (int i = 0; i < 17; ++i) queue.push(frames({{Opcode::kText, "4" + std::to_string(i)}}));
    (void)queue.takePackets(EngineVersion::k4);

    const auto left = queue.takeFrames();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, left.size());
    CPPUNIT_ASSERT_EQUAL(ws::frameOf(Opcode::kText, "416"), std::string(left[0].bytes()));
    CPPUNIT_ASSERT(queue.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, queue.bytes());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoPacketQueueTest);

}  // namespace
}  // namespace fanfare::socketio
