#ifndef FANFARE_TESTS_SUPPORT_PATIENT_IDENTITY_DESK_H_
#define FANFARE_TESTS_SUPPORT_PATIENT_IDENTITY_DESK_H_

#include <deque>
#include <utility>

#include "core/known_identity.h"

namespace fanfare::testing {

// Remembers what it was asked, and answers when told to.
class PatientIdentityDesk final : public core::IdentityDesk {
 public:
  struct Question {
    core::IdentityPtr known;
    Rechecked done;
  };

  void recheck(core::IdentityPtr known, Rechecked done) override {
    questions_.push_back({std::move(known), std::move(done)});
  }

  const std::deque<Question>& questions() const { return questions_; }

  // Answers the oldest question.
  void answer(const Result<Identity>& now) {
    const Question question = std::move(questions_.front());
    questions_.pop_front();
    question.done(now);
  }

 private:
  std::deque<Question> questions_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PATIENT_IDENTITY_DESK_H_
