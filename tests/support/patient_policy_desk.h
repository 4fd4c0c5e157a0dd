#ifndef FANFARE_TESTS_SUPPORT_PATIENT_POLICY_DESK_H_
#define FANFARE_TESTS_SUPPORT_PATIENT_POLICY_DESK_H_

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/publishing.h"

namespace fanfare::testing {

// Remembers what it was asked, and answers when told to.
class PatientPolicyDesk final : public core::PolicyDesk {
 public:
  struct Question {
    core::VisitorPtr visitor;
    RequestedChannels requested;
    Done done;
  };

  void ask(core::VisitorPtr visitor, RequestedChannels requested, Done done) override {
    questions_.push_back({std::move(visitor), std::move(requested), std::move(done)});
  }

  const std::deque<Question>& questions() const { return questions_; }

  // Answers the oldest question.
  void answer(Decision decision) {
    const Question question = std::move(questions_.front());
    questions_.pop_front();
    question.done(std::move(decision));
  }
  void grantAll() { answer(Grant{questions_.front().requested, {}}); }

 private:
  std::deque<Question> questions_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PATIENT_POLICY_DESK_H_
