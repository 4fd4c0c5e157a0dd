#include <iostream>
#include <utility>

#include "app/entrances.h"
#include "app/judges.h"
#include "app/line_log.h"
#include "app/options.h"
#include "cli/command.h"
#include "cli/configuration.h"
#include "cli/header_options.h"
#include "http/admission.h"
#include "http/client_address.h"
#include "http/explanation.h"
#include "http/handshake_reader.h"
#include "model/address_list.h"

namespace fanfare::cli {
namespace {

Error wrongUse(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

// A host the server answers to, unless one is given.
void addHost(const app::Config& config, Handshake& handshake) {
  if (handshake.header("Host")) return;
  const auto& hosts = config.server.hosts;
  handshake.headers.push_back({"Host", hosts.empty() ? "localhost" : hosts.front()});
}

ExitStatus refuse(const Refusal& refusal) {
  std::cout << "verdict: refused with " << refusal.status << ": " << refusal.reason << "\n";
  return ExitStatus::kFailed;
}

// What the request for `target` comes to. REQUIRES: `handshake` has its headers.
Result<ExitStatus> judge(const app::Config& config, std::string_view target, Handshake handshake) {
  const SteadyClock clock;
  app::LineLog log(LogLevel::kWarning);
  const auto judges = app::makeJudges(config, clock, log);
  if (!judges) return Error{ErrorCode::kUnavailable, judges.error().message};
  const auto entrances = app::Entrances::make(config, *judges, log);
  if (!entrances) return Error{ErrorCode::kUnavailable, entrances.error().message};

  if (const auto refusal = http::readTarget(target, handshake)) return refuse(*refusal);
  const auto* const way = http::wayAt((*entrances)->ways(), handshake.path);
  if (!way) return refuse((*entrances)->elsewhere());
  handshake.facility = way->entrance.entryAt(handshake.path)->facility;
  const auto admission =
      http::admit(handshake, {*way, judges->facilities, app::subscriptionsOf(config)});
  for (const auto& line : http::explain(handshake, admission)) std::cout << line << "\n";
  return admission.turned ? ExitStatus::kFailed : ExitStatus::kDone;
}

Result<ExitStatus> explain(const app::Config& config, const Arguments& arguments) {
  auto headers = headersOf(arguments);
  if (!headers) return headers.error();
  const auto& target = arguments.operands.front();
  if (target.empty() || target.front() != '/') {
    return wrongUse("'" + target + "' is no path; it begins with a slash, as in '/ws/chat?echo'");
  }
  Handshake handshake = http::handshakeWith(std::move(headers).value());
  handshake.peerAddress = arguments.value("peer").value_or("127.0.0.1");
  if (!AddressList::parse(handshake.peerAddress)) {
    return wrongUse("--peer: '" + handshake.peerAddress + "' is no address");
  }
  const auto proxies = app::frontOptionsOf(config).turnstile.client;
  handshake.clientAddress = http::clientAddressOf(handshake, proxies);
  addHost(config, handshake);
  return judge(config, target, std::move(handshake));
}

Result<ExitStatus> run(const Arguments& arguments) {
  const auto read = configurationFor(arguments);
  if (!read) return read.error();
  const auto& loaded = *read;
  for (const auto& problem : loaded.problems) std::cerr << "fanfare explain: " << problem << "\n";
  if (!loaded.problems.empty()) return ExitStatus::kFailed;
  return explain(loaded.config, arguments);
}

std::vector<OptionText> options() {
  std::vector<OptionText> all{
      {"config", "FILE", "The configuration file."},
      {"set", "KEY=VALUE", "A setting, over all others.", Occurs::kOften},
      {"peer", "ADDRESS", "Who connects, the client or a proxy in front; 127.0.0.1 unless given."}};
  for (auto& option : headerOptions()) all.push_back(std::move(option));
  return all;
}

}  // namespace

Command explainCommand() {
  return {
      {"explain",
       "TARGET",
       "Tells what a handshake would be granted, and by which rule.",
       "Judges TARGET, a path with its query, as 'fanfare serve' would with this configuration,\n"
       "and prints who is there, each channel that is asked for with the setting or the line of "
       "the\n"
       "rules that decided, and the verdict. Ends with 0 if the client is admitted, with 1 if "
       "not.\n"
       "A server that logs at debug writes the same for each handshake.",
       options(),
       {{"fanfare explain '/ws/chat?subscribe-broadcast&publish-broadcast'",
         "What an anonymous visitor gets by the defaults."},
        {"fanfare explain --config site.properties --header 'X-Auth-User: ann' "
         "'/ws/orders?subscribe-user'",
         "What ann gets on that site."}},
       1,
       1},
      run};
}

}  // namespace fanfare::cli
