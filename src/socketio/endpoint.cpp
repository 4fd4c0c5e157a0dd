#include "socketio/endpoint.h"

#include <sys/random.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "socketio/session.h"

namespace fanfare::socketio {
namespace {

using dialects::socketio::EngineVersion;
using dialects::socketio::Sid;
using dialects::socketio::SidKind;

std::uint64_t randomNumber() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) std::abort();  // never, so small
  return number;
}

Session::Names namesOf(ConnectionId id, EngineVersion version) {
  const Sid session{SidKind::kSession, id, randomNumber()};
  if (version == EngineVersion::k3) return {session, session};
  return {session, {SidKind::kSocket, id, 0}};
}

}  // namespace

Endpoint::Endpoint(ws::Endpoint& clients, const EndpointOptions& options)
    : clients_(clients),
      options_(options),
      everybody_(Channel::of({AudienceKind::kBroadcast, ""}, options.facility).value()),
      wording3_(EngineVersion::k3, options.rawEvent),
      wording4_(EngineVersion::k4, options.rawEvent) {}

Endpoint::~Endpoint() = default;

ws::Encoding& Endpoint::encodingFor(EngineVersion version) {
  const auto& wording = version == EngineVersion::k3 ? wording3_ : wording4_;
  return clients_.speechOf(wording, ws::Compression::kOff).encoding;
}

void Endpoint::rename(Sid& socket) {
  if (socket.kind == SidKind::kSocket) socket.nonce = randomNumber();
}

void Endpoint::serve(Request request) {
  std::visit([&](auto& what) { serve(std::move(what), std::move(request.exchange)); },
             request.what);
}

void Endpoint::serve(Arriving arriving, std::unique_ptr<Exchange> exchange) {
  Session* session = nullptr;
  const core::VisitorPtr visitor = arriving.opening.visitor;
  clients_.admit(visitor, [&](ConnectionId id) {
    auto made = std::make_unique<Session>(*this, namesOf(id, arriving.version), std::move(arriving),
                                          std::move(exchange));
    session = made.get();
    sessions_.emplace(id, session);
    return made;
  });
}

void Endpoint::serve(const Polling& polling, std::unique_ptr<Exchange> exchange) {
  if (Session* const session = find(polling.sid, *exchange)) {
    session->line().poll(std::move(exchange));
  }
}

void Endpoint::serve(const Posting& posting, std::unique_ptr<Exchange> exchange) {
  if (Session* const session = find(posting.sid, *exchange)) {
    session->line().post(posting.body, posting.kind, std::move(exchange));
  }
}

void Endpoint::serve(const Upgrading& upgrading, std::unique_ptr<Exchange> exchange) {
  if (Session* const session = find(upgrading.sid, *exchange)) {
    session->line().upgrade(upgrading.responseHead, std::move(exchange));
  }
}

Session* Endpoint::find(const Sid& sid, Exchange& exchange) {
  const auto found = sessions_.find(sid.connection);
  if (found != sessions_.end() && found->second->isCalled(sid)) return found->second;
  exchange.answer(badRequest("Invalid session"));
  return nullptr;
}

}  // namespace fanfare::socketio
