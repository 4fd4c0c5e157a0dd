// Whatever is offered, the answer is one that may be given; offered itself, it is taken up as it
// is.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/expect.h"
#include "ws/deflate_offer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using fanfare::fuzzing::expect;
  constexpr std::string_view kAnswer =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  const auto taken = fanfare::ws::takeUpDeflate({reinterpret_cast<const char*>(data), size});
  if (!taken) return 0;
  const std::string_view more = std::string_view(*taken).substr(kAnswer.size());
  expect(taken->compare(0, kAnswer.size(), kAnswer) == 0, "no context is taken over");
  expect(more.empty() || more == "; server_max_window_bits=15", "no other window is promised");
  expect(fanfare::ws::takeUpDeflate(*taken) == taken, "an answer is an offer");
  return 0;
}
