// Site lists of Sherlock (https://github.com/sherlock-project/sherlock), `data.json` of May 2026:
// an object of sites by name. Its tests are one-sided, so that its own program takes a refusal for
// a verdict; what they prove here is told in foreign_rules.hpp.
#pragma once

#include <string_view>

#include "importing/foreign_list.hpp"

namespace importing {

bool is_sherlock(const reading::Json& json);

// `json` as it was read from `text`.
ImportedList import_sherlock(const reading::Json& json, std::string_view text,
                             std::string_view file, Form form);

}  // namespace importing
