#ifndef FANFARE_CORE_METRIC_SOURCE_H_
#define FANFARE_CORE_METRIC_SOURCE_H_

#include <string>
#include <utility>
#include <vector>

namespace fanfare::core {

// One number as Prometheus knows it. Value type.
struct Metric {
  enum class Kind { kCounter, kGauge };

  Kind kind;
  const char* name;  // "fanfare_backend_requests_total"; those of one name have one kind and help
  const char* help;
  std::vector<std::pair<std::string, std::string>> labels;
  double value;
};

// What counts something besides the node.
//
// Threads: safe from any thread.
class MetricSource {
 public:
  virtual ~MetricSource() = default;

  virtual std::vector<Metric> metrics() const = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_METRIC_SOURCE_H_
