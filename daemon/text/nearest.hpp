// 'Did you mean': the known name nearest to what a person typed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace text {

// Edits (insert, delete, replace, swap of neighbours) between two words, letter case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known` within a third of the word's length (at least one edit), or nothing.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

// " (did you mean 'pattern'?)", or " (allowed: a, b, c)" when nothing is near, or "".
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace text
