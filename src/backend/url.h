#ifndef FANFARE_BACKEND_URL_H_
#define FANFARE_BACKEND_URL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare::backend {

// Where a site's backend is asked. Value type.
struct Url {
  static constexpr std::size_t kMaxBytes = 2048;

  bool isSecure = false;
  std::string host;  // a name or a numeric address, without brackets
  std::uint16_t port = 80;
  std::string target = "/";  // path and query, as they are sent

  // http://host[:port][/path][?query], or https. Fails with kInvalidArgument, in words that go on
  // behind the URL; one with a user, a fragment or anything that would have to be escaped is none.
  static Result<Url> parse(std::string_view text);

  // The value of the header Host.
  std::string authority() const;

  // For logs: without the query, in which secrets may stand.
  std::string shown() const;
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_URL_H_
