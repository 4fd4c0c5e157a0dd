#include "publisher/http_connection.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace fanfare::publisher {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 20;

// What is left to send of a body.
struct Body {
  std::string_view left;
};

std::size_t readBody(char* buffer, std::size_t size, std::size_t count, void* of) {
  auto& left = static_cast<Body*>(of)->left;
  const std::size_t taken = std::min(size * count, left.size());
  std::memcpy(buffer, left.data(), taken);
  left.remove_prefix(taken);
  return taken;
}

// curl would send a request again over another connection when the one it kept ends: not if the
// server may have it.
int refuseToRewind(void* /*of*/, curl_off_t /*offset*/, int /*origin*/) {
  return CURL_SEEKFUNC_FAIL;
}

std::size_t writeAnswer(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + size * count > kMaxAnswerBytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

bool startCurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started == CURLE_OK;
}

}  // namespace

HttpConnection::HttpConnection(std::string base, std::string_view key, std::string caFile,
                               Timeouts timeouts)
    : base_(std::move(base)), caFile_(std::move(caFile)), timeouts_(timeouts) {
  if (!startCurl()) return;
  const std::string authorization = "Authorization: Bearer " + std::string(key);
  ofGet_.reset(curl_slist_append(nullptr, authorization.c_str()));
  ofPost_.reset(curl_slist_append(nullptr, authorization.c_str()));
  curl_slist_append(ofPost_.get(), "Content-Type: application/json");
  curl_slist_append(ofPost_.get(), "Expect:");
  handle_.reset(curl_easy_init());
  if (handle_) setUp();
}

void HttpConnection::setUp() {
  CURL* handle = handle_.get();
  const auto whole = timeouts_.connect + timeouts_.answer;
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts_.connect.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(whole.count()));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &writeAnswer);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &readBody);
  curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, &refuseToRewind);
  if (!caFile_.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, caFile_.c_str());
}

Result<HttpAnswer> HttpConnection::exchange(const HttpRequest& request) {
  CURL* handle = handle_.get();
  if (!handle) return unavailable(CURLE_FAILED_INIT, "");
  HttpAnswer answer;
  Body body{request.body};
  std::array<char, CURL_ERROR_SIZE> detail{};
  const std::string url = urlOf(request);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(handle, CURLOPT_READDATA, &body);
  if (request.body.empty()) {
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, ofGet_.get());
  } else {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, ofPost_.get());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  const CURLcode code = curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) return unavailable(code, detail.data());
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

std::string HttpConnection::urlOf(const HttpRequest& request) const {
  std::string url = base_ + request.path;
  char before = '?';
  for (const auto& [name, value] : request.query) {
    const std::unique_ptr<char, decltype(&curl_free)> escaped(
        curl_easy_escape(handle_.get(), value.data(), static_cast<int>(value.size())), &curl_free);
    url.append(1, before).append(name).append("=").append(escaped ? escaped.get() : "");
    before = '&';
  }
  return url;
}

Error HttpConnection::unavailable(CURLcode code, const char* detail) const {
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return {ErrorCode::kUnavailable, base_ + ": no answer in time"};
  }
  if (code == CURLE_SEND_FAIL_REWIND) {
    return {ErrorCode::kUnavailable, base_ + ": the connection was closed without an answer"};
  }
  const char* why = *detail != '\0' ? detail : curl_easy_strerror(code);
  return {ErrorCode::kUnavailable, base_ + ": " + why};
}

}  // namespace fanfare::publisher
