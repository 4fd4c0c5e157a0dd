#include "sessions/http.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "sessions/hmac.h"
#include "sessions/http_answer.h"

namespace fanfare::sessions {

HttpResolver::HttpResolver(const HttpOptions& options, std::shared_ptr<backend::Client> client,
                           const Clock& clock, WallClock wallClock)
    : forward_(options.forward),
      client_(std::move(client)),
      wallClock_(std::move(wallClock)),
      cache_(clock, options.cache) {}

Result<Identity> HttpResolver::resolve(const Handshake& handshake) const {
  const auto fields = forwardedOf(handshake, forward_);
  if (!fields) return fields.error();
  if (fields->empty()) return Identity{};
  const std::string forwarded = textOf(*fields);
  return cache_.find(digestOf(Digest::kSha256, forwarded),
                     [&] { return find(forwarded, &backend::Client::ask); });
}

Result<Identity> HttpResolver::find(const std::string& forwarded, Ask ask) const {
  const auto asOf = wallClock_();
  const auto response = ((*client_).*ask)({"GET", fieldsIn(forwarded), ""});
  if (!response) return response.error();
  auto found = identityIn(*response, asOf);
  if (!found) {
    client_->tellUnusable(found.error().message);
    return found;
  }
  Identity identity = std::move(found).value();
  identity.asOf = asOf;
  if (!identity.isAnonymous()) identity.evidence = Evidence{name(), forwarded};
  return identity;
}

std::vector<Result<Identity>> HttpResolver::recheck(const std::vector<Identity>& known) const {
  std::map<std::string, std::optional<Result<Identity>>> sessions;
  for (const Identity& identity : known) sessions[identity.evidence->text];
  std::vector<std::map<std::string, std::optional<Result<Identity>>>::iterator> all;
  for (auto at = sessions.begin(); at != sessions.end(); ++at) all.push_back(at);

  std::atomic<std::size_t> next{0};
  const auto work = [this, &all, &next] {
    for (auto i = next++; i < all.size(); i = next++) all[i]->second = findAgain(all[i]->first);
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(kRecheckers, all.size()); ++i) others.emplace_back(work);
  work();
  for (auto& other : others) other.join();

  std::vector<Result<Identity>> found;
  found.reserve(known.size());
  for (const Identity& identity : known) found.push_back(*sessions[identity.evidence->text]);
  return found;
}

Result<Identity> HttpResolver::findAgain(const std::string& forwarded) const {
  auto found = find(forwarded, &backend::Client::askInBackground);
  if (found && found->isAnonymous()) cache_.forget(digestOf(Digest::kSha256, forwarded));
  return found;
}

}  // namespace fanfare::sessions
