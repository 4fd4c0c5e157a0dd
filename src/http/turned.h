#ifndef FANFARE_HTTP_TURNED_H_
#define FANFARE_HTTP_TURNED_H_

#include <string>

#include "fanfare/refusal.h"

#include "http/refusal_log.h"

namespace fanfare::http {

// Why a handshake is turned away. Value type.
struct Turned {
  RefusalCause cause;
  Refusal refusal;
  std::string detail = {};  // what operators may know besides; empty: nothing

  // The reason, with the detail.
  std::string forOperators() const {
    return detail.empty() ? refusal.reason : refusal.reason + " (" + detail + ")";
  }
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_TURNED_H_
