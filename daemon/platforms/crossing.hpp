// Whether a pattern that cuts a value out of a page can run across what an owner wrote there, and
// so end at a value that he wrote or miss the true one for a brace of his (contract, 'Truth' 7).
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace platforms {

// The part of the pattern, which RE2 takes, that may run on without end over a text of others: in
// JSON (a quoted key stands in it) what admits a quote, elsewhere what admits a quote and both '<'
// and '>'. Empty: none.
std::string runs_across(std::string_view pattern);

}  // namespace platforms
