// What may stand after a `|` in a slot. By ICU: full case mapping in the root locale, and
// transliteration "Any-Latin; Latin-ASCII", so that 'Corrèze' gives 'Correze' and 'œ' gives 'oe'.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace naming {

enum class Filter {
  lower,
  upper,
  title,     // first letter of each word upper, the rest lower: "Val-D'oise"
  slug,      // ascii, lower case, only a-z and 0-9 kept: "valdoise"
  ascii,     // letters to their nearest ASCII form, typographic quotes to ', the rest dropped
  initials,  // first letter or digit of each word: "Loire-Atlantique" to "LA"
};

std::optional<Filter> parse_filter(std::string_view name);
std::span<const std::string> filter_names();

// `utf8` must be well-formed.
std::string filtered(Filter filter, std::string_view utf8);

}  // namespace naming
