#ifndef FANFARE_DIALECTS_SOCKETIO_EMIT_CALL_H_
#define FANFARE_DIALECTS_SOCKETIO_EMIT_CALL_H_

#include <optional>
#include <string>

#include "core/address_rates.h"
#include "core/http_call.h"
#include "core/limit_counts.h"
#include "core/topic_publishing.h"
#include "dialects/socketio/backend_message.h"
#include "foreign/value.h"

namespace fanfare::dialects::socketio {

// ws-emit's `POST /emit`: what a backend sends by HTTP goes out on the topic of python-socketio's
// messages, and so to the clients of every server that hears it. Statuses and bodies are those of
// ws-emit under Flask 2.2; besides, who presents wrong secrets too often gets 429, and 503 tells
// that the broker cannot be reached.
class EmitCall final : public core::HttpCallee {
 public:
  struct Options {
    std::string secret;  // REQUIRES: not empty
    ArrayData arrayData = ArrayData::kArguments;
  };
  // All of it outlives the call.
  struct Parts {
    core::TopicPublishing& topic;
    core::AddressRates& failures;  // wrong secrets
    core::LimitCounts& counts;
  };

  EmitCall(Options options, const Parts& parts);

  void answer(const core::HttpCall& call, Replied replied) override;

 private:
  // What there is to say before anything is published; nullopt: the secret is right.
  std::optional<core::HttpReply> refusalOf(const foreign::Value& body, const std::string& address);
  void emit(const foreign::Value& body, Replied replied);

  const Options options_;
  const Parts parts_;
};

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_EMIT_CALL_H_
