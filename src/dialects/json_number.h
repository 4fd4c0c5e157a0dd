#ifndef FANFARE_DIALECTS_JSON_NUMBER_H_
#define FANFARE_DIALECTS_JSON_NUMBER_H_

#include <string>
#include <string_view>

namespace fanfare::dialects {

// What becomes of a number of JSON in a language that holds each as a double. REQUIRES of
// `number`, here and below: it is one of JSON.

// Whether `number` is for sure what appendNumber() writes for its double.
bool isShortestNumber(std::string_view number);

// The nearest double; an infinity if it is beyond the greatest.
double doubleOf(std::string_view number);

// Appends `number` as ECMAScript and Go's encoding/json print it: with the fewest digits that tell
// it from other doubles, with an exponent from 1e+21 on and below 0.000001. -0 keeps its sign.
// REQUIRES: it is finite.
void appendNumber(std::string& json, double number);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JSON_NUMBER_H_
