#include "wsload/options.h"

#include <getopt.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>

#include "support/text.h"

namespace fanfare::bench {
namespace {

constexpr const char* kUsage =
    "usage: wsload [options] ws://HOST:PORT/PATH or wss://...\n"
    "  -n N               connections (1)\n"
    "  --path P           path of the request; %d is the client's index\n"
    "  --mod C            index modulo C for %d: C channels, N/C clients each\n"
    "  --header 'K: V'    another header, repeatable, %d allowed\n"
    "  --cookie C         Cookie header, %d allowed\n"
    "  --cookies FILE     a Cookie header a line, in turn\n"
    "  --origin O         Origin header\n"
    "  --subprotocol P    Sec-WebSocket-Protocol header\n"
    "  --sse              an event stream instead of a WebSocket\n"
    "  --spread K         source addresses 127.0.0.1 .. 127.0.0.K\n"
    "  --ramp R           at most R new connections a second (0: no bound)\n"
    "  --inflight K       at most K unfinished handshakes (256)\n"
    "  --hello TEXT       a text message once open, repeatable, %d allowed\n"
    "  --eio              answer Engine.IO's ping '2' with '3'\n"
    "  --deflate          offer permessage-deflate\n"
    "  --send M           each client sends M numbered messages, once all are open\n"
    "  --rate R           R of these a second, of all clients together (0: as fast as possible)\n"
    "  --size B           bytes of each of these (128)\n"
    "  --lines            a message holds a line for each of the sender's; answer '{}' with '{}'\n"
    "  --duration S       stop S seconds after the last handshake\n"
    "  --expect M         stop when each reading client has M numbered messages\n"
    "  --idle S           with --expect: give up after S silent seconds (5)\n"
    "  --skip K           numbers below K do not enter the histogram\n"
    "  --slow K           the first K clients do not read once they are open\n"
    "  --rcvbuf B         SO_RCVBUF of these\n"
    "  --timeout S        of a handshake (20)\n"
    "  --gather US        pause US microseconds behind each reading: fewer readings, more latency\n"
    "  --linger S         stay connected S seconds after the report\n"
    "  --limit S          of the whole run (300)\n"
    "  --progress FILE    counters for pubload and scripts\n"
    "  -v                 the first errors on stderr\n";

[[noreturn]] void showUsage(int status) {
  std::cerr << kUsage;
  std::exit(status);
}

using Setter = std::function<void(LoadOptions&, const char*)>;

Setter into(std::string LoadOptions::*field) {
  return [field](LoadOptions& options, const char* value) { options.*field = value; };
}
Setter into(std::vector<std::string> LoadOptions::*field) {
  return [field](LoadOptions& options, const char* value) { (options.*field).emplace_back(value); };
}
Setter into(std::uint32_t LoadOptions::*field) {
  return [field](LoadOptions& options, const char* value) {
    options.*field = static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
  };
}
Setter into(std::uint64_t LoadOptions::*field) {
  return [field](LoadOptions& options, const char* value) {
    options.*field = std::strtoull(value, nullptr, 10);
  };
}
Setter into(double LoadOptions::*field) {
  return [field](LoadOptions& options, const char* value) { options.*field = std::atof(value); };
}
Setter into(bool LoadOptions::*field) {
  return [field](LoadOptions& options, const char*) { options.*field = true; };
}

// A line each.
void readCookies(LoadOptions& options, const char* path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) options.cookies.push_back(line);
  if (!options.cookies.empty()) return;
  std::cerr << "wsload: no cookies in " << path << '\n';
  std::exit(2);
}

struct Flag {
  const char* name;
  int hasValue;
  Setter set;
};

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = {{"path", 1, into(&LoadOptions::path)},
                                        {"mod", 1, into(&LoadOptions::modulus)},
                                        {"header", 1, into(&LoadOptions::headers)},
                                        {"cookie", 1, into(&LoadOptions::cookie)},
                                        {"cookies", 1, readCookies},
                                        {"origin", 1, into(&LoadOptions::origin)},
                                        {"subprotocol", 1, into(&LoadOptions::subprotocol)},
                                        {"sse", 0, into(&LoadOptions::eventStream)},
                                        {"spread", 1, into(&LoadOptions::sources)},
                                        {"ramp", 1, into(&LoadOptions::ramp)},
                                        {"inflight", 1, into(&LoadOptions::inflight)},
                                        {"hello", 1, into(&LoadOptions::hellos)},
                                        {"eio", 0, into(&LoadOptions::engineIo)},
                                        {"lines", 0, into(&LoadOptions::lines)},
                                        {"deflate", 0, into(&LoadOptions::deflate)},
                                        {"send", 1, into(&LoadOptions::sent)},
                                        {"rate", 1, into(&LoadOptions::rate)},
                                        {"size", 1, into(&LoadOptions::size)},
                                        {"duration", 1, into(&LoadOptions::duration)},
                                        {"expect", 1, into(&LoadOptions::expected)},
                                        {"idle", 1, into(&LoadOptions::idle)},
                                        {"skip", 1, into(&LoadOptions::skipped)},
                                        {"slow", 1, into(&LoadOptions::slow)},
                                        {"rcvbuf", 1, into(&LoadOptions::receiveBuffer)},
                                        {"timeout", 1, into(&LoadOptions::timeout)},
                                        {"gather", 1, into(&LoadOptions::gatherMicroseconds)},
                                        {"linger", 1, into(&LoadOptions::linger)},
                                        {"limit", 1, into(&LoadOptions::limit)},
                                        {"progress", 1, into(&LoadOptions::progress)}};
  return all;
}

}  // namespace

LoadOptions parseOptions(int argc, char** argv) {
  constexpr int kFirstFlag = 256;
  std::vector<option> table;
  for (const auto& flag : flags()) {
    table.push_back(
        {flag.name, flag.hasValue, nullptr, kFirstFlag + static_cast<int>(table.size())});
  }
  table.push_back({"help", 0, nullptr, 'h'});
  table.push_back({});

  LoadOptions options;
  for (int c = 0; (c = getopt_long(argc, argv, "n:vh", table.data(), nullptr)) != -1;) {
    if (c >= kFirstFlag) {
      flags().at(static_cast<std::size_t>(c - kFirstFlag)).set(options, optarg);
    } else if (c == 'n') {
      into (&LoadOptions::clients)(options, optarg);
    } else if (c == 'v') {
      options.verbose = true;
    } else {
      showUsage(c == 'h' ? 0 : 2);
    }
  }
  if (optind >= argc || options.clients == 0) showUsage(2);
  const Url url = parseUrl(argv[optind], 80);
  options.host = url.host;
  options.port = url.port;
  options.tls = std::string_view(argv[optind]).substr(0, 6) == "wss://";
  if (options.path == "/" && !url.path.empty()) options.path = url.path;
  options.sources = std::clamp(options.sources, 1u, 250u);
  return options;
}

}  // namespace fanfare::bench
