// Site lists of WhatsMyName (https://github.com/WebBreacher/WhatsMyName), schema of August 2026.
//
// A site tells both sides: exists = status and string, missing = status and string. An empty string
// is no test, that side is then its status alone; a side with equal statuses and no string does not
// exist. Both at once, or neither, is unknown. Redirects are never followed.
#pragma once

#include <string_view>

#include "importing/foreign_list.hpp"

namespace importing {

bool is_whatsmyname(const reading::Json& json);

// `json` as it was read from `text`.
ImportedList import_whatsmyname(const reading::Json& json, std::string_view text,
                                std::string_view file, Form form = Form::as_listed);

}  // namespace importing
