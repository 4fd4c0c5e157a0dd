// A plug-in with a broker for several servers of one machine, without a Redis.
//
//    broker.type             = plugin
//    broker.plugin.library   = /usr/local/lib/fanfare/journal.so
//    broker.plugin.argument  = /run/fanfare
//
// The argument is a directory that all of them, and nobody else, may write to; best one in memory.

#include "fanfare/plugin.h"

#include <memory>
#include <string>

#include "journal_broker.h"

namespace {

using fanfare::Broker;
using fanfare::BrokerHost;
using fanfare::Error;
using fanfare::ErrorCode;
using fanfare::Result;

Result<std::unique_ptr<Broker>> makeBroker(BrokerHost& host, const std::string& argument) {
  if (argument.empty() || argument.front() != '/') {
    return Error{ErrorCode::kInvalidArgument,
                 "the journal's directory is to be named, by its whole path"};
  }
  return std::unique_ptr<Broker>(std::make_unique<journal::JournalBroker>(host, argument));
}

}  // namespace

const fanfare::Plugin* fanfarePlugin() {
  static const fanfare::Plugin plugin = [] {
    fanfare::Plugin offered;
    offered.makeBroker = makeBroker;
    return offered;
  }();
  return &plugin;
}
