#include "fanfare/control_message.h"

#include <algorithm>
#include <array>

#include "fanfare/json_text.h"
#include "fanfare/utf8.h"

namespace fanfare {
namespace {

using By = Disconnect::By;

constexpr std::array<std::string_view, 4> kWords = {"user", "session", "connection", "facility"};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isConnection(const std::string& name) {
  constexpr std::size_t kMostDigits = 19;
  return !name.empty() && name.size() <= kMostDigits &&
         std::all_of(name.begin(), name.end(), isDigit);
}

// So that no user's name runs into that of a group.
std::string escaped(std::string_view user) {
  std::string text;
  for (const char c : user) {
    if (c == '%') {
      text += "%25";
    } else if (c == ':') {
      text += "%3A";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string_view wordOf(By by) { return kWords.at(static_cast<std::size_t>(by)); }

std::optional<std::string> whyUnfit(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    if (revoke->user.empty() || revoke->group.empty()) {
      return "revoke: must name a user and a group";
    }
    if (!isUtf8(revoke->user)) return "user: is not UTF-8";
    if (!isUtf8(revoke->group)) return "group: is not UTF-8";
    return std::nullopt;
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  const std::string word(wordOf(by));
  if (by == By::kConnection && !isConnection(name))
    return word + ": must be the number of a connection";
  if (by != By::kFacility && name.empty()) return word + ": must not be empty";
  if (!isUtf8(name)) return word + ": is not UTF-8";
  return std::nullopt;
}

std::string_view verbOf(const ControlMessage& message) {
  return std::holds_alternative<Revoke>(message) ? "revoke" : "disconnect";
}

std::string objectOf(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    return R"({"user":)" + jsonQuoted(revoke->user) + R"(,"group":)" + jsonQuoted(revoke->group) +
           "}";
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  return R"({")" + std::string(wordOf(by)) + R"(":)" + jsonQuoted(name) + "}";
}

std::string jsonOf(const ControlMessage& message) {
  return R"({")" + std::string(verbOf(message)) + R"(":)" + objectOf(message) + "}";
}

std::vector<std::string> tombstonesOf(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    return {"fanfare:revoked:group:" + escaped(revoke->user) + ":" + revoke->group};
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  if (by != By::kUser && by != By::kSession) return {};
  return {"fanfare:revoked:" + std::string(wordOf(by)) + ":" + name};
}

}  // namespace fanfare
