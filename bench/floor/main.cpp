// floor: what the job costs at least. A server's CPU time reads as a multiple of this program's.
//
//    floor --port P --redis HOST:PORT [--threads K] [--uring] [--fixed] [--certificate FILE --key
//    FILE]
//
// --threads: K loops, each with a listener and a Redis connection. --uring: many sends in one
// system call. --fixed: also with registered descriptors. --certificate: TLS 1.3, not with --uring.

#include <getopt.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

#include "floor/loop.h"
#include "support/process.h"
#include "support/text.h"

namespace {

fanfare::bench::FloorOptions parseFloorOptions(int argc, char** argv) {
  static const option kTable[] = {
      {"port", 1, nullptr, 'p'},        {"redis", 1, nullptr, 'r'}, {"threads", 1, nullptr, 't'},
      {"uring", 0, nullptr, 'u'},       {"fixed", 0, nullptr, 'f'}, {"ring", 1, nullptr, 'R'},
      {"certificate", 1, nullptr, 'c'}, {"key", 1, nullptr, 'k'},   {}};
  fanfare::bench::FloorOptions options;
  for (int c = 0; (c = getopt_long(argc, argv, "", kTable, nullptr)) != -1;) {
    if (c == 'p') {
      options.port = std::atoi(optarg);
    } else if (c == 'r') {
      const auto url = fanfare::bench::parseUrl(optarg, 6379);
      options.redisHost = url.host;
      options.redisPort = url.port;
    } else if (c == 't') {
      options.threads = std::atoi(optarg);
    } else if (c == 'R') {
      options.ringSize = static_cast<unsigned>(std::atoi(optarg));
    } else if (c == 'c') {
      options.certificate = optarg;
    } else if (c == 'k') {
      options.key = optarg;
    } else if (c == 'u' || c == 'f') {
      options.usesRing = true;
      options.usesFixedFiles = c == 'f' || options.usesFixedFiles;
    } else {
      std::cerr << "usage: floor --port P --redis HOST:PORT [--threads K] [--uring] [--fixed] "
                   "[--certificate FILE --key FILE]\n";
      std::exit(2);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parseFloorOptions(argc, argv);
  fanfare::bench::raiseDescriptorLimit();
  std::signal(SIGPIPE, SIG_IGN);
  const auto serve = [&options] { fanfare::bench::Loop(options).run(); };
  std::vector<std::thread> others;
  for (int i = 1; i < options.threads; ++i) others.emplace_back(serve);
  serve();
}
