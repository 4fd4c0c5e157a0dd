#include "policies/rule_book.h"

#include <utility>

namespace fanfare::policies {

Result<std::shared_ptr<RuleBook>> RuleBook::open(const std::string& path) {
  auto file = readRuleFile(path);
  if (!file) return file.error();
  return std::shared_ptr<RuleBook>(new RuleBook(path, std::move(file).value()));
}

RuleBook::RuleBook(std::string path, RuleFile file)
    : path_(std::move(path)), current_(std::make_shared<const RuleFile>(std::move(file))) {}

Result<void> RuleBook::reload() {
  auto file = readRuleFile(path_);
  if (!file) return file.error();
  auto next = std::make_shared<const RuleFile>(std::move(file).value());
  const MutexLock lock(mutex_);
  current_.swap(next);
  return {};
}

std::shared_ptr<const RuleFile> RuleBook::current() const {
  const MutexLock lock(mutex_);
  return current_;
}

std::string RuleBook::summary() const {
  const auto file = current();
  const auto count = file->rules.size();
  return std::to_string(count) + (count == 1 ? " rule of " : " rules of ") + file->name;
}

}  // namespace fanfare::policies
