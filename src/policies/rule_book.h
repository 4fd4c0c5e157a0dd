#ifndef FANFARE_POLICIES_RULE_BOOK_H_
#define FANFARE_POLICIES_RULE_BOOK_H_

#include <memory>
#include <string>

#include "fanfare/result.h"

#include "model/mutex.h"
#include "policies/rule_file.h"

namespace fanfare::policies {

// The rules in force: those the file held when it was last read without an error.
//
// Threads: safe from any.
// Blocking: open() and reload() read the file.
class RuleBook final {
 public:
  // Fails as readRuleFile() does.
  static Result<std::shared_ptr<RuleBook>> open(const std::string& path);

  // Puts what the file now holds in force, at once and as a whole. Fails as readRuleFile() does;
  // then the old rules stay.
  Result<void> reload();

  std::shared_ptr<const RuleFile> current() const;

  // "12 rules of site.rules"
  std::string summary() const;

 private:
  RuleBook(std::string path, RuleFile file);

  const std::string path_;
  mutable Mutex mutex_;
  std::shared_ptr<const RuleFile> current_ FANFARE_GUARDED_BY(mutex_);  // never null
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_RULE_BOOK_H_
