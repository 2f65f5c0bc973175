// Text in the charset that a server declares, as UTF-8: by ICU, under the names of the WHATWG
// Encoding Standard, which is what browsers read by. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace text {

// U+FFFD for what the charset does not hold. None: no charset of that name that pages are written
// in (ISO-8859-1 and ASCII are windows-1252, as in browsers; UTF-7 and EBCDIC are none).
std::optional<std::string> decoded(std::string_view bytes, std::string_view charset);

// By a byte order mark at the beginning, or empty: "utf-8", "utf-16le", "utf-16be".
std::string_view charset_by_mark(std::string_view bytes);

}  // namespace text
