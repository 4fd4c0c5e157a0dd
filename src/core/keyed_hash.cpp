// SipHash: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", 2012. The text is
// taken as words of eight bytes, the last one filled with zeros and the length in its last byte.

#include "core/keyed_hash.h"

#include <cstddef>
#include <random>

namespace fanfare::core {
namespace {

constexpr std::size_t kWordBytes = 8;

std::uint64_t rotated(std::uint64_t word, unsigned by) {
  return (word << by) | (word >> (64 - by));
}

struct State {
  std::uint64_t a, b, c, d;

  void mix(int rounds) {
    for (; rounds > 0; --rounds) {
      a += b;
      b = rotated(b, 13) ^ a;
      a = rotated(a, 32);
      c += d;
      d = rotated(d, 16) ^ c;
      a += d;
      d = rotated(d, 21) ^ a;
      c += b;
      b = rotated(b, 17) ^ c;
      c = rotated(c, 32);
    }
  }

  void take(std::uint64_t word) {
    d ^= word;
    mix(2);
    a ^= word;
  }
};

// Of up to eight bytes, the first one lowest.
std::uint64_t wordOf(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    word = word << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return word;
}

}  // namespace

KeyedHash KeyedHash::random() {
  std::random_device source;
  const auto word = [&source] { return std::uint64_t{source()} << 32 | source(); };
  const std::uint64_t first = word();
  return KeyedHash({first, word()});
}

std::uint64_t KeyedHash::of(std::string_view text) const {
  State state{key_[0] ^ 0x736f6d6570736575, key_[1] ^ 0x646f72616e646f6d,
              key_[0] ^ 0x6c7967656e657261, key_[1] ^ 0x7465646279746573};
  const std::uint64_t length = text.size();
  for (; text.size() >= kWordBytes; text.remove_prefix(kWordBytes)) {
    state.take(wordOf(text.substr(0, kWordBytes)));
  }
  state.take(wordOf(text) | length << 56);
  state.c ^= 0xff;
  state.mix(4);
  return state.a ^ state.b ^ state.c ^ state.d;
}

}  // namespace fanfare::core
