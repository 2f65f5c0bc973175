#include "probing/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "platforms/controls.hpp"
#include "probing/chain.hpp"
#include "probing/price.hpp"
#include "text/counted.hpp"

namespace probing {
namespace {

using platforms::Ask;
using platforms::Definition;

constexpr double a_request = 500;    // ms
constexpr double longest = 3.15e13;  // ms; sums of more could overflow

// The controls and what rides with them go first; both parts end with a batch that may not be full.
std::size_t requests_for(std::size_t handles, std::size_t first, const Ask& ask) {
  const auto batches = [&ask](std::size_t count) { return (count + ask.max - 1) / ask.max; };
  const std::size_t before = std::min(first, handles);
  return batches(before) + batches(handles - before);
}

// Requests of one pace.
struct Road {
  text::Rates rates;
  std::size_t requests = 0;
};

// How long the rates alone make the last of its requests wait (see Pacer).
double wait_for(const Road& road, bool spacing) {
  if (road.requests == 0) return 0;
  const auto others = static_cast<double>(road.requests - 1);
  double evenly = 0;
  double waits = 0;
  for (const text::Rate& rate : road.rates) {
    const auto count = static_cast<double>(rate.count);
    const auto period = static_cast<double>(rate.period.count());
    const double windows = std::floor(others / count);
    evenly = std::max(evenly, others * period / count);
    // A place in the window is free one period after the answer.
    waits += windows * ((spacing ? 0 : period) + a_request + 1);
  }
  return spacing ? evenly + waits : waits;
}

// The gap that keeps all rates, if one request follows another.
double gap_of(const Road& road) {
  double gap = 0;
  for (const text::Rate& rate : road.rates) {
    gap = std::max(gap, (static_cast<double>(rate.period.count() + 1) + a_request) / rate.count);
  }
  return gap;
}

// Two bounds, the better one: every window waited out between bursts, or all at an even pace. Where
// requests come in bursts the first is close, where the answers take longer than the rate the
// other.
double time_for(const std::vector<Road>& roads, bool spacing, int concurrency) {
  double in_bursts = 0;
  double evenly = 0;
  std::size_t all = 0;
  for (const Road& road : roads) {
    const auto requests = static_cast<double>(road.requests);
    in_bursts += wait_for(road, spacing);
    evenly += requests * std::max(gap_of(road), a_request / concurrency);
    all += road.requests;
  }
  in_bursts += a_request * std::ceil(static_cast<double>(all) / concurrency);
  return std::min(in_bursts, evenly);
}

void add_cost(const Ask& ask, std::size_t handles, std::size_t requests, Costs& costs) {
  const auto price = price_of(ask);
  if (!price) return;
  const auto times = static_cast<long long>(price->per_claimed ? handles : requests);
  costs[price->currency] += price->millionths * times;
}

}  // namespace

Estimate estimate(const ProbePlan& plan, std::size_t entry, const ProbeSettings& settings) {
  return estimate(*plan.definition, plan.server, plan.owned, plan.targets.size(), entry, settings);
}

Estimate estimate(const Definition& definition, const std::string& server,
                  const std::vector<std::string>& owned, std::size_t targets, std::size_t entry,
                  const ProbeSettings& settings) {
  Estimate estimate;
  estimate.controls =
      platforms::claimed_controls(definition, entry, server, owned).handles.size() + 1;
  const std::size_t handles = targets + estimate.controls;
  const std::size_t first = std::max(definition.asks[entry].max, estimate.controls);
  const std::vector<std::size_t> chain = chain_from(definition, entry);

  std::map<std::size_t, Road> roads;  // by ask with a rate of its own, as the probe's pacers
  std::set<std::string> tokens;
  const bool discovers = definition.server && definition.server->discover.has_slots();
  std::size_t beforehand = discovers ? 1 : 0;
  for (const std::size_t index : chain) {
    const Ask& ask = definition.asks[index];
    const std::size_t requests = requests_for(handles, first, ask);
    const bool own = !settings.rate && !ask.rates.empty();
    Road& road = roads[own ? index : definition.asks.size()];
    road.rates = rates_of(definition, index, settings);
    road.requests += requests + (discovers && index == entry ? 1 : 0);
    if (ask.token && tokens.insert(ask.credential + ' ' + ask.token->url.written).second) {
      ++road.requests;
      ++beforehand;
    }
    estimate.most_requests += requests;
    if (index == entry) estimate.least_requests = requests;
    add_cost(ask, handles, requests, estimate.costs);
  }
  estimate.least_requests += beforehand;
  estimate.most_requests += beforehand;

  std::vector<Road> rate_limits;
  rate_limits.reserve(roads.size());
  for (const auto& [index, road] : roads) rate_limits.push_back(road);
  const int concurrency = settings.concurrency.value_or(definition.concurrency);
  const double paced = time_for(rate_limits, definition.spacing && !settings.rate, concurrency);
  // What nothing else overlaps: the requests beforehand, the controls' chain and the last handle's.
  const double alone = a_request * static_cast<double>(beforehand + 2 * chain.size());
  estimate.takes = model::Milliseconds(std::llround(std::min(longest, std::ceil(paced + alone))));
  return estimate;
}

std::string in_words(const std::string& name, std::size_t handles, const Estimate& estimate,
                     const std::optional<model::Milliseconds>& every,
                     const std::optional<Budget>& budget) {
  const auto times = [&every](model::Milliseconds in) {
    return every ? static_cast<double>(in.count()) / static_cast<double>(every->count()) : 1.0;
  };
  const auto spent = [&times](long long a_pass, model::Milliseconds in) {
    return std::llround(static_cast<double>(a_pass) * times(in));
  };
  std::string words = fmt::format("{}: {}, {}", name, text::counted(handles, "handle"),
                                  text::counted(estimate.most_requests, "request"));
  if (every) words += " every " + text::spoken(*every);
  Costs costs = estimate.costs;
  for (auto& [currency, sum] : costs) sum = spent(sum, std::chrono::hours(24));
  if (!costs.empty()) words += ", " + at_most(costs) + (every ? " a day" : "");
  if (!budget) return words;
  const bool in_requests = budget->currency.empty();
  const auto paid = estimate.costs.find(budget->currency);
  const long long a_pass = in_requests
                               ? static_cast<long long>(estimate.most_requests) * millionths_of_one
                               : (paid == estimate.costs.end() ? 0 : paid->second);
  const bool reaches = spent(a_pass, budget->period) <= budget->millionths;
  return words + fmt::format("; its budget is {}{}", to_string(*budget),
                             reaches ? "" : ", which does not reach for all");
}

}  // namespace probing
