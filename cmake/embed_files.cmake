# Run by fanfare_embed(): writes SOURCE from the files NAMES of FOLDER.

set(arrays "")
set(entries "")
set(number 0)
foreach(name IN LISTS NAMES)
  file(READ ${FOLDER}/${name} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x[0-9a-f][0-9a-f],){20})" "\\1\n" bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char kFile${number}[] = {\n${bytes}};\n")
  string(APPEND entries "    {\"${name}\", viewOf(kFile${number}, sizeof kFile${number})},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${SOURCE} "#include \"http/static_files.h\"

namespace fanfare::http {
namespace {

${arrays}
std::string_view viewOf(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

const std::vector<StaticFile>& demoFiles() {
  static const std::vector<StaticFile> files = {
${entries}  };
  return files;
}

}  // namespace fanfare::http
")
