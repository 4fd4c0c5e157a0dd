#ifndef FANFARE_TLS_FAILURE_H_
#define FANFARE_TLS_FAILURE_H_

#include <string>

namespace fanfare::tls {

// What OpenSSL said last on this thread, "no shared cipher"; takes it off the thread's list of
// errors. `otherwise` if it said nothing.
std::string takeFailure(const std::string& otherwise);

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_FAILURE_H_
