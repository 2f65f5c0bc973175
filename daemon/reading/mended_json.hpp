// JSON that is none for a slip in somebody's text: as much of it is mended as leaves what it says
// beyond doubt, so that nobody hides an answer by what he writes (contract, 'Truth' 7). Pure.
//
// Within strings: bytes that are not UTF-8 and halves of a surrogate pair are U+FFFD, as in
// browsers; control characters stand for themselves; a backslash before what needs none is left
// out. Outside: a guard against inclusion as a script ()]}', and its like) is left out, and a
// number that is too big for the parser, NaN and Infinity are null.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reading/json.hpp"

namespace reading {

// A text that parses where the original did only not for the above; whatever else is wrong in it
// stays so.
std::string mended_json(std::string_view text);

// The tree of a text, or of what it is when mended; where neither is one, what is complete of it.
struct LooseJson {
  std::optional<Json> whole;
  std::optional<Json> beginning;  // see parse_beginning()
};
LooseJson parse_loosely(std::string_view text, const JsonRules& rules, bool is_cut);

}  // namespace reading
