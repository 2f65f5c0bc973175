#include "reading/form.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/name.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace reading {
namespace {

bool is_one_line(std::string_view text) {
  return !text.empty() && text.find_first_not_of(' ') != std::string_view::npos &&
         text::visible(text) == text;
}

constexpr const char* pasted_form = "{} without invisible characters or blanks but single spaces";

bool is_handle(std::string_view text) {
  std::string why;
  return !text::name_written(text, why).value_or("").empty();
}

bool is_account_id(std::string_view text) {
  std::string why;
  return !text::pasted(text, why).value_or("").empty();
}

bool is_duration(std::string_view text) {
  const auto duration = text::parse_duration(text);
  return duration && duration->count() > 0;
}

bool is_rate(std::string_view text) {
  return text::parse_rate(text).has_value();
}

bool is_identifier(std::string_view text) {
  constexpr std::size_t longest = 64;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= longest && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

Form some_text(std::string name) {
  return {.name = std::move(name), .admits = is_one_line, .pattern = "\\S"};
}

Form handle() {
  return {.name = fmt::format(fmt::runtime(pasted_form), "a handle"),
          .admits = is_handle,
          .pattern = "\\S"};
}

Form account_id() {
  return {.name = fmt::format(fmt::runtime(pasted_form), "an account id"),
          .admits = is_account_id,
          .pattern = "\\S"};
}

Form duration() {
  return {.name = "a duration such as 90s, 15m, 6h, 7d or 5y",
          .admits = is_duration,
          .pattern = "^[0-9]+(ms|s|m|h|d|y)$"};
}

Form rate() {
  return {.name = "a rate such as 5/1s or 300/15m",
          .admits = is_rate,
          .pattern = "^[0-9]+/[0-9]+(ms|s|m|h|d|y)$"};
}

Form identifier() {
  return {.name = "a name of at most 64 letters, digits, '-', '_' and '.'",
          .admits = is_identifier,
          .pattern = "^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$"};
}

Form credential_name() {
  Form form = identifier();
  form.shown = false;
  return form;
}

Form path() {
  return some_text("the path of a file");
}

}  // namespace reading
