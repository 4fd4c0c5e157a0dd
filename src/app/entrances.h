#ifndef FANFARE_APP_ENTRANCES_H_
#define FANFARE_APP_ENTRANCES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/refusal.h"
#include "fanfare/result.h"

#include "app/config/config.h"
#include "app/dialect_parts.h"
#include "app/judges.h"
#include "app/topic_sources.h"
#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "http/admission.h"
#include "http/model_entrance.h"
#include "http/socketio_handler.h"

namespace fanfare::app {

// Where WebSockets are opened, as the settings say: the model's entrance, and those of the dialects
// that have one of their own, with what these listen to.
class Entrances final {
 public:
  // Fails with kInvalidArgument, naming the setting. `judges` and `log` outlive the entrances.
  static Result<std::unique_ptr<Entrances>> make(const Config& config, const Judges& judges,
                                                 Log& log);

  Entrances(const Entrances&) = delete;
  Entrances& operator=(const Entrances&) = delete;

  const std::vector<http::WayIn>& ways() const { return ways_; }

  // Of the ways, the one for clients of Socket.IO; nullopt if there is none.
  std::optional<http::SocketIoWay> socketIo(bool allowsEio3) const;

  // What is answered where none is opened.
  Refusal elsewhere() const;

  // What the dialects listen to; the readers are of this object.
  std::vector<PlacedReader> topics() const;

  // Where WebSockets are opened, and which dialects have an entrance, a line each, for people.
  std::vector<std::string> report() const;

  const http::OriginRules& pages() const { return origin_; }

  // Which pages may connect, for people.
  const std::string& origins() const { return origins_; }

 private:
  Entrances(const Config& config, http::OriginRules origin, const Judges& judges, Log& log);

  const http::OriginRules origin_;
  const std::string origins_;
  const dialects::Raw raw_;
  const dialects::FanfareV1 fanfareV1_;
  const std::unique_ptr<const http::ModelEntrance> model_;  // null: there is none
  const std::vector<DialectParts> dialects_;
  std::vector<http::WayIn> ways_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_ENTRANCES_H_
