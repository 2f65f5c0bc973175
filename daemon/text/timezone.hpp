// Time zones by their IANA names, as the system's ICU knows them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace text {

// "Europe/Paris", "UTC"; not an abbreviation that ICU would take for GMT, not an offset.
bool is_timezone(std::string_view name);

// All of them, about 600, for 'did you mean'.
std::vector<std::string> timezones();

}  // namespace text
