#ifndef FANFARE_HTTP_STATIC_FILES_H_
#define FANFARE_HTTP_STATIC_FILES_H_

#include <string_view>
#include <vector>

#include "http/answer.h"

namespace fanfare::http {

// A file that is part of the program. Value type.
struct StaticFile {
  std::string_view name;
  std::string_view bytes;
};

// The demo's page and what belongs to it; generated from demo/.
const std::vector<StaticFile>& demoFiles();

// The file of that name, "" standing for index.html; 404 if there is none. Never looks at a disk.
Answer fileAnswer(const std::vector<StaticFile>& files, std::string_view name);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_STATIC_FILES_H_
