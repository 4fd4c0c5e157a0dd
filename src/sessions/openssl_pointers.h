#ifndef FANFARE_SESSIONS_OPENSSL_POINTERS_H_
#define FANFARE_SESSIONS_OPENSSL_POINTERS_H_

#include <memory>

namespace fanfare::sessions {

// A unique pointer that frees with one of OpenSSL's functions.
template <typename T, void (*free)(T*)>
struct FreeWith {
  void operator()(T* object) const { free(object); }
};
template <typename T, void (*free)(T*)>
using OpensslPtr = std::unique_ptr<T, FreeWith<T, free>>;

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_OPENSSL_POINTERS_H_
