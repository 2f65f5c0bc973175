// Regular expressions of Python, in which foreign lists write what names a site admits, as ones of
// RE2. Pure text to text: whether RE2 takes the result is seen when it is compiled.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace importing {

// A regular expression of Python as one of RE2 that says the same: \w and \d mean every script
// there, and \u0416 is one letter.
std::string from_python(std::string_view pattern);

// The same pattern without the characters that a host cannot hold; nothing when it is not made of
// plain characters, classes and repetitions alone. `pattern` must match a whole name.
std::optional<std::string> within_host(std::string_view pattern, bool upper_case);

}  // namespace importing
