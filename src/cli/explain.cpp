#include <iostream>
#include <utility>

#include "app/judges.h"
#include "app/line_log.h"
#include "app/options.h"
#include "cli/command.h"
#include "cli/configuration.h"
#include "cli/header_options.h"
#include "http/admission.h"
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

Result<http::Admission> judge(const app::Config& config, const Handshake& handshake) {
  const SteadyClock clock;
  app::LineLog log(LogLevel::kWarning);
  const auto front = app::frontOptionsOf(config);
  if (!front) return front.error();
  const auto judges = app::makeJudges(config, clock, log);
  if (!judges) return judges.error();
  return http::admit(handshake, {*judges->resolver, *judges->policy.policy, judges->facilities,
                                 front->origin, front->whenMissing, front->maxSubscriptions});
}

ExitStatus refuse(const Refusal& refusal) {
  std::cout << "verdict: refused with " << refusal.status << ": " << refusal.reason << "\n";
  return ExitStatus::kFailed;
}

Result<ExitStatus> explain(const app::Config& config, const Arguments& arguments) {
  const auto headers = headersOf(arguments);
  if (!headers) return headers.error();
  const auto& target = arguments.operands.front();
  if (target.empty() || target.front() != '/') {
    return wrongUse("'" + target + "' is no path; it begins with a slash, as in '/ws/chat?echo'");
  }
  const auto& prefix = config.server.websocketUrl;
  auto read = http::readHandshake(target, prefix, *headers);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refuse(*refusal);
  auto& handshake = std::get<Handshake>(read);
  if (handshake.path.compare(0, prefix.size(), prefix) != 0) {
    return refuse(http::refusalElsewhere(prefix));
  }
  handshake.peerAddress = arguments.value("peer").value_or("127.0.0.1");
  if (!AddressList::parse(handshake.peerAddress)) {
    return wrongUse("--peer: '" + handshake.peerAddress + "' is no address");
  }
  addHost(config, handshake);

  const auto admission = judge(config, handshake);
  if (!admission) return Error{ErrorCode::kUnavailable, admission.error().message};
  for (const auto& line : http::explain(handshake, *admission)) std::cout << line << "\n";
  return admission->turned ? ExitStatus::kFailed : ExitStatus::kDone;
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
      {"peer", "ADDRESS", "Where the client comes from; 127.0.0.1 unless given."}};
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
