#include "app/system.h"

#include <features.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "net/descriptor.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace fanfare::app {

std::uint64_t raiseFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  rlimit raised = limit;
  raised.rlim_cur = raised.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

void shareArenas() {
#ifdef __GLIBC__
  const char* const tunables = std::getenv("GLIBC_TUNABLES");
  const std::string_view tuned = tunables ? tunables : "";
  if (std::getenv("MALLOC_ARENA_MAX")) return;
  if (tuned.find("glibc.malloc.arena_max") != std::string_view::npos) return;
  const unsigned processors = std::max(2u, std::thread::hardware_concurrency());
  (void)::mallopt(M_ARENA_MAX, static_cast<int>(processors));
#endif
}

void giveBackMemory() {
#ifdef __GLIBC__
  (void)::malloc_trim(0);
#endif
}

void notifySystemd(const std::string& state) {
  const char* const variable = std::getenv("NOTIFY_SOCKET");
  const std::string_view path = variable ? variable : "";
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return;

  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  if (path.front() == '@') address.sun_path[0] = '\0';  // a name without a file
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const net::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.isOpen()) return;
  (void)::sendto(socket.fd(), state.data(), state.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace fanfare::app
