// Any message on the channel of python-socketio is read, in either way, or refused with a reason;
// what was read is written and read again alike, unless it was nested as deeply as may be.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/utf8.h"

#include "dialects/socketio/backend_message.h"
#include "dialects/socketio/placeholders.h"
#include "fuzz/expect.h"

namespace {

using namespace fanfare::dialects::socketio;
using fanfare::fuzzing::expect;

struct Check {
  void operator()(const Emit& emit) const {
    expect(isSpaceName(emit.space), "a namespace has a name");
    for (const auto& argument : emit.data.arguments) {
      if (emit.data.attachments.empty()) break;
      expect(checkPlaceholders(argument, emit.data.attachments.size()).has_value(),
             "every placeholder has its attachment");
    }
  }
  template <typename Body>
  void operator()(const Body& body) const {
    expect(isSpaceName(body.space), "a namespace has a name");
  }
};

// A single null is no argument where an array holds the arguments, and JSON has no place for the
// attachments of a callback.
bool isWrittenAsItIs(const BackendMessage& message) {
  const auto* emit = std::get_if<Emit>(&message.body);
  const auto* callback = std::get_if<Callback>(&message.body);
  if (callback) return callback->data.attachments.empty();
  return !emit || emit->data.arguments != std::vector<std::string>{"null"};
}

void check(std::string_view bytes, ArrayData arrayData) {
  const auto message = readBackendMessage(bytes, arrayData);
  if (!message) return expect(!message.error().message.empty(), "a refusal has a reason");
  std::visit(Check{}, message->body);

  const std::string written = writeBackendMessage(*message);
  expect(fanfare::isUtf8(written), "what is written is UTF-8");
  if (!isWrittenAsItIs(*message) || written.size() > kMaxBackendMessageBytes) return;
  const auto again = readBackendMessage(written);
  if (!again)
    return expect(again.error().message == "nested too deeply", "what is written is read");
  expect(writeBackendMessage(*again) == written, "what is written says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes, ArrayData::kArguments);
  check(bytes, ArrayData::kOneArgument);
  return 0;
}
