#ifndef FANFARE_CLI_API_CLIENT_H_
#define FANFARE_CLI_API_CLIENT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "fanfare/publisher/redis_publisher.h"
#include "fanfare/result.h"

#include "cli/trust.h"

namespace Poco::Net {  // NOLINT(readability-identifier-naming): theirs
class HTTPClientSession;
}

namespace fanfare::cli {

// Publishes by a server's HTTP API, over one connection.
class ApiClient {
 public:
  // `url` is the server's, "http://127.0.0.1:8080", or https://. Fails with kInvalidArgument.
  static Result<ApiClient> create(const std::string& url, std::string key, const Trust& trust);

  ApiClient(ApiClient&&) noexcept;
  ApiClient& operator=(ApiClient&&) noexcept;
  ~ApiClient();

  // Fails with kUnavailable if the server cannot be reached, and with what it said if it refused.
  Result<void> publish(const std::string& facility, const publisher::Audiences& audiences,
                       const std::string& message, std::optional<std::chrono::seconds> expire);

 private:
  ApiClient(std::unique_ptr<Poco::Net::HTTPClientSession> session, std::string path,
            std::string key);

  Result<void> post(const std::string& body);

  std::unique_ptr<Poco::Net::HTTPClientSession> session_;
  std::string path_;
  std::string key_;
};

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_API_CLIENT_H_
