// The mark that a definition was tested live. It is written into the folder that administrators lay
// over the shipped definitions; there a copy of a shipped one counts only as long as that one is
// the same: a newer handlewatch must not be held back by an older copy. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace platforms {

// `text` with "verified" set to `at`; nothing when it is no definition.
std::optional<std::string> with_verified(std::string_view text, std::string_view at);

// What is written for a shipped definition: it says whose copy it is.
std::string verified_copy(std::string_view shipped, std::string_view stamped);

// Whether `text` is a copy that verified_copy() made, and of another text than `shipped`.
bool is_outdated_copy(std::string_view text, std::string_view shipped);

}  // namespace platforms
