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

}  // namespace

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
