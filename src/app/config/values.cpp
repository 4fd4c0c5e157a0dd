#include "app/config/values.h"

#include <charconv>
#include <system_error>

#include "model/ascii.h"

namespace fanfare::app {
namespace {

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Error notWithin(std::string_view kind, Range range) {
  return wrong("is not " + std::string(kind) + " from " + std::to_string(range.least) + " to " +
               std::to_string(range.most));
}

// False unless all of `text` is digits that fit.
bool readDigits(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::uint64_t unitOf(char letter) {
  switch (lowerCased(letter)) {
    case 'k':
      return 1ULL << 10;
    case 'm':
      return 1ULL << 20;
    case 'g':
      return 1ULL << 30;
    default:
      return 1;
  }
}

constexpr std::size_t kMaxDecimals = 3;

}  // namespace

Result<std::uint64_t> wholeNumberIn(std::string_view text, Range range) {
  std::uint64_t value = 0;
  if (!readDigits(text, value) || value < range.least || value > range.most) {
    return notWithin("a whole number", range);
  }
  return value;
}

Result<std::uint64_t> bytesIn(std::string_view text, Range range) {
  const auto unit = text.empty() ? 1 : unitOf(text.back());
  if (unit > 1) text.remove_suffix(1);

  std::uint64_t count = 0;
  if (!readDigits(text, count) || count > range.most / unit || count * unit < range.least) {
    return notWithin("a number of bytes (K, M and G may follow)", range);
  }
  return count * unit;
}

Result<std::chrono::milliseconds> secondsIn(std::string_view text, Range range) {
  const auto point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string decimals(point == std::string_view::npos ? "" : text.substr(point + 1));

  std::uint64_t seconds = 0;
  std::uint64_t thousandths = 0;
  const bool hasEmptyPart = point != std::string_view::npos && decimals.empty();
  const bool isTooFine = decimals.size() > kMaxDecimals;
  if (!isTooFine) decimals.resize(kMaxDecimals, '0');
  if (hasEmptyPart || isTooFine || !readDigits(digits, seconds) ||
      !readDigits(decimals, thousandths) || seconds < range.least || seconds > range.most ||
      (seconds == range.most && thousandths > 0)) {
    return notWithin("a number of seconds", range);
  }
  return std::chrono::milliseconds(seconds * 1000 + thousandths);
}

Result<std::chrono::milliseconds> waitIn(const std::string& text) {
  constexpr std::chrono::milliseconds kLeast{50};
  constexpr std::uint64_t kHour = 3600;
  auto wait = secondsIn(text, {0, kHour});
  if (wait && *wait < kLeast) return wrong("is less than 0.05 seconds");
  return wait;
}

Result<bool> switchIn(std::string_view text) {
  for (const auto word : {"on", "true", "yes"}) {
    if (equalsIgnoringCase(text, word)) return true;
  }
  for (const auto word : {"off", "false", "no"}) {
    if (equalsIgnoringCase(text, word)) return false;
  }
  return wrong("is neither on nor off");
}

std::vector<std::string> listIn(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto entry = trimmed(text.substr(0, comma));
    if (!entry.empty()) entries.emplace_back(entry);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return entries;
}

Result<AddressList> addressesIn(const std::string& text) {
  auto addresses = AddressList::parse(text);
  if (!addresses) return wrong("is no list of addresses: " + addresses.error().message);
  return addresses;
}

Result<RedisAddress> redisIn(const std::string& text) {
  auto address = RedisAddress::parse(text);
  if (!address) return wrong("is no address of a Redis: " + address.error().message);
  return address;
}

Result<std::optional<RedisAddress>> optionalRedisIn(const std::string& text) {
  if (text.empty()) return std::optional<RedisAddress>();
  auto address = redisIn(text);
  if (!address) return address.error();
  return std::optional(std::move(address).value());
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace fanfare::app
