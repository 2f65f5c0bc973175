// Taking the life out of addresses and mentions. Mail and chat programs turn what looks like one
// into a link, a preview or a notification, also in plain text; a stranger's account must never
// get that from us.
#pragma once

#include <string>
#include <string_view>

namespace text {

// "https://example.org/@x" becomes "hxxps://example[.]org/[@]x": the convention of incident
// reports, which people and tools can turn back. Every dot inside a word and every '@' before one
// is bracketed, full-width and ideographic ones too; other schemes become "ftp[:]//". Once is
// enough: doing it again changes nothing.
std::string defanged(std::string_view utf8);

}  // namespace text
