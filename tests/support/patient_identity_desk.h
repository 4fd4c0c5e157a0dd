#ifndef FANFARE_TESTS_SUPPORT_PATIENT_IDENTITY_DESK_H_
#define FANFARE_TESTS_SUPPORT_PATIENT_IDENTITY_DESK_H_

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

  void fetchTombstones(std::vector<std::string> names, Broker::StampsDone done) override {
    if (isPatient_) {
      tombstoneQuestions_.push_back({std::move(names), std::move(done)});
    } else {
      tell(names, done);
    }
  }

  // What stands under a tombstone's name.
  void bury(const std::string& name, Broker::Stamp at) { tombstones_[name] = at; }
  // From here on, who asks for tombstones waits for tellOfTombstones().
  void bePatient() { isPatient_ = true; }
  std::size_t tombstoneQuestionCount() const { return tombstoneQuestions_.size(); }
  // Answers the oldest such question, by what stands there now.
  void tellOfTombstones() {
    const auto question = takeTombstoneQuestion();
    tell(question.names, question.done);
  }
  void failTombstones() { takeTombstoneQuestion().done(Error{ErrorCode::kUnavailable, "away"}); }

  const std::deque<Question>& questions() const { return questions_; }

  // Answers the oldest question.
  void answer(const Result<Identity>& now) {
    const Question question = std::move(questions_.front());
    questions_.pop_front();
    question.done(now);
  }

 private:
  struct TombstoneQuestion {
    std::vector<std::string> names;
    Broker::StampsDone done;
  };

  TombstoneQuestion takeTombstoneQuestion() {
    TombstoneQuestion question = std::move(tombstoneQuestions_.front());
    tombstoneQuestions_.pop_front();
    return question;
  }
  void tell(const std::vector<std::string>& names, const Broker::StampsDone& done) const {
    std::vector<std::optional<Broker::Stamp>> found;
    for (const auto& name : names) {
      const auto stamp = tombstones_.find(name);
      found.push_back(stamp == tombstones_.end() ? std::nullopt : std::optional(stamp->second));
    }
    done(std::move(found));
  }

  std::deque<Question> questions_;
  std::deque<TombstoneQuestion> tombstoneQuestions_;
  std::map<std::string, Broker::Stamp> tombstones_;
  bool isPatient_ = false;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PATIENT_IDENTITY_DESK_H_
