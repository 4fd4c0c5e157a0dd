#include "cli/trust.h"

#include <Poco/Net/NetSSL.h>

namespace fanfare::cli {
namespace {

constexpr int kLongestChain = 9;

}  // namespace

std::vector<OptionText> trustOptions() {
  return {{"ca", "FILE", "With TLS: the authorities to trust, in PEM, instead of the system's."},
          {"insecure", "", "With TLS: believes any server to be who it says; for trying only."}};
}

Result<Trust> trustOf(const Arguments& arguments) {
  const Trust trust{arguments.value("ca").value_or(""), arguments.has("insecure")};
  if (!trust.anybody || trust.authorities.empty()) return trust;
  return Error{ErrorCode::kInvalidArgument, "--ca or --insecure, not both"};
}

Poco::Net::Context::Ptr tlsFor(const Trust& trust) {
  using Poco::Net::Context;
  Poco::Net::initializeSSL();
  // Anything but strict would take any certificate for a loopback address.
  const auto mode = trust.anybody ? Context::VERIFY_NONE : Context::VERIFY_STRICT;
  Context::Ptr context(new Context(Context::TLS_CLIENT_USE, "", "", trust.authorities, mode,
                                   kLongestChain, trust.authorities.empty()));
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  return context;
}

}  // namespace fanfare::cli
