#ifndef FANFARE_BENCH_PUBLOAD_OPTIONS_H_
#define FANFARE_BENCH_PUBLOAD_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace fanfare::bench {

struct PublishOptions {
  std::string host = "127.0.0.1";
  int port = 6379;
  bool overHttp = false;
  std::string path = "/";  // over HTTP
  std::string method = "POST";
  std::string contentType = "text/plain";
  std::string channel = "bench";
  std::string body = "seq={seq};t={t};{pad}";
  std::vector<std::string> progress;
  std::vector<std::string> headers;
  std::uint64_t channels = 1;
  std::uint64_t links = 1;
  std::uint64_t messages = 1;
  std::uint64_t size = 128;
  std::uint64_t window = 64;
  std::uint64_t fanout = 1;
  std::uint64_t firstNumber = 0;
  std::uint64_t persist = 0;  // seconds; 0: not kept
  double rate = 0;            // messages a second; 0: as the window allows
  double stall = 3;
  double limit = 300;
  bool waitsForClients = false;
};

// Ends the program on --help and on wrong use.
PublishOptions parsePublishOptions(int argc, char** argv);

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_PUBLOAD_OPTIONS_H_
