// One spelling for each number of JSON: 2, 2.0 and 2e0 are one account's id, and 9007199254740993
// is not 9007199254740992, which a double takes for the same. Exact, by the digits; never rounds.
#pragma once

#include <string>
#include <string_view>

namespace reading {

// "2", "-0.5", "12345678901234567890"; beyond 60 zeros with an exponent, "1e400". `written` is a
// number as JSON has it; anything else comes back as it is.
std::string canonical_number(std::string_view written);

// An account's id as a person lists it, in whatever a spreadsheet made of its number: "2.0" is 2,
// and "1.2E+10" 12000000000. What may be any text stays as it is: "007", and "12e3", which may be
// hexadecimal.
std::string canonical_id(std::string_view written);

// Whether the JSON parser refuses it for its size. Not the same as what no double holds: it takes
// 80e308, and not 1 with 400 zeros and e-399. What is no number is not too big.
bool is_too_big(std::string_view written);

}  // namespace reading
