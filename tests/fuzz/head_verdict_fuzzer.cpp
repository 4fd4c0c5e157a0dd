// A verdict, once given, does not change with the bytes that follow; and there is none too early.
//
// The input: one byte, where it is cut (in 256ths), and the bytes of a request.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "fuzz/expect.h"
#include "http/head_verdict.h"

namespace {

using fanfare::Refusal;
using fanfare::fuzzing::expect;
using fanfare::http::HeadIncomplete;
using fanfare::http::headVerdict;
using fanfare::http::RequestHead;
using fanfare::http::RequestLimits;

const RequestLimits kLimits{300, 1000, 100};

bool isKnown(int status) {
  return status == 400 || status == 411 || status == 413 || status == 414 || status == 417 ||
         status == 431;
}

void checkHead(const RequestHead& head, std::string_view request) {
  expect(head.headBytes <= request.size(), "a head lies within the request");
  expect(request.substr(0, head.headBytes).find("\r\n\r\n") + 4 == head.headBytes,
         "a head ends with the first blank line");
  expect(head.headBytes <= kLimits.maxHeadBytes, "a head is within its limit");
  expect(head.bodyBytes <= kLimits.maxBodyBytes, "a body is within its limit");
  expect(head.expectAt < head.headBytes, "what is expected stands in the head");
}

void checkMore(const RequestHead& head, std::string_view request) {
  const auto verdict = headVerdict(request, kLimits);
  const auto* same = std::get_if<RequestHead>(&verdict);
  expect(same && same->headBytes == head.headBytes && same->bodyBytes == head.bodyBytes,
         "a head stays as it is");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view request(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string_view beginning = request.substr(0, request.size() * data[0] / 256);

  const auto verdict = headVerdict(request, kLimits);
  if (const auto* head = std::get_if<RequestHead>(&verdict)) checkHead(*head, request);
  if (const auto* refusal = std::get_if<Refusal>(&verdict)) {
    expect(isKnown(refusal->status) && !refusal->reason.empty(), "a refusal says why");
  }

  const auto early = headVerdict(beginning, kLimits);
  if (const auto* head = std::get_if<RequestHead>(&early)) checkMore(*head, request);
  if (std::holds_alternative<Refusal>(early)) {
    expect(std::holds_alternative<Refusal>(verdict), "a refusal is final");
  }
  if (std::holds_alternative<HeadIncomplete>(verdict)) {
    expect(std::holds_alternative<HeadIncomplete>(early), "nothing is judged too early");
  }
  return 0;
}
