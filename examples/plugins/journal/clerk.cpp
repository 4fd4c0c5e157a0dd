#include "clerk.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

namespace journal {
namespace {

constexpr std::size_t kMaxMessageBytes = std::size_t{64} << 20;  // kept
constexpr std::size_t kMaxStampBytes = std::size_t{16} << 20;
constexpr std::uint64_t kLongJournal = std::uint64_t{16} << 20;
// After which to open the journal again: first, and from then on.
constexpr int kSoonMilliseconds = 100;
constexpr int kAgainMilliseconds = 1000;

// Readable whenever something was written, replaced or removed in `directory`.
int newWatch(const std::string& directory) {
  const int fd = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd < 0 ||
      ::inotify_add_watch(fd, directory.c_str(), IN_MODIFY | IN_MOVED_TO | IN_DELETE) < 0) {
    const int error = errno;
    if (fd >= 0) ::close(fd);
    throw std::system_error(error, std::generic_category(), directory);
  }
  return fd;
}

void drain(int fd) {
  std::array<char, 4096> events;
  while (::read(fd, events.data(), events.size()) > 0) {
  }
}

}  // namespace

Clerk::Clerk(std::string directory, fanfare::BrokerHost& host, ClerkListener& listener)
    : directory_(std::move(directory)),
      host_(host),
      listener_(listener),
      messages_(kMaxMessageBytes),
      stamps_(kMaxStampBytes),
      thread_([this] { run(); }) {}

Clerk::~Clerk() {
  errands_.finish();
  thread_.join();
}

bool Clerk::ask(std::uint64_t time, std::size_t bytes, Errand errand) {
  return errands_.add(
      [this, time, errand = std::move(errand)] {
        if (journal_ && time == time_) errand(*this);
      },
      bytes);
}

void Clerk::run() {
  while (!errands_.isFinished()) {
    try {
      work();
    } catch (const std::exception& failure) {
      lose(failure.what());
    }
    handOver();
    wait();
  }
}

void Clerk::work() {
  if (!journal_) open();
  drain(changes_.fd());
  for (const auto& errand : errands_.take()) errand();
  read();
}

void Clerk::wait() const {
  const int changes = journal_ ? changes_.fd() : -1;
  std::array<pollfd, 2> awaited{{{errands_.fd(), POLLIN, 0}, {changes, POLLIN, 0}}};
  (void)::poll(awaited.data(), awaited.size(), journal_ ? -1 : again_);
}

void Clerk::open() {
  changes_.reset(newWatch(directory_));  // before the first look, so that nothing goes unnoticed
  messages_ = Shelf<fanfare::MessagePtr>(kMaxMessageBytes);
  stamps_ = Shelf<Time>(kMaxStampBytes);
  auto journal = std::make_unique<Journal>(directory_);
  read(*journal);
  journal_ = std::move(journal);
  complaint_.clear();
  say([&listener = listener_, time = ++time_] { listener.onOpened(time); });
}

void Clerk::lose(const std::string& why) {
  if (std::exchange(complaint_, why) != why) {
    host_.warn("journal: " + why + "; it is opened again as soon as that can be");
  }
  (void)errands_.take();
  again_ = journal_ ? kSoonMilliseconds : kAgainMilliseconds;
  if (!journal_) return;
  journal_.reset();
  channels_.clear();
  topics_.clear();
  say([&listener = listener_] { listener.broker().onLost(); });
}

void Clerk::write(const std::vector<Entry>& entries) {
  const Journal::Lock lock(*journal_);
  const auto taking = [this](Entry entry) { take(std::move(entry)); };
  journal_->read(taking);
  const auto kept = messages_.bytes() + stamps_.bytes();
  if (journal_->size() > kLongJournal + 2 * kept) journal_->beginAgain(whatIsKept());
  journal_->write(entries);
  journal_->read(taking);
}

void Clerk::read(Journal& journal) {
  const Journal::Lock lock(journal);
  journal.read([this](Entry entry) { take(std::move(entry)); });
}

void Clerk::take(Entry entry) {
  switch (entry.kind) {
    case Entry::Kind::kMessage:
    case Entry::Kind::kKept:
      return takeMessage(std::move(entry));
    case Entry::Kind::kStamp:
      return stamps_.put(entry.name, entry.stamped, entry.until, sizeof(Time));
    case Entry::Kind::kTopic:
      break;
  }
  if (topics_.count(entry.name) == 0) return;
  say([&listener = listener_, entry = std::move(entry)] {
    listener.broker().onTopicMessage(entry.name, entry.payload);
  });
}

void Clerk::takeMessage(Entry entry) {
  const auto channel = channels_.find(entry.name);
  const bool isHeard = entry.kind == Entry::Kind::kMessage && channel != channels_.end();
  const bool isKept = entry.until != Time();
  if (!isHeard && !isKept) return;
  const std::size_t size = entry.payload.size();
  const auto message = fanfare::makeMessage(std::move(entry.payload));
  if (isKept) messages_.put(entry.name, message, entry.until, size);
  if (!isHeard) return;
  say([&listener = listener_, channel = channel->second, message] {
    listener.broker().onMessage(channel, message);
  });
}

std::vector<Entry> Clerk::whatIsKept() const {
  std::vector<Entry> entries;
  for (const auto& [name, kept] : messages_.all()) {
    entries.push_back({Entry::Kind::kKept, kept.until, {}, name, kept.value->payload});
  }
  for (const auto& [name, kept] : stamps_.all()) {
    entries.push_back({Entry::Kind::kStamp, kept.until, kept.value, name, {}});
  }
  return entries;
}

void Clerk::handOver() {
  if (said_.empty()) return;
  host_.post([said = std::exchange(said_, {})] {
    for (const auto& words : said) words();
  });
}

}  // namespace journal
