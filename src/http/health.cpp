#include "http/health.h"

namespace fanfare::http {
namespace {

Answer line(int status, std::string text) {
  Answer answer;
  answer.status = status;
  answer.body = std::move(text) + "\n";
  answer.headers = {{"Cache-Control", "no-store"}};
  return answer;
}

}  // namespace

Answer healthAnswer() { return line(200, "ok"); }

Answer readinessAnswer(const core::Node& node) {
  if (node.isDraining()) return line(503, "draining");
  if (node.brokerState() == core::BrokerState::kAway) {
    return line(503, "broker " + node.brokerName() + " cannot be reached");
  }
  return line(200, "ready");
}

}  // namespace fanfare::http
