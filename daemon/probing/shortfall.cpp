#include "probing/shortfall.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "probing/estimate.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"

namespace probing {
namespace {

using platforms::Definition;

// Of one unit, in millionths.
class Sweeps {
 public:
  Sweeps(const Definition& definition, std::size_t entry, const SpendLimit& limit,
         const PaidUnit& unit)
      : definition_(definition),
        entry_(entry),
        limit_(limit),
        unit_(unit),
        times_(passes_in(limit.budget().period, unit.every)),
        one_(cost(1)),
        whole_(cost(unit.targets)) {}

  long long times() const { return times_; }
  std::size_t targets() const { return unit_.targets; }
  long long whole() const { return whole_; }
  model::Milliseconds next_at() const { return done_ * unit_.every; }
  bool is_over() const { return done_ == times_; }
  std::size_t to_come() const { return static_cast<std::size_t>(times_ - done_) * unit_.targets; }
  // For one handle.
  long long least() const { return one_ + in_advance(); }

  // The next one, with what is left: how much it costs and how many handles it leaves over.
  struct Spent {
    long long millionths = 0;
    std::size_t left_over = 0;
  };
  Spent go(long long left) {
    ++done_;
    const std::size_t handles = within(left);
    return {handles == 0 ? 0 : cost(handles), unit_.targets - handles};
  }

  // The free control of a batch is charged until its answer is there.
  long long in_advance() const {
    const platforms::Ask& ask = definition_.asks[entry_];
    return limit_.cost(&ask, 2) - limit_.cost(&ask, 1);
  }

 private:
  long long cost(std::size_t handles) const {
    const Estimate found =
        estimate(definition_, unit_.server, unit_.owned, handles, entry_, ProbeSettings{});
    const std::string& currency = limit_.budget().currency;
    if (currency.empty()) {
      return static_cast<long long>(found.least_requests) * millionths_of_one;
    }
    const auto paid = found.costs.find(currency);
    return paid == found.costs.end() ? 0 : paid->second;
  }

  // The most handles that this pays for.
  std::size_t within(long long left) const {
    if (whole_ + in_advance() <= left) return unit_.targets;
    std::size_t most = 0;
    for (std::size_t over = unit_.targets; most + 1 < over;) {
      const std::size_t middle = most + (over - most) / 2;
      if (cost(middle) + in_advance() <= left) {
        most = middle;
      } else {
        over = middle;
      }
    }
    return most;
  }

  const Definition& definition_;
  std::size_t entry_;
  const SpendLimit& limit_;
  const PaidUnit& unit_;
  long long times_;
  long long done_ = 0;
  long long one_;
  long long whole_;
};

// In the order in which they are due, as far as the budget goes.
std::size_t left_over(std::vector<Sweeps> units, long long share) {
  std::size_t left_over = 0;
  const auto due = [](const Sweeps& one, const Sweeps& other) {
    return std::pair(one.is_over(), one.next_at()) < std::pair(other.is_over(), other.next_at());
  };
  const auto goes_on = [&share](const Sweeps& one) {
    return !one.is_over() && one.least() <= share;
  };
  while (std::any_of(units.begin(), units.end(), goes_on)) {
    Sweeps& next = *std::min_element(units.begin(), units.end(), due);
    const Sweeps::Spent spent = next.go(share);
    share -= spent.millionths;
    left_over += spent.left_over;
  }
  for (const Sweeps& one : units) left_over += one.to_come();
  return left_over;
}

// The least budget that leaves sweeps so much.
Budget enough(const Budget& budget, const platforms::Ask& ask, long long for_sweeps) {
  constexpr long long a_cent = millionths_of_one / 100;
  const long long step = budget.currency.empty() ? millionths_of_one : a_cent;
  const auto rounded = [step](long long amount) { return (amount + step - 1) / step * step; };
  Budget one = budget;
  one.millionths = rounded(for_sweeps + for_sweeps / 4);
  while (one.millionths - SpendLimit(one).kept_for_second_looks(&ask) < for_sweeps) {
    one.millionths += step;
  }
  return one;
}

std::string cost_in_words(const std::vector<Sweeps>& units, const std::string& currency) {
  std::vector<std::string> parts;
  for (const Sweeps& one : units) {
    const auto times = static_cast<std::uint64_t>(one.times());
    parts.push_back(fmt::format(
        "{} of {} {} {}{} with their controls", text::counted(times, "sweep"),
        text::counted(one.targets(), "handle"), currency.empty() ? "take at least" : "cost up to",
        money(one.whole(), currency), times > 1 ? " each" : ""));
  }
  return text::joined(parts, ", ");
}

// One unit can be swept less often.
std::string or_every(const std::vector<Sweeps>& units, const Budget& budget, long long share) {
  if (units.size() != 1) return {};
  const long long times = (share - units[0].in_advance()) / units[0].whole();
  if (times < 1) return {};
  const auto every = std::chrono::ceil<std::chrono::minutes>(budget.period / times);
  return fmt::format(", or a sweep every {}", text::spoken(every));
}

}  // namespace

std::string shortfall(const Definition& definition, std::size_t entry, const Budget& budget,
                      const std::vector<PaidUnit>& units) {
  const SpendLimit limit(budget);
  const platforms::Ask& ask = definition.asks[entry];
  const long long kept = limit.kept_for_second_looks(&ask);
  const long long share = budget.millionths - kept;
  std::vector<Sweeps> sweeps;
  long long needed = 0;
  long long answers = 0;
  for (const PaidUnit& unit : units) {
    if (unit.targets == 0) continue;
    const Sweeps& one = sweeps.emplace_back(definition, entry, limit, unit);
    needed += one.whole() * one.times();
    answers += static_cast<long long>(one.targets()) * one.times();
  }
  if (sweeps.empty() || needed + sweeps.front().in_advance() <= share) return {};
  const std::string& currency = budget.currency;
  const std::size_t missing = left_over(sweeps, share);
  const bool in_requests = currency.empty();
  return fmt::format(
      "{}: a budget of {} {} reach: {}, {} together, and {} are kept for second looks; {}, {} of "
      "{} "
      "answers are left over as unknown (budget); {} would do{}",
      definition.name, to_string(budget), in_requests ? "does not" : "may not",
      cost_in_words(sweeps, currency), money(needed, currency), money(kept, currency),
      in_requests ? "even where the first answer decides" : "where every handle is claimed",
      text::grouped(missing), text::grouped(static_cast<std::uint64_t>(answers)),
      to_string(enough(budget, ask, needed + sweeps.front().in_advance())),
      or_every(sweeps, budget, share));
}

std::optional<std::size_t> paid_entry(const Definition& definition, const Budget& budget,
                                      const Credentials& credentials) {
  const bool in_requests = budget.currency.empty();
  for (const std::size_t entry : definition.entries) {
    const platforms::Ask& ask = definition.asks[entry];
    const auto price = price_of(ask);
    const bool is_here = ask.credential.empty() || credentials(ask.credential, "");
    const bool is_it = in_requests ? is_here : price && price->currency == budget.currency;
    if (is_it) return entry;
  }
  return std::nullopt;
}

}  // namespace probing
