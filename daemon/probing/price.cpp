#include "probing/price.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "text/counted.hpp"

namespace probing {

std::optional<long long> parse_amount(std::string_view written) {
  const std::size_t point = std::min(written.find('.'), written.size());
  const std::string_view whole = written.substr(0, point);
  std::string decimals(written.substr(std::min(point + 1, written.size())));
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!digits(whole) || whole.size() > 9 || decimals.size() > 6) return std::nullopt;
  if (point < written.size() && !digits(decimals)) return std::nullopt;
  decimals.resize(6, '0');
  long long units = 0;
  long long parts = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), units);
  std::from_chars(decimals.data(), decimals.data() + decimals.size(), parts);
  const long long amount = units * millionths_of_one + parts;
  if (amount == 0) return std::nullopt;
  return amount;
}

std::optional<Price> price_of(const platforms::Ask& ask) {
  // "N CUR/request or claimed": the loader has seen to it.
  const std::size_t blank = std::min(ask.cost.find(' '), ask.cost.size());
  const auto amount = parse_amount(std::string_view(ask.cost).substr(0, blank));
  if (!amount) return std::nullopt;
  return Price{*amount, ask.cost.substr(blank + 1, 3), ask.cost.ends_with("/claimed")};
}

std::string at_most(const Costs& costs) {
  std::string words;
  for (const auto& [currency, sum] : costs) {
    words += (words.empty() ? "at most " : " and ") + money(sum, currency);
  }
  return words;
}

std::string money(long long millionths, const std::string& currency) {
  if (currency.empty()) {
    return text::counted(static_cast<std::uint64_t>(millionths / millionths_of_one), "request");
  }
  constexpr long long millionths_of_a_cent = millionths_of_one / 100;
  const long long cents = (millionths + millionths_of_a_cent - 1) / millionths_of_a_cent;
  return fmt::format("{}.{:02} {}", text::grouped(static_cast<std::uint64_t>(cents / 100)),
                     cents % 100, currency);
}

}  // namespace probing
