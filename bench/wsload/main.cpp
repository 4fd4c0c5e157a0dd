// wsload: opens many WebSocket or event-stream subscribers from one thread, checks every handshake
// and frame, and accounts for every message that carries "seq=<number>;t=<ns of CLOCK_MONOTONIC>;".
// Prints one line of JSON.

#include <unistd.h>

#include <csignal>
#include <iostream>

#include "support/process.h"
#include "wsload/load.h"

namespace {

fanfare::bench::Load* running = nullptr;

void stopRunning(int) { running->stop(); }

}  // namespace

int main(int argc, char** argv) {
  using namespace fanfare::bench;
  const LoadOptions options = parseOptions(argc, argv);
  if (raiseDescriptorLimit() < options.clients + 16u) {
    std::cerr << "wsload: too few descriptors allowed\n";
  }
  Load load(options);
  running = &load;
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTERM, stopRunning);
  std::signal(SIGINT, stopRunning);

  load.run();
  std::cout << reportOf(options, load.tally(), load.shares()) << std::endl;
  // Closing costs the server time: scripts take their reading before that.
  if (options.linger > 0) usleep(static_cast<useconds_t>(options.linger * 1e6));
  return load.tally().failed || load.tally().protocolErrors ? 1 : 0;
}
