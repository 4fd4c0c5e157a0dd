#include "http/handshake_desk.h"

#include <utility>

namespace fanfare::http {

HandshakeDesk::HandshakeDesk(std::size_t threads, std::function<void()> onDone)
    : onDone_(std::move(onDone)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

HandshakeDesk::~HandshakeDesk() {
  {
    const MutexLock lock(mutex_);
    isOver_ = true;
    hasWork_.notifyAll();
  }
  for (auto& thread : threads_) thread.join();
}

void HandshakeDesk::goOn(net::Transport transport) {
  const MutexLock lock(mutex_);
  waiting_.push_back(std::move(transport));
  hasWork_.notifyOne();
}

std::vector<HandshakeDesk::Done> HandshakeDesk::takeDone() {
  const MutexLock lock(mutex_);
  return std::exchange(done_, {});
}

void HandshakeDesk::work() {
  for (;;) {
    net::Transport transport;
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !isOver_) hasWork_.wait(mutex_);
      if (isOver_) return;
      transport = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const tls::Handshake handshake = transport.stream()->shakeHands();
    {
      const MutexLock lock(mutex_);
      done_.push_back({std::move(transport), handshake});
      if (done_.size() > 1) continue;
    }
    onDone_();
  }
}

}  // namespace fanfare::http
