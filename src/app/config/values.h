#ifndef FANFARE_APP_CONFIG_VALUES_H_
#define FANFARE_APP_CONFIG_VALUES_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/redis_address.h"
#include "fanfare/result.h"

#include "model/address_list.h"

namespace fanfare::app {

// The texts of settings, read. Each fails with kInvalidArgument and a message that goes on behind
// the name of the key: "is not a whole number from 0 to 65535".

// Value type.
struct Range {
  std::uint64_t least;
  std::uint64_t most;
};

Result<std::uint64_t> wholeNumberIn(std::string_view text, Range range);

// A number of bytes, or with K, M or G behind it, of 1024, 1024^2 or 1024^3 bytes.
Result<std::uint64_t> bytesIn(std::string_view text, Range range);

// Seconds with at most three decimals.
Result<std::chrono::milliseconds> secondsIn(std::string_view text, Range range);

// A time to wait for a peer, an hour at most: none is no time.
Result<std::chrono::milliseconds> waitIn(const std::string& text);

// on, off, true, false, yes, no.
Result<bool> switchIn(std::string_view text);

// What stands between commas, trimmed, without what is empty.
std::vector<std::string> listIn(std::string_view text);

Result<AddressList> addressesIn(const std::string& text);

Result<RedisAddress> redisIn(const std::string& text);

// The same; nullopt for an empty text, which means another's.
Result<std::optional<RedisAddress>> optionalRedisIn(const std::string& text);

std::string_view trimmed(std::string_view text);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_VALUES_H_
