#include "support/progress.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/process.h"

namespace fanfare::bench {
namespace {

void* mapped(int fd, int protection) {
  void* memory = mmap(nullptr, sizeof(Progress), protection, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) die("mmap");
  close(fd);
  return memory;
}

}  // namespace

Progress& createProgress(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0 || ftruncate(fd, sizeof(Progress)) != 0) die(path);
  auto& progress = *static_cast<Progress*>(mapped(fd, PROT_READ | PROT_WRITE));
  progress = Progress{};
  return progress;
}

const Progress& openProgress(const std::string& path) {
  constexpr std::int64_t kPatience = 10'000'000'000;
  const std::int64_t begin = nowNs();
  for (;;) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && lseek(fd, 0, SEEK_END) >= static_cast<off_t>(sizeof(Progress))) {
      return *static_cast<const Progress*>(mapped(fd, PROT_READ));
    }
    if (fd >= 0) close(fd);
    if (nowNs() - begin > kPatience) die(path);
    usleep(10000);
  }
}

}  // namespace fanfare::bench
