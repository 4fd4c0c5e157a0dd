#include "fanfare/publisher/http_transport.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fanfare/json_text.h"
#include "fanfare/utf8.h"

#include "publisher/addressing.h"
#include "publisher/http_connection.h"

namespace fanfare::publisher {
namespace {

constexpr long kAccepted = 202;
constexpr std::size_t kMostInARequest = 1000;
constexpr std::size_t kMostBytesInARequest = std::size_t{1} << 19;

struct Field {
  AudienceKind kind;
  const char* name;
};
constexpr std::array<Field, 4> kFields = {{{AudienceKind::kUser, "users"},
                                           {AudienceKind::kGroup, "groups"},
                                           {AudienceKind::kSession, "sessions"},
                                           {AudienceKind::kRoom, "rooms"}}};

// `,"users":["mary","john"]`, or nothing.
std::string namesOf(const Field& field, const std::vector<Channel>& channels) {
  std::string names;
  for (const auto& channel : channels) {
    if (channel.audienceKind() != field.kind) continue;
    names += (names.empty() ? "" : ",") + jsonQuoted(channel.name());
  }
  return names.empty() ? "" : ",\"" + std::string(field.name) + "\":[" + names + "]";
}

// One publication as docs/http-api.md has it.
Result<std::string> orderOf(const Publication& publication) {
  if (!isUtf8(publication.message)) {
    return invalid("message: is not UTF-8; the HTTP API carries texts only");
  }
  const auto& [facility, channels, withheld] = *publication.to;
  std::string order = R"({"facility":)" + jsonQuoted(facility);
  if (channels.front().audienceKind() == AudienceKind::kBroadcast) order += R"(,"broadcast":true)";
  for (const auto& field : kFields) order += namesOf(field, channels);
  order += R"(,"message":)" + jsonQuoted(publication.message);
  if (publication.expire) order += R"(,"expire":)" + std::to_string(publication.expire->count());
  return order + "}";
}

// As many bodies as it takes where one would be too large.
Result<std::vector<std::string>> bodiesOf(const std::vector<Publication>& publications) {
  std::vector<std::string> bodies;
  std::size_t inLast = 0;
  for (const auto& publication : publications) {
    auto order = orderOf(publication);
    if (!order) return order.error();
    if (publications.size() == 1) return std::vector<std::string>{std::move(order).value()};
    const bool isFull = bodies.empty() || inLast == kMostInARequest ||
                        bodies.back().size() + order->size() > kMostBytesInARequest;
    if (isFull) {
      bodies.emplace_back();
      inLast = 0;
    }
    bodies.back().append(inLast == 0 ? "[" : ",").append(*order);
    ++inLast;
  }
  for (auto& body : bodies) body += "]";
  return bodies;
}

// What the server says, fit for one line of a log.
std::string reasonIn(const std::string& body) {
  constexpr std::size_t kMostShown = 300;
  std::string reason = body.substr(0, kMostShown);
  std::replace_if(
      reason.begin(), reason.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return reason.empty() ? "without a reason" : reason;
}

ErrorCode codeOf(long status) {
  if (status == 400 || status == 413 || status == 414) return ErrorCode::kInvalidArgument;
  if (status == 401 || status == 403) return ErrorCode::kNotAuthorized;
  return ErrorCode::kUnavailable;
}

class HttpTransport final : public Transport {
 public:
  HttpTransport(const HttpOptions& options, std::string base)
      : settings_{options.expire, options.maxBytes, options.colons},
        connection_(std::move(base), options.key, options.caFile,
                    {options.connectTimeout, options.answerTimeout}) {}

  const Settings& settings() const override { return settings_; }

  Result<std::vector<Heard>> publish(const std::vector<Publication>& publications) override {
    const auto bodies = bodiesOf(publications);
    if (!bodies) return bodies.error();
    for (const auto& body : *bodies) {
      if (auto posted = post("/api/publish", body); !posted) return posted.error();
    }
    return std::vector<Heard>(publications.size(), std::nullopt);
  }

  Result<std::optional<std::string>> fetch(const Lookup& lookup) override {
    const std::string audience(lookup.audience ? wordOf(*lookup.audience) : "any");
    HttpRequest request{
        "/api/message", {{"facility", lookup.facility}, {"audience", audience}}, ""};
    for (const auto& channel : lookup.channels) {
      if (channel.audienceKind() == AudienceKind::kBroadcast) continue;
      request.query.emplace_back(wordOf(channel.audienceKind()), channel.name());
    }
    auto answer = connection_.exchange(request);
    if (!answer) return answer.error();
    if (answer->status == 200) {
      return std::optional<std::string>(std::move(answer).value().body);
    }
    const bool isNone =
        answer->status == 404 && answer->body.find("\"no_message\"") != std::string::npos;
    if (isNone) return std::optional<std::string>();
    return errorOf(*answer);
  }

  Result<void> send(const ControlMessage& message) override {
    return post("/api/" + std::string(verbOf(message)), objectOf(message));
  }

 private:
  Result<void> post(const std::string& path, const std::string& body) {
    const auto answer = connection_.exchange({path, {}, body});
    if (!answer) return answer.error();
    if (answer->status == kAccepted) return {};
    return errorOf(*answer);
  }

  Error errorOf(const HttpAnswer& answer) const {
    return {codeOf(answer.status), connection_.base() + ": " + std::to_string(answer.status) + " " +
                                       reasonIn(answer.body)};
  }

  const Settings settings_;
  HttpConnection connection_;
};

bool isPrintable(char c) { return c >= 0x20 && c < 0x7F; }

bool startsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// The address without a slash at its end.
Result<std::string> baseOf(const std::string& url) {
  if (!startsWith(url, "http://") && !startsWith(url, "https://")) {
    return invalid("url: must be http://... or https://...");
  }
  if (url.find_first_of(" @?#") != std::string::npos ||
      !std::all_of(url.begin(), url.end(), isPrintable)) {
    return invalid("url: must be scheme, host, port and path alone");
  }
  return url.substr(0, url.find_last_not_of('/') + 1);
}

}  // namespace

Result<std::shared_ptr<Transport>> httpTransport(const HttpOptions& options) {
  if (options.connectTimeout.count() <= 0 || options.answerTimeout.count() <= 0) {
    return invalid("a timeout must be above zero");
  }
  if (options.key.empty() || !std::all_of(options.key.begin(), options.key.end(), isPrintable)) {
    return invalid("key: must be the value of one of the server's api.key.<name>");
  }
  auto base = baseOf(options.url);
  if (!base) return base.error();
  return std::shared_ptr<Transport>(
      std::make_shared<HttpTransport>(options, std::move(base).value()));
}

}  // namespace fanfare::publisher
