#ifndef FANFARE_SOCKETIO_ENDPOINT_H_
#define FANFARE_SOCKETIO_ENDPOINT_H_

#include <cstdint>
#include <string>
#include <unordered_map>

#include "fanfare/channel.h"

#include "dialects/socketio/sid.h"
#include "dialects/socketio/wording.h"
#include "socketio/line.h"
#include "socketio/request.h"
#include "ws/endpoint.h"

namespace fanfare::socketio {

class Session;

// Value type.
struct EndpointOptions {
  Line::Options line;
  std::string rawEvent = "message";      // by which what is published raw reaches clients
  std::string topic = "flask-socketio";  // where backends wait for acknowledgements
  std::string facility;
};

// The clients of Socket.IO among those of one reactor: takes each request to the session that it
// names, or has a new one admitted.
//
// Threads: confined to the reactor.
// Ownership: `clients` owns the sessions, and outlives it.
class Endpoint final {
 public:
  Endpoint(ws::Endpoint& clients, const EndpointOptions& options);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  ~Endpoint();

  // Answers 400 to who names no session.
  void serve(Request request);

  // For its sessions.
  ws::Endpoint& clients() { return clients_; }
  const EndpointOptions& options() const { return options_; }
  // Everybody's, to tell of.
  const Channel& everybody() const { return everybody_; }
  ws::Encoding& encodingFor(dialects::socketio::EngineVersion version);
  // Gives a socket another name, if it is not the session's, too.
  static void rename(dialects::socketio::Sid& socket);
  void forget(ConnectionId id) { sessions_.erase(id); }

 private:
  void serve(Arriving arriving, std::unique_ptr<Exchange> exchange);
  void serve(const Polling& polling, std::unique_ptr<Exchange> exchange);
  void serve(const Posting& posting, std::unique_ptr<Exchange> exchange);
  void serve(const Upgrading& upgrading, std::unique_ptr<Exchange> exchange);
  // Null, and the exchange is answered, if there is none of that name.
  Session* find(const dialects::socketio::Sid& sid, Exchange& exchange);

  ws::Endpoint& clients_;
  const EndpointOptions options_;
  const Channel everybody_;
  const dialects::socketio::SocketIoWording wording3_;
  const dialects::socketio::SocketIoWording wording4_;
  std::unordered_map<ConnectionId, Session*> sessions_;
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_ENDPOINT_H_
