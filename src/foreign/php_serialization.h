#ifndef FANFARE_FOREIGN_PHP_SERIALIZATION_H_
#define FANFARE_FOREIGN_PHP_SERIALIZATION_H_

#include <string_view>

#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::foreign {

// How PHP joins the variables of a session: its setting session.serialize_handler.
enum class PhpHandler { kPhp, kPhpSerialize, kPhpBinary };

// The variables of a session that PHP wrote. Nothing is ever made or called that the bytes name:
//
// - a list (keys 0, 1, 2 in this order) is an array, every other array an object;
// - an object of PHP is its properties, whatever their visibility; of two with one name, as a class
//   and its parent may have, the first;
// - what cannot be said is an empty object, so that it is neither a name nor nothing: references,
//   enum cases, objects that wrote themselves, INF and NAN, texts that are not UTF-8. A variable or
//   member whose name is not UTF-8 is left out.
//
// Fails with kInvalidArgument if the bytes are malformed, cut or deeper than kMaxPhpDepth, if the
// name of a variable holds one of ";{}| as what another handler wrote would, or if they say that
// they are of igbinary or compressed.
Result<Value> readPhpSession(std::string_view bytes, PhpHandler handler);

constexpr int kMaxPhpDepth = 64;

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_PHP_SERIALIZATION_H_
