#ifndef FANFARE_TESTS_SUPPORT_ANSWERS_H_
#define FANFARE_TESTS_SUPPORT_ANSWERS_H_

#include <optional>
#include <utility>
#include <variant>

#include "http/later_answer.h"

namespace fanfare::testing {

// What `answer` comes to. REQUIRES: whoever it waits for answers at once.
inline http::Answer cameTo(const http::AnswerOrLater& answer) {
  if (const auto* const present = std::get_if<http::Answer>(&answer)) return *present;
  std::optional<http::Answer> came;
  std::get<http::LaterAnswer>(answer)([&came](http::Answer later) { came = std::move(later); });
  return came.value();
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_ANSWERS_H_
