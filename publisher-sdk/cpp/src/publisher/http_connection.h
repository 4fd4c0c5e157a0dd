#ifndef FANFARE_PUBLISHER_HTTP_CONNECTION_H_
#define FANFARE_PUBLISHER_HTTP_CONNECTION_H_

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::publisher {

// What is asked of a server. Without a body it is a GET, with one a POST of JSON. Value type.
struct HttpRequest {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  std::string body;
};

struct HttpAnswer {
  long status = 0;
  std::string body;
};

// A connection to one server, opened when it is needed and kept.
//
// Threads: one thread at a time.
// Blocking: exchange() returns within both timeouts together.
class HttpConnection {
 public:
  struct Timeouts {
    std::chrono::milliseconds connect;
    std::chrono::milliseconds answer;
  };

  // `base` is the address without a slash at its end.
  HttpConnection(std::string base, std::string_view key, std::string caFile, Timeouts timeouts);

  // Fails with kUnavailable. A request whose body was begun is not sent again.
  Result<HttpAnswer> exchange(const HttpRequest& request);

  const std::string& base() const { return base_; }

 private:
  struct Close {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using Handle = std::unique_ptr<CURL, Close>;
  using Headers = std::unique_ptr<curl_slist, Close>;

  void setUp();
  std::string urlOf(const HttpRequest& request) const;
  Error unavailable(CURLcode code, const char* detail) const;

  const std::string base_;
  const std::string caFile_;
  const Timeouts timeouts_;
  Headers ofGet_;
  Headers ofPost_;
  Handle handle_;
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_HTTP_CONNECTION_H_
