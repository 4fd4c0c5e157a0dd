#ifndef FANFARE_CLI_TRUST_H_
#define FANFARE_CLI_TRUST_H_

#include <string>
#include <vector>

#include <Poco/Net/Context.h>

#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

// Which servers a command believes to be who they say. Value type.
struct Trust {
  std::string authorities;  // a file, PEM; empty: the system's
  bool anybody = false;     // without any proof
};

// --ca and --insecure, for a command that speaks TLS as a client.
std::vector<OptionText> trustOptions();
// Fails with kInvalidArgument where both are given.
Result<Trust> trustOf(const Arguments& arguments);

// Verifies the server's certificate, its host name included, as `trust` says. Throws Poco's
// exceptions where the file cannot be used.
Poco::Net::Context::Ptr tlsFor(const Trust& trust);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_TRUST_H_
