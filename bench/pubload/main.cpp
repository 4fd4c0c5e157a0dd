// pubload: publishes numbered messages with a time stamp for wsload, to Redis (PUBLISH, or SETEX
// and PUBLISH) or by HTTP POST, pipelined. Prints one line of JSON.

#include <csignal>
#include <iostream>

#include "pubload/publishing.h"

int main(int argc, char** argv) {
  using namespace fanfare::bench;
  const PublishOptions options = parsePublishOptions(argc, argv);
  std::signal(SIGPIPE, SIG_IGN);

  Publishing publishing(options);
  publishing.run();
  std::cout << publishing.report() << std::endl;
  return publishing.succeeded() ? 0 : 1;
}
