#include "pubload/options.h"

#include <getopt.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "support/text.h"

namespace fanfare::bench {
namespace {

constexpr const char* kUsage =
    "usage: pubload [options]\n"
    "  --redis HOST:PORT  publish to Redis (127.0.0.1:6379)\n"
    "  --http URL         publish by POST instead; %d is the channel's index\n"
    "  --method M         of HTTP (POST); GET goes without a body\n"
    "  --header 'K: V'    another HTTP header, repeatable\n"
    "  --type T           content type over HTTP (text/plain)\n"
    "  --channel NAME     channel in Redis (bench); %d is its index\n"
    "  --channels C       spread the messages over C channels in turn\n"
    "  --persist S        SETEX <channel> S <body> before each PUBLISH\n"
    "  --messages M       in total\n"
    "  --size B           bytes of a body, reached by padding (128)\n"
    "  --body T           template with {seq} {t} {ch} {pad} (seq={seq};t={t};{pad})\n"
    "  --seq0 N           first number (each channel counts for itself)\n"
    "  --rate R           messages a second, whatever comes back; 0: as --window allows\n"
    "  --window W         messages under way with --rate 0 (64)\n"
    "  --progress FILE    of wsload, repeatable: the window counts what is not delivered yet\n"
    "  --fanout F         deliveries of a message, for --progress (1)\n"
    "  --stall S          take deliveries for lost after S seconds without any (3)\n"
    "  --wait             start when wsload has all its connections\n"
    "  --conns K          connections, used in turn (1; more may reorder)\n"
    "  --limit S          of the whole run (300)\n";

[[noreturn]] void showUsage(int status) {
  std::cerr << kUsage;
  std::exit(status);
}

using Setter = std::function<void(PublishOptions&, const char*)>;

Setter into(std::string PublishOptions::*field) {
  return [field](PublishOptions& options, const char* value) { options.*field = value; };
}
Setter into(std::vector<std::string> PublishOptions::*field) {
  return
      [field](PublishOptions& options, const char* value) { (options.*field).emplace_back(value); };
}
Setter into(std::uint64_t PublishOptions::*field) {
  return [field](PublishOptions& options, const char* value) {
    options.*field = std::strtoull(value, nullptr, 10);
  };
}
Setter into(double PublishOptions::*field) {
  return [field](PublishOptions& options, const char* value) { options.*field = std::atof(value); };
}

void setRedis(PublishOptions& options, const char* value) {
  const Url url = parseUrl(value, 6379);
  options.host = url.host;
  options.port = url.port;
}

void setHttp(PublishOptions& options, const char* value) {
  const Url url = parseUrl(value, 80);
  options.host = url.host;
  options.port = url.port;
  options.overHttp = true;
  if (!url.path.empty()) options.path = url.path;
}

struct Flag {
  const char* name;
  Setter set;
};

const std::vector<Flag>& flags() {
  static const std::vector<Flag> all = {{"redis", setRedis},
                                        {"http", setHttp},
                                        {"method", into(&PublishOptions::method)},
                                        {"header", into(&PublishOptions::headers)},
                                        {"type", into(&PublishOptions::contentType)},
                                        {"channel", into(&PublishOptions::channel)},
                                        {"channels", into(&PublishOptions::channels)},
                                        {"persist", into(&PublishOptions::persist)},
                                        {"messages", into(&PublishOptions::messages)},
                                        {"size", into(&PublishOptions::size)},
                                        {"body", into(&PublishOptions::body)},
                                        {"seq0", into(&PublishOptions::firstNumber)},
                                        {"rate", into(&PublishOptions::rate)},
                                        {"window", into(&PublishOptions::window)},
                                        {"progress", into(&PublishOptions::progress)},
                                        {"fanout", into(&PublishOptions::fanout)},
                                        {"stall", into(&PublishOptions::stall)},
                                        {"conns", into(&PublishOptions::links)},
                                        {"limit", into(&PublishOptions::limit)}};
  return all;
}

}  // namespace

PublishOptions parsePublishOptions(int argc, char** argv) {
  constexpr int kFirstFlag = 256;
  std::vector<option> table;
  for (const auto& flag : flags()) {
    table.push_back({flag.name, 1, nullptr, kFirstFlag + static_cast<int>(table.size())});
  }
  table.push_back({"wait", 0, nullptr, 'w'});
  table.push_back({"help", 0, nullptr, 'h'});
  table.push_back({});

  PublishOptions options;
  for (int c = 0; (c = getopt_long(argc, argv, "h", table.data(), nullptr)) != -1;) {
    if (c >= kFirstFlag) {
      flags().at(static_cast<std::size_t>(c - kFirstFlag)).set(options, optarg);
    } else if (c == 'w') {
      options.waitsForClients = true;
    } else {
      showUsage(c == 'h' ? 0 : 2);
    }
  }
  if (optind < argc) showUsage(2);
  for (auto* atLeastOne : {&options.channels, &options.links, &options.fanout, &options.window}) {
    *atLeastOne = std::max<std::uint64_t>(*atLeastOne, 1);
  }
  return options;
}

}  // namespace fanfare::bench
