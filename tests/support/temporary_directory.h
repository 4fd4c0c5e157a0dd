#ifndef FANFARE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define FANFARE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace fanfare::test {

// A directory of its own, gone with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "fanfare-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string path(const std::string& file) const { return path_ + "/" + file; }

  // Returns the path of the file, which now holds `content`.
  std::string write(const std::string& file, const std::string& content) const {
    std::ofstream(path(file), std::ios::binary) << content;
    return path(file);
  }

  std::string read(const std::string& file) const {
    std::ifstream stream(path(file), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

 private:
  std::string path_;
};

}  // namespace fanfare::test

#endif  // FANFARE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
