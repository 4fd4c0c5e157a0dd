#include "app/config/secret_key.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "app/config/values.h"

namespace fanfare::app {
namespace {

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

// What the file named `path` holds, without the line break at its end.
Result<std::string> secretIn(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string secret((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return wrong("names a file that cannot be read: " + path);
  return std::string(trimmed(secret));
}

std::vector<std::string> linesIn(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = trimmed(text.substr(0, end));
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

// `key` and the one for its file, whose content `setContent` is given.
void addBoth(std::vector<Key>& table, Key key, const Key::Set& setContent) {
  key.isSecret = true;
  Key fromFile{
      key.name + "_file", "", "", "A file that holds " + key.name + ".", nullptr, false, true};
  fromFile.set = [setContent](Config& config, const std::string& wildcard,
                              const std::string& path) {
    const auto secret = secretIn(path);
    if (!secret) return Result<void>(secret.error());
    auto done = setContent(config, wildcard, *secret);
    if (done) return done;
    return Result<void>(wrong("names a file whose content " + done.error().message));
  };
  table.push_back(std::move(key));
  table.push_back(std::move(fromFile));
}

}  // namespace

void addSecret(std::vector<Key>& table, Key key) {
  const auto setContent = key.set;
  addBoth(table, std::move(key), setContent);
}

void addSecrets(std::vector<Key>& table, Key key, const SetSecrets& setList) {
  const auto reading = [&setList](auto read) {
    return [setList, read](Config& config, const std::string& /*wildcard*/,
                           const std::string& text) { return setList(config, read(text)); };
  };
  key.set = reading([](const std::string& text) { return listIn(text); });
  addBoth(table, std::move(key), reading([](const std::string& text) { return linesIn(text); }));
}

}  // namespace fanfare::app
