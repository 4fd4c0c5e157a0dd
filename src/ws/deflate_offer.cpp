// Sec-WebSocket-Extensions (RFC 6455, 9.1; RFC 7692, 7.1):
//
//   offers := offer *( OWS "," OWS offer )
//   offer  := token *( OWS ";" OWS param )
//   param  := token [ OWS "=" OWS ( token | quoted-string ) ]      the string unquoted is a token

#include "ws/deflate_offer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace fanfare::ws {
namespace {

constexpr std::string_view kExtension = "permessage-deflate";
constexpr std::string_view kMaxWindowBits = "15";

struct Parameter {
  std::string name;
  std::optional<std::string> value;
};

struct Offer {
  std::string extension;
  std::vector<Parameter> parameters;
};

bool isTokenChar(char c) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSymbols.find(c) != std::string_view::npos;
}

// Reads from the front of a text; every read leaves it alone if it fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool atEnd() {
    skipBlanks();
    return rest_.empty();
  }

  bool accept(char expected) {
    skipBlanks();
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<std::string> token() {
    skipBlanks();
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), isTokenChar);
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    if (size == 0) return std::nullopt;
    std::string token(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return token;
  }

  std::optional<std::string> value() {
    if (!accept('"')) return token();
    std::string value;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty() || !isTokenChar(rest_.front())) return std::nullopt;
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    if (rest_.empty() || value.empty()) return std::nullopt;
    rest_.remove_prefix(1);
    return value;
  }

 private:
  void skipBlanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
};

std::optional<Offer> parseOffer(Scanner& scanner) {
  auto extension = scanner.token();
  if (!extension) return std::nullopt;

  Offer offer{std::move(*extension), {}};
  while (scanner.accept(';')) {
    auto name = scanner.token();
    if (!name) return std::nullopt;
    Parameter parameter{std::move(*name), std::nullopt};
    if (scanner.accept('=')) {
      parameter.value = scanner.value();
      if (!parameter.value) return std::nullopt;
    }
    offer.parameters.push_back(std::move(parameter));
  }
  return offer;
}

std::optional<std::vector<Offer>> parseOffers(std::string_view text) {
  Scanner scanner(text);
  std::vector<Offer> offers;
  do {
    auto offer = parseOffer(scanner);
    if (!offer) return std::nullopt;
    offers.push_back(std::move(*offer));
  } while (scanner.accept(','));
  if (!scanner.atEnd()) return std::nullopt;
  return offers;
}

bool isWindowBits(std::string_view value) {
  if (value.size() == 1) return value == "8" || value == "9";
  return value.size() == 2 && value[0] == '1' && value[1] >= '0' && value[1] <= '5';
}

// What every offer may hold, at most once.
bool isKeepable(const Parameter& parameter) {
  const auto& [name, value] = parameter;
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") return !value;
  if (name == "client_max_window_bits") return !value || isWindowBits(*value);
  return name == "server_max_window_bits" && value && *value == kMaxWindowBits;
}

bool isKeepable(const Offer& offer) {
  if (offer.extension != kExtension) return false;
  std::vector<std::string_view> names;
  for (const Parameter& parameter : offer.parameters) {
    if (!isKeepable(parameter)) return false;
    if (std::find(names.begin(), names.end(), parameter.name) != names.end()) return false;
    names.push_back(parameter.name);
  }
  return true;
}

}  // namespace

std::optional<std::string> takeUpDeflate(std::string_view offers) {
  const auto parsed = parseOffers(offers);
  if (!parsed) return std::nullopt;

  for (const Offer& offer : *parsed) {
    if (!isKeepable(offer)) continue;
    std::string taken(kExtension);
    taken += "; server_no_context_takeover; client_no_context_takeover";
    const bool asksForWindow =
        std::any_of(offer.parameters.begin(), offer.parameters.end(),
                    [](const Parameter& p) { return p.name == "server_max_window_bits"; });
    if (asksForWindow) taken += "; server_max_window_bits=" + std::string(kMaxWindowBits);
    return taken;
  }
  return std::nullopt;
}

}  // namespace fanfare::ws
