#include <cstddef>
#include <cstdint>
#include <string_view>

#include "backend/response_reader.h"
#include "fuzz/expect.h"
#include "policies/http_answer.h"
#include "sessions/http_answer.h"

namespace {

using fanfare::backend::Response;
using fanfare::backend::ResponseLimits;
using fanfare::backend::ResponseReader;
using fanfare::fuzzing::expect;

constexpr ResponseLimits kLimits{512, 256};

fanfare::Result<Response> readIn(std::string_view input, std::size_t step) {
  ResponseReader reader(kLimits);
  for (std::string_view rest = input; !rest.empty();) {
    const auto part = rest.substr(0, step);
    rest.remove_prefix(part.size());
    const auto taken = reader.take(part);
    if (!taken) return taken.error();
    if (*taken) return std::move(reader).response();
  }
  if (auto ended = reader.end(); !ended) return ended.error();
  return std::move(reader).response();
}

}  // namespace

// A response is the same however it is cut, and within its bounds; whatever it
// says is either of use or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto whole = readIn(input, input.size() + 1);
  const auto bytewise = readIn(input, 1);
  expect(whole.has_value() == bytewise.has_value(), "it is read however it is cut");
  if (!whole) return 0;

  expect(whole->body.size() <= kLimits.maxBodyBytes, "the body is within its bound");
  expect(whole->status == bytewise->status, "the status is the same");
  expect(whole->body == bytewise->body, "the body is the same");
  expect(whole->mediaType == bytewise->mediaType, "the media type is the same");
  (void)fanfare::sessions::identityIn(*whole, {});
  (void)fanfare::policies::allowedBy(*whole);
  return 0;
}
