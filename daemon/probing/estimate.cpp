#include "probing/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "platforms/controls.hpp"
#include "probing/chain.hpp"
#include "probing/passage.hpp"
#include "probing/price.hpp"
#include "text/counted.hpp"

namespace probing {
namespace {

using platforms::Ask;
using platforms::Definition;

constexpr double longest = 3.15e13;  // ms; sums of more could overflow

// Of one ask: whom it is asked about, and how many of them may be found.
void add_cost(const Ask& ask, std::size_t found, std::size_t requests, Costs& costs) {
  const auto price = price_of(ask);
  if (!price) return;
  const auto times = static_cast<long long>(price->per_claimed ? found : requests);
  costs[price->currency] += price->millionths * times;
}

// Of all asks of a road. `proofs`: claimed controls that each further one may be asked about.
void add_costs(const Definition& definition, const Road& road, const Passage& passage,
               const Passing& passing, std::size_t proofs, Costs& costs) {
  if (road.is_batch()) {
    const std::size_t found = passing.targets + passage.ends * passing.claimed;
    add_cost(definition.asks[road.entry], found, passage.requests, costs);
    return;
  }
  for (std::size_t index = 0; index < definition.asks.size(); ++index) {
    if (!road.holds(index)) continue;
    const std::size_t claimed =
        index == road.entry ? (passing.claimed > 0 ? passage.ends : 0) : proofs;
    add_cost(definition.asks[index], passing.targets + claimed,
             passing.targets + claimed + passage.ends, costs);
  }
}

// The roads of a chain.
std::vector<Road> roads_of(const Definition& definition, std::size_t entry, std::size_t controls) {
  std::vector<Road> roads = {road_from(definition, entry, controls)};
  for (const std::size_t ask : chain_from(definition, entry)) {
    const bool is_held = std::any_of(roads.begin(), roads.end(),
                                     [ask](const Road& road) { return road.holds(ask); });
    if (!is_held) roads.push_back(road_from(definition, ask, controls));
  }
  return roads;
}

// Asks, but the entry, whose claims the road's own controls do not prove.
std::size_t further_claims(const Definition& definition, const Road& road) {
  std::size_t asks = 0;
  for (std::size_t index = 0; index < definition.asks.size(); ++index) {
    const bool is_further = index != road.entry && road.holds(index);
    if (is_further && definition.asks[index].can_say(model::Status::claimed)) ++asks;
  }
  return asks;
}

// Where the API is, and tokens: each at the pace of the ask that needs it.
std::vector<std::size_t> asked_beforehand(const Definition& definition, std::size_t entry) {
  std::vector<std::size_t> asks;
  if (definition.server && definition.server->discover.has_slots()) asks.push_back(entry);
  std::set<std::string> tokens;
  for (const std::size_t index : chain_from(definition, entry)) {
    const Ask& ask = definition.asks[index];
    if (ask.token && tokens.insert(ask.credential + ' ' + ask.token->url.written).second) {
      asks.push_back(index);
    }
  }
  return asks;
}

}  // namespace

Estimate estimate(const ProbePlan& plan, std::size_t entry, const ProbeSettings& settings) {
  return estimate(*plan.definition, plan.server, plan.owned, plan.targets.size(), entry, settings);
}

Estimate estimate(const Definition& definition, const std::string& server,
                  const std::vector<std::string>& owned, std::size_t targets, std::size_t entry,
                  const ProbeSettings& settings) {
  const auto known = platforms::claimed_controls(definition, server, owned).handles.size();
  const std::size_t claimed = std::min<std::size_t>(known, 2);
  const bool spacing = definition.spacing && !settings.rate;
  std::map<std::size_t, Timetable> paces;  // by ask with a rate of its own, as the pacers
  const auto pace_of = [&](std::size_t ask) -> Timetable& {
    const bool own = !settings.rate && !definition.asks[ask].rates.empty();
    const std::size_t key = own ? ask : definition.asks.size();
    return paces.try_emplace(key, rates_of(definition, ask, settings), spacing).first->second;
  };
  double now = 0;
  const std::vector<std::size_t> beforehand = asked_beforehand(definition, entry);
  for (const std::size_t ask : beforehand) now = pace_of(ask).go(now, 1);
  Estimate estimate;
  estimate.least_requests = beforehand.size();
  estimate.most_requests = beforehand.size();

  const std::vector<Road> roads = roads_of(definition, entry, claimed + 1);
  const int concurrency = settings.concurrency.value_or(definition.concurrency);
  for (const Road& road : roads) {
    const Passing passing{targets, road.longest(), claimed, concurrency, roads.size() > 1};
    // Once a sweep each further ask that says claimed may have to prove that it does.
    const std::size_t proofs = targets == 0 ? 0 : known * further_claims(definition, road);
    Passing most = passing;
    most.targets += proofs;
    const Passage passage = pass(road, most, pace_of(road.entry), now);
    now = passage.over;
    // What is under way on another road is waited for.
    if (roads.size() > 1) now += static_cast<double>(passage.brackets) * Timetable::an_answer;
    estimate.most_requests += passage.requests - proofs * (road.longest() - 1);
    add_costs(definition, road, passage, passing, known, estimate.costs);
    if (road.entry != entry) continue;
    Timetable pace(rates_of(definition, entry, settings), spacing);
    const Passage least = pass(road, {targets, 1, claimed, concurrency, false}, pace, 0);
    estimate.least_requests += least.requests;
    estimate.controls = road.is_batch() ? least.brackets * (claimed + 1) : least.requests - targets;
  }
  if (const auto refining = definition.refinement()) {
    // Beside the others as far as it goes, for the last bracket after them; if all are free.
    const Road road = road_from(definition, *refining, 1);
    const auto refined = [&](std::size_t handles, double from) {
      Timetable pace(rates_of(definition, *refining, settings), spacing);
      return pass(road, {handles, 1, 0, 1, true}, pace, from);
    };
    const Passage passage = refined(targets, 0);
    now = std::max(passage.over, refined(std::min(targets, road.requests), now).over);
    estimate.most_requests += passage.requests;
    add_cost(definition.asks[*refining], 0, passage.requests, estimate.costs);
  }
  estimate.takes = model::Milliseconds(std::llround(std::min(longest, std::ceil(now))));
  return estimate;
}

std::string in_words(const std::string& name, std::size_t handles, const Estimate& estimate,
                     const std::optional<model::Milliseconds>& every,
                     const std::optional<Budget>& budget, long long kept) {
  const auto spent = [&every](long long a_pass, model::Milliseconds in) {
    return every ? a_pass * passes_in(in, *every) : a_pass;
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
  words += "; its budget is " + to_string(*budget);
  if (spent(a_pass, budget->period) <= budget->millionths - kept) return words;
  words += ", which does not reach for all";
  if (kept > 0)
    words += fmt::format(" with {} kept for second looks", money(kept, budget->currency));
  return words;
}

long long passes_in(model::Milliseconds time, model::Milliseconds every) {
  return (time + every - model::Milliseconds(1)) / every;
}

}  // namespace probing
