#include "app/exchange.h"

namespace fanfare::app {
namespace {

constexpr std::size_t kItemBytes = 128;

std::size_t bytesOf(const std::vector<MessagePtr>& messages) {
  std::size_t bytes = 0;
  for (const auto& message : messages) bytes += message->payload.size() + kItemBytes;
  return bytes;
}

std::size_t bytesOf(const core::RouterNotice& notice) {
  if (const auto* live = std::get_if<core::Live>(&notice)) return bytesOf(live->messages);
  if (const auto* replayed = std::get_if<core::Replayed>(&notice))
    return bytesOf(replayed->messages);
  if (const auto* local = std::get_if<core::Local>(&notice)) return bytesOf(local->messages);
  if (const auto* late = std::get_if<core::Late>(&notice)) return late->message->payload.size();
  return 0;
}

std::size_t bytesOf(const core::Adoption& adoption) {
  return adoption.from.size() + adoption.to.key().size();
}

std::size_t bytesOf(const core::ClientOrder& order) {
  const auto* const hear = std::get_if<core::Hear>(&order.what);
  return order.name.size() + (hear ? hear->message->payload.size() : 0);
}

}  // namespace

std::size_t Answers::bytes() const {
  const std::size_t items = notices.size() + events.size() + published.size() + tombstones.size();
  std::size_t bytes = items * kItemBytes;
  for (const auto& notice : notices) bytes += bytesOf(notice);
  for (const auto& event : events) {
    bytes += std::visit([](const auto& one) { return bytesOf(one); }, event);
  }
  return bytes;
}

}  // namespace fanfare::app
