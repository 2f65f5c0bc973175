#include "probing/spend_limit.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "probing/price.hpp"
#include "text/time.hpp"

namespace probing {
namespace {

using model::Instant;
using std::chrono::hours;

constexpr std::array<std::pair<std::string_view, hours>, 4> named_periods = {
    {{"hour", hours(1)}, {"day", hours(24)}, {"week", hours(7 * 24)}, {"month", hours(30 * 24)}}};

constexpr model::Milliseconds longest_period = hours(366 * 24);

std::optional<model::Milliseconds> parse_period(std::string_view written) {
  for (const auto& [name, period] : named_periods) {
    if (written == name) return period;
  }
  const auto period = text::parse_duration(written);
  if (!period || period->count() == 0 || *period > longest_period) return std::nullopt;
  return period;
}

bool is_currency(std::string_view word) {
  return word.size() == 3 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::optional<Budget> parse_budget(std::string_view written) {
  if (const auto rate = text::parse_rate(written); rate && rate->period <= longest_period) {
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

std::string to_string(const Budget& budget) {
  const std::string amount = money(budget.millionths, budget.currency);
  for (const auto& [name, period] : named_periods) {
    if (budget.period == period) {
      return fmt::format("{} {} {}", amount, name == "hour" ? "an" : "a", name);
    }
  }
  return fmt::format("{} in {}", amount, text::spoken(budget.period));
}

SpendLimit::SpendLimit(Budget budget, std::deque<Spending> spent)
    : budget_(std::move(budget)), spent_(std::move(spent)) {
  for (const Spending& one : spent_) count(one, one.millionths);
}

void SpendLimit::count(const Spending& one, long long millionths) {
  sum_ += millionths;
  if (one.by_second_look) by_second_looks_ += millionths;
}

void SpendLimit::take_over(const SpendLimit& before) {
  if (before.budget_.currency != budget_.currency) return;
  for (const Spending& one : before.spent_) {
    if (one.id > 0) continue;
    spent_.push_back(one);
    count(one, one.millionths);
  }
  std::stable_sort(spent_.begin(), spent_.end(),
                   [](const Spending& one, const Spending& other) { return one.at < other.at; });
  last_id_ = std::min(last_id_, before.last_id_);
}

long long SpendLimit::cost(const platforms::Ask* ask, std::size_t claimed) const {
  if (budget_.currency.empty()) return millionths_of_one;
  const auto price = ask == nullptr ? std::nullopt : price_of(*ask);
  if (!price || price->currency != budget_.currency) return 0;
  return price->millionths * (price->per_claimed ? static_cast<long long>(claimed) : 1);
}

long long SpendLimit::kept_for_second_looks(const platforms::Ask* ask) const {
  // A look at one target: itself and its controls.
  constexpr int look = 5;
  const bool by_handle = cost(ask, 2) > cost(ask, 1);
  const bool is_batch = ask != nullptr && ask->max > 1;
  const long long one = by_handle ? cost(ask, look) : cost(ask, 1) * (is_batch ? 1 : look);
  return std::min(std::max(budget_.millionths / 5, one), budget_.millionths / 2);
}

std::optional<Spending> SpendLimit::pay(const platforms::Ask* ask, std::size_t handles, Instant now,
                                        bool by_second_look) {
  const long long most = cost(ask, handles);
  if (most > left(now)) return std::nullopt;
  return begin(most, now, by_second_look);
}

Spending SpendLimit::begin(long long millionths, Instant now, bool by_second_look) {
  const Spending one{--last_id_, now, millionths, by_second_look};
  spent_.push_back(one);
  count(one, millionths);
  return one;
}

void SpendLimit::entered(Spending& begun, long long number) {
  if (Spending* one = find(begun.id)) one->id = number;
  begun.id = number;
}

void SpendLimit::correct(const Spending& begun, long long millionths) {
  Spending* one = find(begun.id);
  if (one == nullptr) return;  // it is older than the period
  count(*one, millionths - one->millionths);
  one->millionths = millionths;
}

Spending* SpendLimit::find(long long id) {
  const auto found = std::find_if(spent_.rbegin(), spent_.rend(),
                                  [&](const Spending& one) { return one.id == id; });
  return found == spent_.rend() ? nullptr : &*found;
}

long long SpendLimit::left(Instant now) {
  forget_before(now);
  return budget_.millionths - sum_;
}

long long SpendLimit::spent_by_second_looks(Instant now) {
  forget_before(now);
  return by_second_looks_;
}

// A clock that was set back must not make yesterday's money stay spent for years: what lies in the
// future counts from now.
void SpendLimit::forget_before(Instant now) {
  for (auto one = spent_.rbegin(); one != spent_.rend() && one->at > now; ++one) one->at = now;
  while (!spent_.empty() && spent_.front().at + budget_.period <= now) {
    count(spent_.front(), -spent_.front().millionths);
    spent_.pop_front();
  }
}

}  // namespace probing
