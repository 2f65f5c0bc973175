// Site lists of Maigret (https://github.com/soxoj/maigret), `data.json` of August 2026: an object
// of sites by name, many of which take most of their keys from an engine, the forum software they
// run. What its tests prove here is told in foreign_rules.hpp.
#pragma once

#include <string_view>

#include "importing/foreign_list.hpp"

namespace importing {

bool is_maigret(const reading::Json& json);

// `json` as it was read from `text`.
ImportedList import_maigret(const reading::Json& json, std::string_view text, std::string_view file,
                            Form form);

}  // namespace importing
