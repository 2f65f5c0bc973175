#include "probing/platform_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace probing {
namespace {

using reading::Form;
using reading::Json;
using reading::Shape;

constexpr long long millionths_of_one = 1'000'000;

// "2", "0.50": at most six decimals, above zero, at most a billion.
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

std::optional<model::Milliseconds> parse_period(std::string_view written) {
  using std::chrono::hours;
  constexpr std::array<std::pair<std::string_view, hours>, 4> names = {
      {{"hour", hours(1)}, {"day", hours(24)}, {"week", hours(7 * 24)}, {"month", hours(30 * 24)}}};
  for (const auto& [name, period] : names) {
    if (written == name) return period;
  }
  const auto period = text::parse_duration(written);
  if (!period || period->count() == 0) return std::nullopt;
  return period;
}

bool is_currency(std::string_view word) {
  return word.size() == 3 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_budget(std::string_view text) {
  return parse_budget(text).has_value();
}

Form budget() {
  return {.name = "a budget such as '2 USD/day', '0.50 EUR/week' or '300/1d' (requests)",
          .admits = is_budget,
          .pattern = "^[0-9]+(\\.[0-9]+ [A-Z]{3}| [A-Z]{3})?/.+$"};
}

}  // namespace

std::optional<Budget> parse_budget(std::string_view written) {
  if (const auto rate = text::parse_rate(written)) {
    return Budget{rate->count * millionths_of_one, "", rate->period};
  }
  const std::size_t slash = written.find('/');
  const std::size_t blank = written.find(' ');
  if (slash == std::string_view::npos || blank >= slash) return std::nullopt;
  const auto amount = parse_amount(written.substr(0, blank));
  const std::string_view currency = written.substr(blank + 1, slash - blank - 1);
  const auto period = parse_period(written.substr(slash + 1));
  if (!amount || !is_currency(currency) || !period) return std::nullopt;
  return Budget{*amount, std::string(currency), *period};
}

Shape platform_settings_shape() {
  constexpr int most_at_once = 128;
  return Shape::object(
      {optional("credential", Shape::string(reading::identifier()),
                "The name of the secret to ask with, instead of the definition's."),
       optional("rate", Shape::string(reading::rate()),
                "At most so many requests in any such time, instead of the definition's."),
       optional("spacing", Shape::boolean(), "true: evenly, without bursts."),
       optional("budget", Shape::string(budget()),
                "What may be spent in any such time; the rest is unknown (budget)."),
       optional("concurrency", Shape::integer(1, most_at_once),
                "How many requests may be under way at once.")});
}

PlatformSettings read_platform_settings(const Json& json) {
  PlatformSettings settings;
  settings.credential = reading::string_at(json, "credential");
  settings.rate = text::parse_rate(reading::string_at(json, "rate"));
  if (json.find("spacing") != nullptr) settings.spacing = reading::boolean_at(json, "spacing");
  settings.budget = parse_budget(reading::string_at(json, "budget"));
  if (json.find("concurrency") != nullptr) {
    settings.concurrency = reading::integer_at(json, "concurrency");
  }
  return settings;
}

platforms::Definition adjusted(platforms::Definition definition, const PlatformSettings& settings) {
  if (settings.rate) definition.rate = *settings.rate;
  definition.spacing = settings.spacing.value_or(definition.spacing && !settings.rate);
  definition.concurrency = settings.concurrency.value_or(definition.concurrency);
  for (platforms::Ask& ask : definition.asks) {
    if (settings.rate) ask.rate.reset();
    if (!settings.credential.empty() && !ask.credential.empty()) {
      ask.credential = settings.credential;
    }
  }
  return definition;
}

}  // namespace probing
