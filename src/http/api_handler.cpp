#include "http/api_handler.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "fanfare/handshake.h"

#include "http/presence_calls.h"
#include "http/publish_request.h"
#include "http/shown_channel.h"
#include "model/json_reader.h"

namespace fanfare::http {
namespace {

Answer brokerAway() { return unavailableAnswer("the broker cannot be reached"); }

Answer tooOften() {
  Answer answer = errorAnswer(429, "too_many_requests",
                              "too many requests a second with this key; limit.publishes_per_key");
  answer.headers = {{"Retry-After", "1"}};
  return answer;
}

Answer unauthorized() {
  Answer answer = errorAnswer(401, "unauthorized", "Authorization: Bearer <key> is needed");
  answer.headers = {{"WWW-Authenticate", "Bearer realm=\"fanfare\""}};
  return answer;
}

Answer wrongMethod(const char* allowed) {
  Answer answer = errorAnswer(405, "method_not_allowed", std::string("only ") + allowed);
  answer.headers = {{"Allow", allowed}};
  return answer;
}

Answer badRequest(std::string_view why) { return errorAnswer(400, "bad_request", why); }

Answer outOfReach(std::string_view field) {
  return errorAnswer(403, "forbidden",
                     std::string(field) + ": the key does not reach this facility");
}

std::string channelsOf(const PublishOrder& order) {
  std::string json = "{\"channels\": [";
  for (const auto& publication : order.publications) {
    if (json.back() != '[') json += ", ";
    json += jsonQuoted(shownChannel(publication.channel));
  }
  return json + "]}";
}

Answer published(const PublishOrders& orders) {
  Answer answer;
  answer.status = 202;
  answer.contentType = "application/json";
  for (const auto& order : orders.orders) {
    if (!answer.body.empty()) answer.body += ", ";
    answer.body += channelsOf(order);
  }
  if (orders.isArray) answer.body = "[" + answer.body + "]";
  answer.body += "\n";
  return answer;
}

struct AudienceParameter {
  const char* name;
  AudienceKind kind;
};
// In the order in which the model looks.
constexpr std::array<AudienceParameter, 4> kParameters = {{{"session", AudienceKind::kSession},
                                                           {"user", AudienceKind::kUser},
                                                           {"group", AudienceKind::kGroup},
                                                           {"room", AudienceKind::kRoom}}};

// What GET /api/message asks for. Value type.
struct MessageQuery {
  std::string facility;
  std::string audience = "any";
  std::vector<Audience> named;  // in the order in which they are looked for
};

bool namesAnAudience(std::string_view parameter) {
  return std::any_of(kParameters.begin(), kParameters.end(),
                     [parameter](const auto& known) { return known.name == parameter; });
}

std::variant<MessageQuery, std::string> readMessageQuery(const Fields& query) {
  MessageQuery asked;
  bool hasFacility = false;
  for (const auto& [name, value] : query) {
    if (name == "facility") {
      hasFacility = true;
      asked.facility = value;
    } else if (name == "audience") {
      asked.audience = value;
    } else if (!namesAnAudience(name)) {
      return name + ": is no parameter of this call";
    }
  }
  if (!hasFacility) return "facility: is missing";
  for (const auto& parameter : kParameters) {
    for (const auto& [name, value] : query) {
      if (name != parameter.name) continue;
      if (value.empty()) return name + ": must not be empty";
      asked.named.push_back({parameter.kind, value});
    }
  }
  return asked;
}

// Of all that is named, what `audience` says.
std::variant<std::vector<Audience>, std::string> audiencesOf(const MessageQuery& asked) {
  if (asked.audience == "broadcast") return std::vector<Audience>{Audience{}};
  std::vector<Audience> audiences;
  if (asked.audience == "any") {
    audiences = asked.named;
    audiences.emplace_back();
    return audiences;
  }
  if (!namesAnAudience(asked.audience))
    return "audience: must be any, broadcast, session, user, group or room";
  for (const auto& audience : asked.named) {
    if (wordOf(audience.kind) == asked.audience) audiences.push_back(audience);
  }
  if (audiences.empty()) return asked.audience + ": is missing";
  return audiences;
}

Answer answerWith(const Message& message) {
  Answer answer;
  if (message.kind == PayloadKind::kBinary) answer.contentType = "application/octet-stream";
  answer.body = message.payload;
  return answer;
}

// The first message that is kept in any of `channels`, looked for in one after the other.
struct Search {
  core::Node& node;
  std::vector<Channel> channels;
  Answered done;
  std::size_t next = 0;
};

void search(const std::shared_ptr<Search>& one) {
  if (one->next == one->channels.size()) {
    return one->done(errorAnswer(404, "no_message", "no message is kept there"));
  }
  one->node.fetch(one->channels[one->next++], [one](const Result<MessagePtr>& kept) {
    if (!kept) return one->done(brokerAway());
    if (*kept && !(*kept)->payload.empty()) return one->done(answerWith(**kept));
    search(one);
  });
}

std::string statsJson(const core::NodeStats& stats) {
  const std::array<std::pair<const char*, std::uint64_t>, 11> values = {
      {{"connections", stats.connections},
       {"connections_opened", stats.connectionsOpened},
       {"subscriptions", stats.subscriptions},
       {"channels", stats.channels},
       {"messages_published", stats.messagesPublished},
       {"messages_received", stats.messagesReceived},
       {"messages_delivered", stats.messagesDelivered},
       {"bytes_queued", stats.bytesQueued},
       {"slow_consumers", stats.slowConsumers},
       {"protocol_errors", stats.protocolErrors},
       {"joins_refused", stats.joinsRefused}}};
  std::string json;
  for (const auto& [name, value] : values) {
    json += ", " + jsonQuoted(name) + ": " + std::to_string(value);
  }
  return json;
}

}  // namespace

struct ApiHandler::Call {
  std::string_view path;
  const char* allowed;  // methods
  ApiScope scope;
  AnswerOrLater (ApiHandler::*answer)(const ApiRequest&, const ApiKey&);

  bool takes(const std::string& method) const {
    return method == "POST" ? allowed[0] == 'P'
                            : allowed[0] == 'G' && (method == "GET" || method == "HEAD");
  }
};

ApiHandler::ApiHandler(ApiOptions options, const Parts& parts)
    : options_(std::move(options)),
      keys_(options_.keys),
      node_(parts.node),
      facilities_(parts.facilities),
      limits_(parts.limits),
      answers_(parts.answers),
      publishes_(parts.clock, options_.publishes) {}

AnswerOrLater ApiHandler::handle(const ApiRequest& request) {
  static constexpr std::array<Call, 7> kCalls = {
      {{"/api/publish", "POST", ApiScope::kPublish, &ApiHandler::publish},
       {"/api/message", "GET, HEAD", ApiScope::kRead, &ApiHandler::message},
       {"/api/disconnect", "POST", ApiScope::kAdmin, &ApiHandler::disconnect},
       {"/api/revoke", "POST", ApiScope::kAdmin, &ApiHandler::revoke},
       {"/api/connections", "GET, HEAD", ApiScope::kRead, &ApiHandler::connections},
       {"/api/channels", "GET, HEAD", ApiScope::kRead, &ApiHandler::channels},
       {"/api/stats", "GET, HEAD", ApiScope::kRead, &ApiHandler::stats}}};
  if (keys_.empty()) {
    return errorAnswer(404, "not_found", "the API is off; api.key.<name> would set a key");
  }
  const ApiKey* key = keys_.find(request.authorization);
  if (!key) return unauthorized();
  for (const Call& call : kCalls) {
    if (call.path != request.path) continue;
    if (!call.takes(request.method)) return wrongMethod(call.allowed);
    if (!key->holds(call.scope)) {
      return errorAnswer(403, "forbidden", "the key's scope does not include this call");
    }
    auto answer = (this->*call.answer)(request, *key);
    auto* const later = std::get_if<LaterAnswer>(&answer);
    return later ? answers_.withRoom(std::move(*later), request.body.size()) : std::move(answer);
  }
  return errorAnswer(404, "not_found", "there is no such call");
}

AnswerOrLater ApiHandler::publish(const ApiRequest& request, const ApiKey& key) {
  if (!publishes_.take(key.name)) {
    limits_.add(core::Limit::kPublishesPerKey);
    return tooOften();
  }
  const PublishDefaults defaults{options_.messageExpire, facilities_};
  auto read = readPublishRequest(request.body, defaults);
  if (const auto* mistake = std::get_if<PublishMistake>(&read)) return badRequest(mistake->message);

  const auto& orders = std::get<PublishOrders>(read);
  std::vector<Publication> publications;
  for (std::size_t i = 0; i < orders.orders.size(); ++i) {
    const auto& order = orders.orders[i];
    if (!key.reaches(order.facility)) {
      return outOfReach(orders.isArray ? "[" + std::to_string(i) + "].facility" : "facility");
    }
    publications.insert(publications.end(), order.publications.begin(), order.publications.end());
  }
  return LaterAnswer([this, publications = std::move(publications),
                      taken = published(orders)](Answered done) mutable {
    node_.publish(std::move(publications),
                  [taken = std::move(taken), done = std::move(done)](const Result<void>& result) {
                    done(result ? taken : brokerAway());
                  });
  });
}

AnswerOrLater ApiHandler::message(const ApiRequest& request, const ApiKey& key) {
  const auto read = readMessageQuery(request.query);
  if (const auto* mistake = std::get_if<std::string>(&read)) return badRequest(*mistake);
  const auto& asked = std::get<MessageQuery>(read);
  const auto audiences = audiencesOf(asked);
  if (const auto* mistake = std::get_if<std::string>(&audiences)) return badRequest(*mistake);
  if (!key.reaches(asked.facility)) return outOfReach("facility");

  const Colons colons = facilities_.settingsFor(asked.facility).colons;
  std::vector<Channel> channels;
  for (const auto& audience : std::get<std::vector<Audience>>(audiences)) {
    auto channel = Channel::of(audience, asked.facility, colons);
    if (!channel) {
      return badRequest(std::string(wordOf(audience.kind)) + ": makes no channel of this facility");
    }
    channels.push_back(std::move(channel).value());
  }
  return LaterAnswer([this, channels = std::move(channels)](Answered done) mutable {
    search(std::make_shared<Search>(Search{node_, std::move(channels), std::move(done)}));
  });
}

AnswerOrLater ApiHandler::disconnect(const ApiRequest& request, const ApiKey& key) {
  return http::disconnect(request.body, key, node_);
}

AnswerOrLater ApiHandler::revoke(const ApiRequest& request, const ApiKey& key) {
  return http::revoke(request.body, key, node_);
}

AnswerOrLater ApiHandler::connections(const ApiRequest& request, const ApiKey& key) {
  return connectionsPage(request.query, key, node_);
}

AnswerOrLater ApiHandler::channels(const ApiRequest& request, const ApiKey& key) {
  return channelsPage(request.query, key, node_);
}

AnswerOrLater ApiHandler::stats(const ApiRequest& /*request*/, const ApiKey& /*key*/) {
  const bool isReachable = node_.brokerState() == core::BrokerState::kReachable;
  Answer answer;
  answer.contentType = "application/json";
  answer.body = "{\"broker\": " + jsonQuoted(node_.brokerName()) +
                ", \"broker_reachable\": " + (isReachable ? "true" : "false") +
                ", \"draining\": " + (node_.isDraining() ? "true" : "false") +
                statsJson(node_.stats()) + "}\n";
  return answer;
}

}  // namespace fanfare::http
