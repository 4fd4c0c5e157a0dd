#ifndef FANFARE_HTTP_EXPLANATION_H_
#define FANFARE_HTTP_EXPLANATION_H_

#include <string>
#include <vector>

#include "fanfare/handshake.h"

#include "http/admission.h"

namespace fanfare::http {

// How `handshake` was judged, for operators: who is there, each channel with the rule that decided,
// the verdict. A line each; no line holds a control character or a session key.
std::vector<std::string> explain(const Handshake& handshake, const Admission& admission);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_EXPLANATION_H_
