// Site lists of WhatsMyName (https://github.com/WebBreacher/WhatsMyName), schema of August 2026.
//
// A site tells both sides: exists = status and string, missing = status and string. An empty string
// is no test, that side is then its status alone; a side with equal statuses and no string does not
// exist. Both at once, or neither, is unknown. Redirects are never followed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"
#include "platforms/definition.hpp"

namespace platforms {

struct ImportedList {
  std::vector<Definition> sites;
  std::vector<std::string> notes;  // "Site: why it was weakened or switched off"
  model::Problems problems;        // of the sites that were refused, with their places in the file
  std::size_t listed = 0;          // sites in the file
  std::size_t refused = 0;
};

bool is_whatsmyname(const reading::Json& json);

// `json` as it was read from `text`.
ImportedList import_whatsmyname(const reading::Json& json, std::string_view text,
                                std::string_view file);

}  // namespace platforms
