#ifndef FANFARE_CORE_LIMIT_COUNTS_H_
#define FANFARE_CORE_LIMIT_COUNTS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace fanfare::core {

// What is bounded.
enum class Limit : std::size_t {
  kConnections,  // of the node
  kConnectionsPerAddress,
  kConnectionsPerUser,
  kConnectionsPerSession,
  kHandshakesPerAddress,
  kFailedSecretsPerAddress,
  kSubscriptionsPerConnection,
  kMessagesPerConnection,
  kBytesPerConnection,
  kMessageBytes,
  kKeptByClients,  // of the node
  kKeptPerClient,
  kPublishesPerKey,
  kHeaderBytes,
  kQueryBytes,
  kBodyBytes,
  kLimits
};

// The setting, as metrics, refusals and the log name it.
const char* settingOf(Limit limit);

// How often each limit was reached.
//
// Threads: safe from any thread.
class LimitCounts final {
 public:
  void add(Limit limit) { at(limit).fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t of(Limit limit) const { return counts_[static_cast<std::size_t>(limit)]; }

 private:
  std::atomic<std::uint64_t>& at(Limit limit) { return counts_[static_cast<std::size_t>(limit)]; }

  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Limit::kLimits)> counts_{};
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_LIMIT_COUNTS_H_
