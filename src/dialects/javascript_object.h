#ifndef FANFARE_DIALECTS_JAVASCRIPT_OBJECT_H_
#define FANFARE_DIALECTS_JAVASCRIPT_OBJECT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::dialects {

// The members of one JSON object, as JSON.parse takes them: of a name given twice the last counts,
// they nest as deep as kMaxJsonDepth, halves of surrogate pairs and bytes that are not UTF-8 are
// forgiven.
//
// Value type.
class JavaScriptObject {
 public:
  // Fails with kInvalidArgument if `json` is not exactly one object.
  static Result<JavaScriptObject> parse(std::string_view json);

  // The value of a member as JSON.stringify writes it; empty if there is none. `name` needs no
  // escape in JSON. The view is into this object.
  std::string_view json(std::string_view name) const;

  // The value of a member that is a string, U+FFFD for half a surrogate pair; empty if there is
  // none.
  std::string text(std::string_view name) const;

 private:
  struct Member {
    std::pair<std::size_t, std::size_t> name;   // from where in text_, and how many bytes
    std::pair<std::size_t, std::size_t> value;  // likewise
  };

  explicit JavaScriptObject(std::string text);

  std::string text_;  // as JSON.stringify writes the whole
  std::vector<Member> members_;
};

// Whether a value, as JSON.stringify writes it, counts as true; none at all does not.
bool isTrueToJavaScript(std::string_view json);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JAVASCRIPT_OBJECT_H_
