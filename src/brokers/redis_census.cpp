// In Redis: <prefix:>fanfare:places:user:<name>, and ...:session:<key>, a hash of
//
//   <node>: "<connections> <when written, in seconds of the Redis's own clock>"
//
// which goes when none of the nodes writes it any more.

#include "brokers/redis_census.h"

#include <algorithm>
#include <random>
#include <utility>

namespace fanfare::brokers {
namespace {

constexpr std::chrono::seconds kPause{2};  // after a failure
constexpr std::size_t kMostAtOnce = 1000;

// KEYS: the hash. ARGV: node, connections, seconds. What the other nodes have.
constexpr std::string_view kScript = R"(
local now = tonumber(redis.call('TIME')[1])
if ARGV[2] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. now)
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
local others = 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= ARGV[1] then
    local count, written = string.match(all[i + 1], '^(%d+) (%d+)$')
    if count and now - tonumber(written) <= tonumber(ARGV[3]) then
      others = others + tonumber(count)
    else
      redis.call('HDEL', KEYS[1], all[i])
    end
  end
end
return others
)";

std::string randomName() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string name;
  for (int i = 0; i < 16; ++i) name.push_back(kDigits[random() % kDigits.size()]);
  return name;
}

}  // namespace

RedisCensus::RedisCensus(const Parts& parts, const Options& options)
    : parts_(parts),
      options_(options),
      node_(randomName()),
      writeAgainAt_(parts.clock.now() + options.writeAgain),
      thread_([this] { run(); }) {}

RedisCensus::~RedisCensus() {
  {
    const MutexLock lock(mutex_);
    isStopping_ = true;
    hasWork_.notifyAll();
  }
  thread_.join();
}

Result<std::vector<std::uint64_t>> RedisCensus::elsewhere(
    const std::vector<core::Holder>& holders) {
  {
    const MutexLock lock(mutex_);
    if (parts_.clock.now() < askAgainAt_) return Error{ErrorCode::kUnavailable, "not asked again"};
    known_.insert(holders.begin(), holders.end());
  }
  return write(holders);
}

void RedisCensus::changed(const core::Holder& holder) {
  const MutexLock lock(mutex_);
  changed_.insert(holder);
  hasWork_.notifyOne();
}

void RedisCensus::flush() {
  const MutexLock lock(mutex_);
  while (!changed_.empty() || isWriting_) isWritten_.wait(mutex_);
}

void RedisCensus::run() {
  for (;;) {
    const auto holders = next();
    if (holders.empty()) {
      const MutexLock lock(mutex_);
      if (isStopping_) return;
      continue;
    }
    for (std::size_t at = 0; at < holders.size(); at += kMostAtOnce) {
      const auto begin = holders.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = std::min(kMostAtOnce, holders.size() - at);
      const std::vector<core::Holder> some(begin, begin + static_cast<std::ptrdiff_t>(count));
      if (!write(some)) break;
      forgetEnded(some);
    }
    const MutexLock lock(mutex_);
    isWriting_ = false;
    isWritten_.notifyAll();
  }
}

std::vector<core::Holder> RedisCensus::next() {
  const MutexLock lock(mutex_);
  while (!isStopping_ && changed_.empty() && parts_.clock.now() < writeAgainAt_) {
    hasWork_.waitUntil(mutex_, writeAgainAt_);
  }
  Holders holders = std::exchange(changed_, {});
  if (parts_.clock.now() >= writeAgainAt_) {
    writeAgainAt_ = parts_.clock.now() + options_.writeAgain;
    holders.insert(known_.begin(), known_.end());
  }
  isWriting_ = !holders.empty();
  return {holders.begin(), holders.end()};
}

Result<std::vector<std::uint64_t>> RedisCensus::write(const std::vector<core::Holder>& holders) {
  std::vector<redis::Commands> commands;
  commands.reserve(holders.size());
  for (const auto& holder : holders) commands.push_back(commandFor(holder));
  const auto replies = parts_.client->ask(std::move(commands));
  if (!replies) {
    onAway(replies.error());
    return replies.error();
  }
  std::vector<std::uint64_t> others;
  others.reserve(replies->size());
  for (const auto& reply : *replies) {
    others.push_back(static_cast<std::uint64_t>(std::max(reply.integer, 0LL)));
  }
  return others;
}

redis::Commands RedisCensus::commandFor(const core::Holder& holder) const {
  const char* kind = holder.kind == core::HolderKind::kUser ? "user:" : "session:";
  redis::Commands command;
  command.add({"EVAL", kScript, "1", options_.prefix + "fanfare:places:" + kind + holder.name,
               node_, std::to_string(parts_.places.countOf(holder)),
               std::to_string(options_.forgottenAfter.count())});
  return command;
}

// Who has come again meanwhile has a place already.
void RedisCensus::forgetEnded(const std::vector<core::Holder>& holders) {
  const MutexLock lock(mutex_);
  for (const auto& holder : holders) {
    if (parts_.places.countOf(holder) == 0) known_.erase(holder);
  }
}

void RedisCensus::onAway(const Error& error) {
  const auto now = parts_.clock.now();
  const MutexLock lock(mutex_);
  askAgainAt_ = now + kPause;
  if (!away_.isTime(now)) return;
  parts_.log.write(LogLevel::kWarning,
                   "the connections of users and sessions on other servers cannot be had: each "
                   "server counts its own alone (" +
                       error.message + "; told once a minute)");
}

}  // namespace fanfare::brokers
