// UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace text {

bool is_utf8(std::string_view bytes);

// The line, from 1, of the first byte that is not UTF-8; 0 when there is none.
int line_not_utf8(std::string_view bytes);

// Takes the next code point off the front of `rest`; a byte that begins none gives U+FFFD and is
// skipped alone. `rest` must not be empty.
char32_t take_code_point(std::string_view& rest);

void append_utf8(std::string& to, char32_t code_point);

// The same text with U+FFFD for every byte that is not UTF-8.
std::string well_formed(std::string_view bytes);

// Terminal columns: code points, with zero for combining marks and two for wide East Asian ones.
std::size_t display_width(std::string_view utf8);

}  // namespace text
