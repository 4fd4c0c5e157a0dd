#include "http/presence_calls.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "fanfare/utf8.h"

#include "http/shown_channel.h"
#include "model/json_reader.h"

namespace fanfare::http {
namespace {

constexpr std::uint64_t kMostOnAPage = 1000;
constexpr std::size_t kUsualOnAPage = 100;

// What a query asks for. Value type.
struct PageQuery {
  std::optional<std::string> facility;
  std::string after;
  std::size_t limit = kUsualOnAPage;
};

std::optional<std::uint64_t> numberIn(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool isNumber = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return isNumber ? std::optional(number) : std::nullopt;
}

Answer badRequest(std::string_view why) { return errorAnswer(400, "bad_request", why); }

Answer forbidden(std::string_view why) { return errorAnswer(403, "forbidden", why); }

std::variant<PageQuery, Answer> readPageQuery(const Fields& query, const ApiKey& key) {
  PageQuery page;
  for (const auto& [name, value] : query) {
    if (name == "facility") {
      page.facility = value;
    } else if (name == "after") {
      page.after = value;
    } else if (name == "limit") {
      const auto limit = numberIn(value);
      if (!limit || *limit == 0 || *limit > kMostOnAPage) {
        return badRequest("limit: must be a number from 1 to " + std::to_string(kMostOnAPage));
      }
      page.limit = static_cast<std::size_t>(*limit);
    } else {
      return badRequest((isUtf8(name) ? name : "?") + ": is no parameter of this call");
    }
  }
  if (page.facility && !key.reaches(*page.facility)) {
    return forbidden("facility: the key does not reach this facility");
  }
  return page;
}

bool reachesAll(const ApiKey& key) {
  const auto& reached = key.facilities;
  return std::find(reached.begin(), reached.end(), "*") != reached.end();
}

Answer accepted() {
  Answer answer;
  answer.status = 202;
  answer.contentType = "application/json";
  answer.body = "{\"accepted\": true}\n";
  return answer;
}

LaterAnswer sending(core::ControlMessage message, core::Node& node) {
  return [message = std::move(message), &node](Answered done) {
    node.send(message, [done = std::move(done)](const Result<void>& result) {
      done(result ? accepted() : unavailableAnswer("the broker cannot be reached"));
    });
  };
}

core::WantsFacility wantedBy(const PageQuery& page, const ApiKey& key) {
  if (page.facility) {
    return [wanted = *page.facility](std::string_view facility) { return facility == wanted; };
  }
  return [key](std::string_view facility) { return key.reaches(facility); };
}

std::string quoted(std::string_view text) { return jsonQuoted(isUtf8(text) ? text : "?"); }

std::string quotedOrNull(std::string_view text) { return text.empty() ? "null" : quoted(text); }

std::string jsonOf(const core::ConnectionInfo& one) {
  std::string groups;
  for (const auto& group : one.groups) groups += (groups.empty() ? "" : ", ") + quoted(group);
  const std::string session = one.sessionKey.empty() ? "" : shownSecret(one.sessionKey);
  return R"({"connection": ")" + std::to_string(one.id) + R"(", "facility": )" +
         quoted(one.facility) + R"(, "user": )" + quotedOrNull(one.user) + R"(, "session": )" +
         quotedOrNull(session) + R"(, "groups": [)" + groups + R"(], "address": )" +
         quotedOrNull(one.address) + R"(, "protocol": )" + quoted(one.dialect) +
         R"(, "subscriptions": )" + std::to_string(one.subscriptions) + "}";
}

std::string jsonOf(const core::ChannelInfo& one) {
  return R"({"channel": )" + quoted(shownChannel(one.channel)) + R"(, "subscriptions": )" +
         std::to_string(one.subscriptions) + "}";
}

// A page of `all`, which may hold one more than `limit`: then there is a next one, behind the
// cursor of the last.
template <typename Info, typename CursorOf>
Answer pageOf(const char* name, std::vector<Info> all, std::size_t limit,
              const CursorOf& cursorOf) {
  const bool isMore = all.size() > limit;
  if (isMore) all.resize(limit, all.back());
  Answer answer;
  answer.contentType = "application/json";
  answer.body = "{\"" + std::string(name) + "\": [";
  for (const auto& one : all) {
    if (&one != &all.front()) answer.body += ",\n";
    answer.body += jsonOf(one);
  }
  answer.body += "], \"next\": " + (isMore ? quoted(cursorOf(all.back())) : "null") + "}\n";
  return answer;
}

}  // namespace

AnswerOrLater connectionsPage(const Fields& query, const ApiKey& key, core::Node& node) {
  auto read = readPageQuery(query, key);
  if (auto* mistake = std::get_if<Answer>(&read)) return std::move(*mistake);
  const auto& page = std::get<PageQuery>(read);
  const auto after = page.after.empty() ? 0 : numberIn(page.after);
  if (!after) return badRequest("after: is not what a page said");

  core::ConnectionsPage wanted{*after, page.limit + 1, wantedBy(page, key)};
  return LaterAnswer([wanted = std::move(wanted), limit = page.limit, &node](Answered done) {
    node.connections(
        wanted, [limit, done = std::move(done)](std::vector<core::ConnectionInfo> all) {
          done(pageOf("connections", std::move(all), limit,
                      [](const core::ConnectionInfo& last) { return std::to_string(last.id); }));
        });
  });
}

AnswerOrLater channelsPage(const Fields& query, const ApiKey& key, core::Node& node) {
  auto read = readPageQuery(query, key);
  if (auto* mistake = std::get_if<Answer>(&read)) return std::move(*mistake);
  const auto& page = std::get<PageQuery>(read);

  core::ChannelsPage wanted;
  wanted.after = page.after;
  wanted.limit = page.limit + 1;
  wanted.wanted = wantedBy(page, key);
  wanted.cursorOf = cursorOf;
  return LaterAnswer([wanted = std::move(wanted), limit = page.limit, &node](Answered done) {
    node.channels(wanted, [limit, done = std::move(done)](std::vector<core::ChannelInfo> all) {
      done(pageOf("channels", std::move(all), limit,
                  [](const core::ChannelInfo& last) { return cursorOf(last.channel); }));
    });
  });
}

AnswerOrLater disconnect(std::string_view body, const ApiKey& key, core::Node& node) {
  const auto read = core::parseDisconnect(body);
  if (!read) return badRequest(read.error().message);
  const bool isOfFacility = read->by == core::Disconnect::By::kFacility;
  if (isOfFacility && !key.reaches(read->name)) {
    return forbidden("facility: the key does not reach this facility");
  }
  if (!isOfFacility && !reachesAll(key)) {
    return forbidden("the key reaches some facilities only: it may disconnect by facility");
  }
  return sending(*read, node);
}

AnswerOrLater revoke(std::string_view body, const ApiKey& key, core::Node& node) {
  const auto read = core::parseRevoke(body);
  if (!read) return badRequest(read.error().message);
  if (!reachesAll(key)) {
    return forbidden("the key reaches some facilities only: a group is revoked in all");
  }
  return sending(*read, node);
}

}  // namespace fanfare::http
