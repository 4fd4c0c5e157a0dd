#include "pubload/publishing.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "support/process.h"
#include "support/text.h"

namespace fanfare::bench {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

double secondsBetween(std::int64_t begin, std::int64_t end) {
  return static_cast<double>(end - begin) / 1e9;
}

}  // namespace

Publishing::Publishing(const PublishOptions& options) : options_(options), begin_(nowNs()) {
  for (const auto& file : options.progress) progress_.push_back(&openProgress(file));
  if (options.waitsForClients) waitForClients();
  deliveredBefore_ = delivered();
  links_.reserve(options.links);
  for (std::uint64_t i = 0; i < options.links; ++i) links_.emplace_back(options);
  polled_.resize(links_.size());
}

void Publishing::run() {
  start_ = lastSendAt_ = lastMoveAt_ = nowNs();
  bool isOpen = true;
  while (isOpen && (sent_ < options_.messages || acknowledged_ < sent_)) {
    const Next reason = produce();
    for (auto& link : links_) link.flush();
    await(reason);
    isOpen = readAnswers();
    if (secondsBetween(begin_, nowNs()) > options_.limit) break;
  }
  endAt_ = nowNs();
}

void Publishing::waitForClients() const {
  for (const auto* progress : progress_) {
    while (progress->now() == Phase::kConnecting) {
      errno = ETIMEDOUT;
      if (secondsBetween(begin_, nowNs()) > options_.limit) die("wsload does not get ready");
      usleep(2000);
    }
  }
}

// Whole messages: to all of their subscribers.
std::uint64_t Publishing::delivered() const {
  std::uint64_t sum = 0;
  for (const auto* progress : progress_) sum += progress->deliveredSoFar();
  return sum / options_.fanout;
}

std::int64_t Publishing::dueAt(std::uint64_t message) const {
  return start_ + static_cast<std::int64_t>(static_cast<double>(message) * 1e9 / options_.rate);
}

// Queues what may be sent now; returns what has to be waited for.
Publishing::Next Publishing::produce() {
  while (sent_ < options_.messages) {
    const Next reason = next();
    if (reason != Next::kSend) return reason;
    send();
    // What is due is written at once, so that its time stamp is right.
    if (options_.rate > 0) return Next::kWaitForSchedule;
  }
  return Next::kWaitForAnswers;
}

Publishing::Next Publishing::next() {
  if (links_[sent_ % links_.size()].isFull()) return Next::kWaitForAnswers;
  if (options_.rate <= 0) return nextInWindow();
  const std::int64_t behind = nowNs() - dueAt(sent_);
  if (behind < 0) return Next::kWaitForSchedule;
  if (behind > kMillisecond) ++late_;
  return Next::kSend;
}

Publishing::Next Publishing::nextInWindow() {
  if (sent_ - acknowledged_ >= options_.window) return Next::kWaitForAnswers;
  if (progress_.empty()) return Next::kSend;
  const std::int64_t now = nowNs();
  const std::uint64_t done = delivered() - deliveredBefore_ + writtenOff_;
  if (done != lastDelivered_) {
    lastDelivered_ = done;
    lastMoveAt_ = now;
  }
  if (sent_ < done + options_.window) return Next::kSend;
  if (secondsBetween(lastMoveAt_, now) <= options_.stall) return Next::kWaitForDelivery;
  writtenOff_ += sent_ - done;
  lastMoveAt_ = now;
  return Next::kSend;
}

void Publishing::send() {
  const std::uint64_t channel = sent_ % options_.channels;
  const std::string body = bodyOf(options_.firstNumber + sent_ / options_.channels, channel);
  links_[sent_ % links_.size()].publish(withIndex(options_.channel, channel),
                                        withIndex(options_.path, channel), body);
  ++sent_;
  lastSendAt_ = nowNs();
}

std::string Publishing::bodyOf(std::uint64_t number, std::uint64_t channel) const {
  constexpr std::string_view kPad = "{pad}";
  std::string body = options_.body;
  replaceAll(body, "{seq}", std::to_string(number));
  replaceAll(body, "{ch}", std::to_string(channel));
  replaceAll(body, "{t}", std::to_string(nowNs()));
  if (const auto at = body.find(kPad); at != std::string::npos) {
    const std::size_t rest = body.size() - kPad.size();
    body.replace(at, kPad.size(),
                 std::string(options_.size > rest ? options_.size - rest : 0, 'x'));
  }
  return body;
}

void Publishing::await(Next reason) {
  std::int64_t patience = 50 * kMillisecond;
  if (reason == Next::kWaitForDelivery) patience = kMillisecond / 10;  // nothing to poll for
  if (reason == Next::kWaitForSchedule && sent_ < options_.messages) {
    patience = std::max<std::int64_t>(0, dueAt(sent_) - nowNs());
  }
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const int events = links_[i].hasUnsent() ? POLLIN | POLLOUT : POLLIN;
    polled_[i] = {links_[i].fd(), static_cast<short>(events), 0};
  }
  const timespec timeout{patience / 1'000'000'000, patience % 1'000'000'000};
  if (ppoll(polled_.data(), polled_.size(), &timeout, nullptr) < 0 && errno != EINTR) die("ppoll");
}

bool Publishing::readAnswers() {
  bool isOpen = true;
  acknowledged_ = 0;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const bool hasNews = polled_[i].revents & (POLLIN | POLLHUP | POLLERR);
    if (hasNews && !links_[i].readAnswers(answers_)) {
      std::fprintf(stderr, "pubload: the server has closed the connection\n");
      isOpen = false;
    }
    acknowledged_ += links_[i].acknowledged();
  }
  return isOpen;
}

std::string Publishing::report() const {
  const double seconds = secondsBetween(start_, endAt_);
  const double rate = seconds > 0 ? static_cast<double>(acknowledged_) / seconds : 0;
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  char line[512];
  std::snprintf(line, sizeof line,
                "{\"sent\":%llu,\"acked\":%llu,\"errors\":%llu,\"seconds\":%.4f,"
                "\"send_seconds\":%.4f,\"msgs_per_s\":%.0f,\"receivers\":%llu,"
                "\"no_receiver\":%llu,\"late\":%llu,\"written_off\":%llu,\"cpu_s\":%.3f}",
                number(sent_), number(acknowledged_), number(answers_.errors), seconds,
                secondsBetween(start_, lastSendAt_), rate, number(answers_.receivers),
                number(answers_.noReceiver), number(late_), number(writtenOff_), cpuSeconds());
  return line;
}

}  // namespace fanfare::bench
