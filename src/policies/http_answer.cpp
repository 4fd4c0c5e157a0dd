#include "policies/http_answer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "fanfare/utf8.h"

#include "model/ascii.h"
#include "model/json_reader.h"

namespace fanfare::policies {
namespace {

constexpr int kOk = 200;
constexpr int kForbidden = 403;
constexpr std::size_t kMaxReasonBytes = 200;
constexpr char kJson[] = "application/json";

Error useless(const std::string& why) { return {ErrorCode::kUnavailable, "its answer " + why}; }

bool continuesACharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Fit for a client: one line, not too long; empty if it is not UTF-8.
std::string fitForClients(std::string_view text) {
  if (!isUtf8(text)) return {};
  std::size_t size = std::min(text.size(), kMaxReasonBytes);
  while (size < text.size() && size > 0 && continuesACharacter(text[size])) --size;
  std::string reason(text.substr(0, size));
  std::replace_if(reason.begin(), reason.end(), isControl, ' ');
  return std::string(trimmed(reason));
}

bool readStrings(JsonReader& reader, std::set<std::string>& strings) {
  return reader.readArray([&](std::size_t) {
    auto text = reader.readString();
    if (!text) return false;
    strings.insert(*std::move(text));
    return true;
  });
}

struct ReadAnswer {
  AllowedChannels allowed;
  bool hasList = false;
};

Result<ReadAnswer> answerIn(const std::string& body) {
  JsonReader reader(body);
  ReadAnswer answer;
  const bool isRead = reader.readObject([&](const std::string& name) {
    if (name == "allowed") {
      answer.hasList = true;
      return readStrings(reader, answer.allowed.channels);
    }
    if (name != "reason" || !reader.nextIs('"')) return reader.readRaw().has_value();
    const auto reason = reader.readString();
    answer.allowed.reason = fitForClients(reason.value_or(""));
    return reason.has_value();
  });
  if (!isRead || !reader.readEnd()) return useless("cannot be read: " + reader.error());
  return answer;
}

Refusal refusalIn(const backend::Response& response) {
  std::string reason;
  if (response.mediaType == kJson) {
    const auto answer = answerIn(response.body);
    if (answer) reason = answer->allowed.reason;
  } else if (response.mediaType == "text/plain") {
    reason = fitForClients(response.body);
  }
  return {kForbidden, reason.empty() ? "the site does not allow it" : reason};
}

}  // namespace

Result<std::variant<AllowedChannels, Refusal>> allowedBy(const backend::Response& response) {
  using Allowed = std::variant<AllowedChannels, Refusal>;
  if (response.status == kForbidden) return Allowed(refusalIn(response));
  if (response.status != kOk) return useless("has the status " + std::to_string(response.status));
  if (response.mediaType != kJson) return useless("is not application/json");
  auto answer = answerIn(response.body);
  if (!answer) return answer.error();
  if (!answer->hasList) return useless("has no list 'allowed'");
  return Allowed(std::move(answer).value().allowed);
}

}  // namespace fanfare::policies
