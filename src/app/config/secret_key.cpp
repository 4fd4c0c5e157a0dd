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

}  // namespace

void addSecret(std::vector<Key>& table, Key key) {
  key.isSecret = true;
  Key fromFile{
      key.name + "_file", "", "", "A file that holds " + key.name + ".", nullptr, false, true};
  fromFile.set = [set = key.set](Config& config, const std::string& wildcard,
                                 const std::string& path) {
    const auto secret = secretIn(path);
    if (!secret) return Result<void>(secret.error());
    auto done = set(config, wildcard, *secret);
    if (done) return done;
    return Result<void>(wrong("names a file whose content " + done.error().message));
  };
  table.push_back(std::move(key));
  table.push_back(std::move(fromFile));
}

}  // namespace fanfare::app
