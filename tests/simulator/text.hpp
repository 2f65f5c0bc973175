// Small text work of the simulator: percent-decoding, UTF-8, escaping, and the ways in which
// platforms write a moment. Pure; case means ASCII case. UTF-8 is judged by the C library, so main
// sets LC_CTYPE to C.UTF-8 (and nothing else, or dates would be translated).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/scenario.hpp"

namespace simulator {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string lowered(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);

// `%41` and, in queries and forms, `+`. What is then not UTF-8 becomes '?': names end in JSON.
std::string percent_decoded(std::string_view text, bool plus_is_space);
std::string percent_encoded(std::string_view text);
Fields parsed_query(std::string_view query);
std::vector<std::string> split(std::string_view text, char separator);

std::string well_formed_utf8(std::string_view bytes);
std::string with_first_letter_upper(std::string_view utf8);
std::string escaped_html(std::string_view text);

std::chrono::milliseconds milliseconds_of(Seconds seconds);
std::optional<Instant> parsed_utc(const std::string& text);  // 2014-01-15T08:00:00Z
std::string formatted(Instant instant, const char* strftime_format);
std::string http_date(Instant instant);
std::string iso_seconds(Instant instant);  // 2014-01-15T08:00:00Z
std::string iso_millis(Instant instant);   // 2014-01-15T08:00:00.000Z
long long epoch(Instant instant);          // whole seconds, rounded up

}  // namespace simulator
