#include "reading/number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace reading {
namespace {

// 0.DIGITS times ten to the power of `point`; no zero first or last, none at all for zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  long long point = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(digits.size());
  return digits;
}

// False where it is no number, or its exponent is beyond all measure.
bool take_exponent(std::string_view rest, long long& exponent) {
  if (rest.empty()) return true;
  if (rest.front() != 'e' && rest.front() != 'E') return false;
  rest.remove_prefix(1);
  if (rest.starts_with('+')) rest.remove_prefix(1);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
  constexpr long long most = 1'000'000'000;
  return error == std::errc{} && end == rest.data() + rest.size() && std::llabs(exponent) <= most;
}

bool read(std::string_view rest, Decimal& number) {
  number.negative = rest.starts_with('-');
  if (number.negative) rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
  }
  if (whole.empty() || !take_exponent(rest, number.point)) return false;
  number.digits.append(whole).append(fraction);
  number.point += static_cast<long long>(whole.size());
  const std::size_t first = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, first);
  number.point -= static_cast<long long>(first);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  return true;
}

// RapidJSON multiplies up an integer digit by digit, and never beyond what a double holds. Just
// below that limit its rounding decides, and here the digits' beginning.
bool is_long(std::string_view whole) {
  constexpr std::size_t longest = 309;
  constexpr std::string_view largest = "179769313486231";
  if (whole.size() != longest) return whole.size() > longest;
  return whole.substr(0, largest.size()) >= largest;
}

// The digits of a fraction that RapidJSON sets off against the exponent: those that count.
std::size_t digits_counted(std::string_view whole, std::string_view fraction) {
  constexpr std::size_t most = 18;
  if (whole != "0") return std::min(fraction.size(), most - std::min(most, whole.size()));
  const std::size_t zeros = std::min(fraction.find_first_not_of('0'), fraction.size());
  return std::min(fraction.size(), zeros + most - 1);
}

}  // namespace

bool is_too_big(std::string_view written) {
  std::string_view rest = written;
  if (rest.starts_with('-')) rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  const bool has_fraction = rest.starts_with('.');
  if (has_fraction) rest.remove_prefix(1);
  const std::string_view fraction = has_fraction ? take_digits(rest) : std::string_view();
  const bool is_begun = !whole.empty() && (whole.front() != '0' || whole.size() == 1);
  if (!is_begun || has_fraction == fraction.empty()) return false;
  if (rest.empty()) return is_long(whole);
  if (rest.front() != 'e' && rest.front() != 'E') return false;
  rest.remove_prefix(1);
  const bool shrinks = rest.starts_with('-');
  if (shrinks || rest.starts_with('+')) rest.remove_prefix(1);
  std::string_view digits = take_digits(rest);
  if (digits.empty() || !rest.empty()) return false;
  if (shrinks || is_long(whole)) return is_long(whole);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  std::size_t exponent = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  constexpr std::size_t most = 308;
  return read.ec == std::errc::result_out_of_range ||
         exponent > most + digits_counted(whole, fraction);
}

std::string canonical_number(std::string_view written) {
  constexpr long long most_zeros = 60;
  Decimal number;
  if (!read(written, number)) return std::string(written);
  if (number.digits.empty()) return "0";
  std::string text = number.negative ? "-" : "";
  const auto size = static_cast<long long>(number.digits.size());
  if (number.point > size + most_zeros || number.point < -most_zeros) {
    text += number.digits.front();
    if (size > 1) text.append(".").append(number.digits, 1);
    return text + 'e' + std::to_string(number.point - 1);
  }
  if (number.point <= 0) {
    return text.append("0.").append(static_cast<std::size_t>(-number.point), '0') + number.digits;
  }
  if (number.point >= size) {
    return text.append(number.digits).append(static_cast<std::size_t>(number.point - size), '0');
  }
  const auto whole = static_cast<std::size_t>(number.point);
  return text.append(number.digits, 0, whole).append(".").append(number.digits, whole);
}

std::string canonical_id(std::string_view written) {
  const bool is_text =
      written.find_first_of(".+") == std::string_view::npos || written.front() == '0';
  return is_text ? std::string(written) : canonical_number(written);
}

}  // namespace reading
