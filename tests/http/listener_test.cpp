#include "http/listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstdlib>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

class ListenerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ListenerTest);
  CPPUNIT_TEST(tellsThePortItCameTo);
  CPPUNIT_TEST(refusesAPortInUse);
  CPPUNIT_TEST(refusesWhatIsNoAddress);
  CPPUNIT_TEST(replacesAUnixSocketThatNobodyListensOn);
  CPPUNIT_TEST(leavesAUnixSocketInUseAlone);
  CPPUNIT_TEST(leavesAFileThatIsNoSocketAlone);
  CPPUNIT_TEST(removesItsFileWithItself);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    char name[] = "/tmp/fanfare-listener-XXXXXX";
    folder_ = ::mkdtemp(name);
    path_ = folder_ + "/socket";
  }
  void tearDown() override {
    ::unlink(path_.c_str());
    ::rmdir(folder_.c_str());
  }

  void tellsThePortItCameTo() {
    const Listener v4 = Listener::on("localhost", 0).value();
    const Listener v6 = Listener::on("[::1]", 0).value();

    CPPUNIT_ASSERT_EQUAL("127.0.0.1:" + std::to_string(v4.port()), v4.address());
    CPPUNIT_ASSERT_EQUAL("[::1]:" + std::to_string(v6.port()), v6.address());
    CPPUNIT_ASSERT(v4.port() != 0 && v6.port() != 0);
  }

  void refusesAPortInUse() {
    const Listener first = Listener::on("127.0.0.1", 0).value();

    const auto second = Listener::on("127.0.0.1", first.port());

    CPPUNIT_ASSERT(second.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL("cannot listen on " + first.address() + ": Address already in use",
                         second.error().message);
  }

  void refusesWhatIsNoAddress() {
    for (const char* bad : {"", "example.org", "127.0.0.1:80", "unix:", "256.0.0.1", "[::1"}) {
      const auto listener = Listener::on(bad, 0);
      CPPUNIT_ASSERT_MESSAGE(bad, listener.error().code == ErrorCode::kInvalidArgument);
    }
    CPPUNIT_ASSERT(!Listener::on("unix:/" + std::string(200, 'a'), 0));
  }

  void replacesAUnixSocketThatNobodyListensOn() {
    const net::Descriptor abandoned(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    CPPUNIT_ASSERT_EQUAL(
        0, ::bind(abandoned.fd(), reinterpret_cast<sockaddr*>(&address), sizeof address));

    CPPUNIT_ASSERT_EQUAL("unix:" + path_, Listener::on("unix:" + path_, 0).value().address());
  }

  void leavesAUnixSocketInUseAlone() {
    const Listener first = Listener::on("unix:" + path_, 0).value();

    CPPUNIT_ASSERT(Listener::on("unix:" + path_, 0).error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(exists());
  }

  void leavesAFileThatIsNoSocketAlone() {
    std::fclose(std::fopen(path_.c_str(), "w"));

    CPPUNIT_ASSERT(!Listener::on("unix:" + path_, 0));
    CPPUNIT_ASSERT(exists());
  }

  void removesItsFileWithItself() {
    { const Listener listener = Listener::on("unix:" + path_, 0).value(); }
    CPPUNIT_ASSERT(!exists());
  }

 private:
  bool exists() const {
    struct stat status {};
    return ::lstat(path_.c_str(), &status) == 0;
  }

  std::string folder_;
  std::string path_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ListenerTest);

}  // namespace
}  // namespace fanfare::http
