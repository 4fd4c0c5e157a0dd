#include "brokers/plugin_conduct.h"

#include "plugins/library.h"

namespace fanfare::brokers {

void Passage::post(net::Task task) {
  const MutexLock lock(mutex_);
  if (reactor_) reactor_->post(std::move(task));
}

void Passage::close() {
  const MutexLock lock(mutex_);
  reactor_ = nullptr;
}

bool PluginConduct::admits() {
  if (isOver_) return false;
  const bool isThere = reactor_.isOnThread();
  if (isThere && calls_ == 0) return true;
  faults_.tell(isThere ? "it called back from within a call" : "it called back on another thread");
  return false;
}

std::optional<std::string> PluginConduct::call(const std::function<void()>& work) {
  ++calls_;
  auto thrown = guard(work);
  --calls_;
  return thrown;
}

std::optional<std::string> PluginConduct::guard(const std::function<void()>& work) {
  auto thrown = plugins::guarded(
      [&] {
        work();
        return std::optional<std::string>();
      },
      [](const std::string& why) { return std::optional(why); });
  if (thrown) faults_.tell(*thrown);
  return thrown;
}

}  // namespace fanfare::brokers
