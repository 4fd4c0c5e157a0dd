#include "http/static_files.h"

namespace fanfare::http {
namespace {

const char* contentTypeOf(std::string_view name) {
  const std::string_view ending = name.substr(std::min(name.rfind('.'), name.size()));
  if (ending == ".html") return "text/html; charset=utf-8";
  if (ending == ".css") return "text/css; charset=utf-8";
  if (ending == ".js") return "text/javascript; charset=utf-8";
  if (ending == ".svg") return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

Answer fileAnswer(const std::vector<StaticFile>& files, std::string_view name) {
  if (name.empty()) name = "index.html";
  for (const auto& file : files) {
    if (file.name != name) continue;
    Answer answer;
    answer.contentType = contentTypeOf(name);
    answer.body = file.bytes;
    answer.headers = {{"Cache-Control", "no-cache"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Content-Security-Policy",
                       "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'"}};
    return answer;
  }
  return errorAnswer(404, "not_found", "there is no such file");
}

}  // namespace fanfare::http
