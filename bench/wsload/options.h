#ifndef FANFARE_BENCH_WSLOAD_OPTIONS_H_
#define FANFARE_BENCH_WSLOAD_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace fanfare::bench {

struct LoadOptions {
  std::string host = "127.0.0.1";
  int port = 80;
  std::string path = "/";
  std::string cookie;
  std::string origin;
  std::string subprotocol;
  std::string progress;
  std::vector<std::string> headers;
  std::vector<std::string> hellos;
  std::vector<std::string> cookies;  // in turn
  std::uint32_t clients = 1;
  std::uint32_t sources = 1;  // addresses 127.0.0.1, 127.0.0.2, ...
  std::uint32_t slow = 0;     // so many clients never read
  std::uint32_t modulus = 0;  // of the index that stands for %d; 0: none
  std::uint32_t inflight = 256;
  std::uint32_t gatherMicroseconds = 0;
  std::uint32_t receiveBuffer = 0;  // of the slow clients; 0: as the system has it
  double ramp = 0;                  // connections per second; 0: as many as possible
  double duration = 0;
  double idle = 5;
  double timeout = 20;
  double limit = 300;
  double linger = 0;
  std::uint64_t expected = 0;  // numbered messages for each client
  std::uint64_t skipped = 0;   // numbers below are left out of the histogram
  double rate = 0;             // messages a second that all clients send; 0: as many as possible
  std::uint64_t sent = 0;      // messages of each client
  std::uint64_t size = 128;    // bytes of each of these
  bool eventStream = false;
  bool deflate = false;
  bool lines = false;
  bool tls = false;
  bool engineIo = false;
  bool verbose = false;

  std::uint64_t shownIndex(std::uint32_t index) const { return modulus ? index % modulus : index; }
};

// Ends the program on --help and on wrong use.
LoadOptions parseOptions(int argc, char** argv);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_OPTIONS_H_
