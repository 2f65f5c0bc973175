// What of an answer the pages of others show the worth of (page_look.hpp), taken once it is read.
// Pure.
#pragma once

#include <string>

#include "platforms/answer.hpp"
#include "platforms/read.hpp"

namespace platforms {

// Into `reading`, which is what this answer says of this handle: its page, where neither markup,
// tie nor id of it decided, and its markup, where a text on such a page may say that it is free.
void take_page(const Definition& definition, const Ask& ask, const Answer& answer,
               const std::string& handle, Reading& reading);

}  // namespace platforms
