#include "dialects/socketio/emit_call.h"

#include <string_view>
#include <utility>

#include "dialects/python_repr.h"
#include "dialects/socketio/emit_request.h"
#include "model/ascii.h"
#include "model/same_secret.h"

namespace fanfare::dialects::socketio {
namespace {

using core::HttpCall;
using core::HttpReply;
using foreign::Value;

constexpr const char* kAllowed = "OPTIONS, POST";

// As Flask shows an error.
HttpReply page(int status, const std::string& name, const std::string& text) {
  HttpReply reply;
  reply.status = status;
  reply.body = "<!doctype html>\n<html lang=en>\n<title>" + std::to_string(status) + " " + name +
               "</title>\n<h1>" + name + "</h1>\n<p>" + text + "</p>\n";
  return reply;
}

HttpReply notJson() {
  return page(400, "Bad Request",
              "The browser (or proxy) sent a request that this server could not understand.");
}

HttpReply noObject() {
  return page(500, "Internal Server Error",
              "The server encountered an internal error and was unable to complete your request. "
              "Either the server is overloaded or there is an error in the application.");
}

HttpReply wrongMethod() {
  auto reply = page(405, "Method Not Allowed", "The method is not allowed for the requested URL.");
  reply.headers = {{"Allow", kAllowed}};
  return reply;
}

HttpReply options() {
  HttpReply reply;
  reply.headers = {{"Allow", kAllowed}};
  return reply;
}

HttpReply ok() {
  HttpReply reply;
  reply.body = "OK\n";
  return reply;
}

HttpReply line(int status, const std::string& text, const char* retryAfter) {
  return {status, "text/plain; charset=utf-8", text + "\n", {{"Retry-After", retryAfter}}};
}

// As Flask decides it: application/json, and others that end in +json.
bool isJson(std::string_view contentType) {
  constexpr std::string_view kKind = "application/";
  constexpr std::string_view kSuffix = "+json";
  const auto type = trimmed(takeUntil(';', contentType));
  if (equalsIgnoringCase(type, "application/json")) return true;
  return type.size() >= kKind.size() + kSuffix.size() &&
         equalsIgnoringCase(type.substr(0, kKind.size()), kKind) &&
         equalsIgnoringCase(type.substr(type.size() - kSuffix.size()), kSuffix);
}

}  // namespace

EmitCall::EmitCall(Options options, const Parts& parts)
    : options_(std::move(options)), parts_(parts) {}

void EmitCall::answer(const HttpCall& call, Replied replied) {
  if (call.method == "OPTIONS") return replied(options());
  if (call.method != "POST") return replied(wrongMethod());
  if (!isJson(call.contentType)) return replied(notJson());
  const auto body = Value::parse(call.body);
  if (!body) return replied(notJson());
  if (!body->isObject()) return replied(noObject());
  if (auto refusal = refusalOf(*body, call.clientAddress)) return replied(*std::move(refusal));
  emit(*body, std::move(replied));
}

std::optional<HttpReply> EmitCall::refusalOf(const Value& body, const std::string& address) {
  if (!parts_.failures.mayTake(address)) {
    constexpr auto kLimit = core::Limit::kFailedSecretsPerAddress;
    parts_.counts.add(kLimit);
    return line(429,
                std::string("too many wrong secrets from this address; ") + core::settingOf(kLimit),
                "10");
  }
  const Value* const given = body.at("secret");
  const auto text = given ? given->asText() : std::nullopt;
  if (text && isSameSecret(options_.secret, *text)) return std::nullopt;

  (void)parts_.failures.take(address);
  HttpReply reply;
  reply.status = 403;
  reply.body = "Incorrect secret " + pythonReprOf(given ? *given : Value()) + "\n";
  return reply;
}

void EmitCall::emit(const Value& body, Replied replied) {
  auto emit = emitAskedForBy(body);
  if (!emit) return replied(ok());
  parts_.topic.publish(writeBackendMessage({"", *std::move(emit)}, options_.arrayData),
                       [replied = std::move(replied)](const Result<void>& taken) {
                         replied(taken ? ok() : line(503, "the broker cannot be reached", "1"));
                       });
}

}  // namespace fanfare::dialects::socketio
