#include "journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

// The file, with numbers in the machine's own order, for it never leaves the machine:
//
//    header, then entries up to header.end:
//    kind 1 | until 8 | stamped 8 | length of name 4 | length of payload 4 | name | payload

namespace journal {
namespace {

constexpr std::uint64_t kMark = 0x316c6e6a6e616666;  // "ffanjnl1"
constexpr std::size_t kEntryHead = 1 + 8 + 8 + 4 + 4;
constexpr std::size_t kPiece = std::size_t{256} << 10;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int opened(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) fail(path);
  return fd;
}

void writeAt(int fd, std::uint64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("the journal cannot be written");
    at += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void readAt(int fd, std::uint64_t at, char* bytes, std::size_t size) {
  while (size > 0) {
    const auto read = ::pread(fd, bytes, size, static_cast<off_t>(at));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) fail("the journal cannot be read");
    if (read == 0) throw std::runtime_error("the journal is shorter than it says");
    at += static_cast<std::uint64_t>(read);
    bytes += read;
    size -= static_cast<std::size_t>(read);
  }
}

template <typename Number>
void addNumber(Number number, std::string& bytes) {
  char raw[sizeof number];
  std::memcpy(raw, &number, sizeof number);
  bytes.append(raw, sizeof number);
}

template <typename Number>
Number takeNumber(std::string_view& bytes) {
  Number number;
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

std::int64_t millisecondsOf(Time time) { return time.time_since_epoch().count(); }

Time timeOf(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }

std::string bytesOf(const std::vector<Entry>& entries) {
  std::string bytes;
  for (const Entry& entry : entries) {
    bytes += static_cast<char>(entry.kind);
    addNumber(millisecondsOf(entry.until), bytes);
    addNumber(millisecondsOf(entry.stamped), bytes);
    addNumber(static_cast<std::uint32_t>(entry.name.size()), bytes);
    addNumber(static_cast<std::uint32_t>(entry.payload.size()), bytes);
    bytes += entry.name;
    bytes += entry.payload;
  }
  return bytes;
}

// Takes an entry from the beginning of `bytes`. False if they hold no whole one.
bool takeEntry(std::string_view& bytes, Entry& entry) {
  if (bytes.size() < kEntryHead) return false;
  std::string_view rest = bytes;
  entry.kind = static_cast<Entry::Kind>(takeNumber<std::uint8_t>(rest));
  entry.until = timeOf(takeNumber<std::int64_t>(rest));
  entry.stamped = timeOf(takeNumber<std::int64_t>(rest));
  const std::uint64_t name = takeNumber<std::uint32_t>(rest);
  const std::uint64_t payload = takeNumber<std::uint32_t>(rest);
  if (rest.size() < name + payload) return false;
  entry.name = rest.substr(0, name);
  entry.payload = rest.substr(name, payload);
  rest.remove_prefix(name + payload);
  bytes = rest;
  return true;
}

}  // namespace

void Descriptor::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

Journal::Lock::Lock(int fd) : fd_(fd) {
  constexpr int kYields = 100;
  constexpr int kTries = 2000;
  for (int tries = 0; ::flock(fd_, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (errno != EWOULDBLOCK && errno != EINTR) fail("the journal's lock");
    if (tries == kTries) throw std::runtime_error("the journal is locked by another for too long");
    if (tries < kYields) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

Journal::Lock::~Lock() { ::flock(fd_, LOCK_UN); }

Journal::Journal(const std::string& directory)
    : path_(directory + "/journal"), directory_(opened(directory, O_RDONLY | O_DIRECTORY)) {
  const Lock lock(*this);
  if (::access(path_.c_str(), F_OK) != 0) createFile(path_, 1, {});
  openFile();
  generation_ = header().generation;
  at_ = sizeof(Header);
}

void Journal::read(const Take& take) {
  readFile(take);
  if (!isReplaced()) return;
  openFile();
  const Header next = header();
  if (next.generation != generation_ + 1) {
    throw std::runtime_error("the journal has begun again, and what was before it is gone");
  }
  generation_ = next.generation;
  at_ = next.begin;
  readFile(take);
}

void Journal::write(const std::vector<Entry>& entries) {
  Header changed = header();
  const std::string bytes = bytesOf(entries);
  writeAt(file_.fd(), changed.end, bytes);
  changed.end += bytes.size();
  writeAt(file_.fd(), 0, {reinterpret_cast<const char*>(&changed), sizeof changed});
}

void Journal::beginAgain(const std::vector<Entry>& entries) {
  createFile(path_, generation_ + 1, entries);
  openFile();
  ++generation_;
  at_ = header().begin;
}

Journal::Header Journal::header() const {
  Header header{};
  readAt(file_.fd(), 0, reinterpret_cast<char*>(&header), sizeof header);
  if (header.mark != kMark) throw std::runtime_error(path_ + " is no journal");
  return header;
}

void Journal::openFile() { file_.reset(opened(path_, O_RDWR)); }

// In pieces, that a long journal is not in memory as a whole; what does not fit into one, in a
// larger one.
void Journal::readFile(const Take& take) {
  const std::uint64_t end = header().end;
  std::size_t piece = kPiece;
  std::string bytes;
  while (at_ < end) {
    bytes.resize(std::min<std::uint64_t>(end - at_, piece));
    readAt(file_.fd(), at_, bytes.data(), bytes.size());
    std::string_view rest = bytes;
    for (Entry entry; takeEntry(rest, entry);) take(std::move(entry));
    if (rest.size() == end - at_) throw std::runtime_error(path_ + " is damaged");
    piece = rest.size() == bytes.size() ? 2 * piece : kPiece;
    at_ += bytes.size() - rest.size();
  }
}

bool Journal::isReplaced() const {
  struct stat ours {};
  struct stat present {};
  if (::fstat(file_.fd(), &ours) != 0 || ::stat(path_.c_str(), &present) != 0) fail(path_);
  return ours.st_ino != present.st_ino || ours.st_dev != present.st_dev;
}

void Journal::createFile(const std::string& path, std::uint64_t generation,
                         const std::vector<Entry>& entries) {
  const std::string begun = path + ".begun";
  const Descriptor file(opened(begun, O_RDWR | O_CREAT | O_TRUNC));
  const std::string bytes = bytesOf(entries);
  const std::uint64_t end = sizeof(Header) + bytes.size();
  const Header header{kMark, generation, end, end};
  writeAt(file.fd(), 0, {reinterpret_cast<const char*>(&header), sizeof header});
  writeAt(file.fd(), sizeof header, bytes);
  if (::rename(begun.c_str(), path.c_str()) != 0) fail(path);
}

}  // namespace journal
