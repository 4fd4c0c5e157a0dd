#ifndef FANFARE_DIALECTS_PYTHON_REPR_H_
#define FANFARE_DIALECTS_PYTHON_REPR_H_

#include <string>

#include "foreign/value.h"

namespace fanfare::dialects {

// What Python's repr() shows of what its json.loads() makes of `value`: 'it', "it's", None, True,
// 1.0, [1, 'a'], {'a': 1}. Characters that Unicode has got since Poco's tables were made are shown
// as escapes.
// REQUIRES: it holds neither bytes nor tuples, and all texts are UTF-8.
std::string pythonReprOf(const foreign::Value& value);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_PYTHON_REPR_H_
