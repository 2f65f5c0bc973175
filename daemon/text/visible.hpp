// Neutralising hostile text. Names and biographies are written by strangers and end up in
// terminals, logs and spreadsheets: everything that could steer one of those is made visible.
#pragma once

#include <string>
#include <string_view>

namespace text {

// Safe to print anywhere as one line: control characters (ESC, CR, LF, C1 ...), bidirectional
// controls, invisible format characters and line separators become "\u{202E}"; bytes that are not
// UTF-8 become U+FFFD. A backslash is left as it is.
std::string visible(std::string_view hostile);

}  // namespace text
