#include "probing/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include <fmt/format.h>

#include "platforms/controls.hpp"
#include "probing/chain.hpp"

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
  text::Rate rate;
  std::size_t requests = 0;
};

// How long the rate alone makes the last of its requests wait (see Pacer).
double wait_for(const Road& road, bool spacing) {
  if (road.requests == 0) return 0;
  const auto count = static_cast<double>(road.rate.count);
  const auto period = static_cast<double>(road.rate.period.count());
  const auto others = static_cast<double>(road.requests - 1);
  const double windows = std::floor(others / count);
  // A place in the window is free one period after the answer.
  return spacing ? others * period / count + windows * (a_request + 1)
                 : windows * (period + a_request + 1);
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
    const double gap =
        (static_cast<double>(road.rate.period.count() + 1) + a_request) / road.rate.count;
    in_bursts += wait_for(road, spacing);
    evenly += requests * std::max(gap, a_request / concurrency);
    all += road.requests;
  }
  in_bursts += a_request * std::ceil(static_cast<double>(all) / concurrency);
  return std::min(in_bursts, evenly);
}

// Per currency; the definition's own word is "N CUR/request or claimed".
void add_cost(const Ask& ask, std::size_t handles, std::size_t requests,
              std::map<std::string, double>& costs) {
  if (ask.cost.empty()) return;
  const double amount = std::strtod(ask.cost.c_str(), nullptr);
  const std::string currency = ask.cost.substr(ask.cost.find(' ') + 1, 3);
  const bool per_request = ask.cost.ends_with("/request");
  costs[currency] += amount * static_cast<double>(per_request ? requests : handles);
}

std::string in_words(const std::map<std::string, double>& costs) {
  std::string words;
  for (const auto& [currency, sum] : costs) {
    constexpr double noise = 1e-6;  // of binary fractions; a cent begun is a cent
    words += fmt::format("{} {:.2f} {}", words.empty() ? "at most" : " and",
                         std::ceil(sum * 100 - noise) / 100, currency);
  }
  return words;
}

}  // namespace

Estimate estimate(const LanePlan& plan, std::size_t entry, const Settings& settings) {
  const Definition& definition = *plan.definition;
  Estimate estimate;
  estimate.controls =
      platforms::claimed_controls(definition, entry, plan.server, plan.owned).handles.size() + 1;
  const std::size_t handles = plan.targets.size() + estimate.controls;
  const std::size_t first = std::max(definition.asks[entry].max, estimate.controls);
  const std::vector<std::size_t> chain = chain_from(definition, entry);

  std::map<std::size_t, Road> roads;  // by ask with a rate of its own, as the lane's pacers
  std::map<std::string, double> costs;
  std::set<std::string> tokens;
  const bool discovers = definition.server && definition.server->discover.has_slots();
  std::size_t beforehand = discovers ? 1 : 0;
  for (const std::size_t index : chain) {
    const Ask& ask = definition.asks[index];
    const std::size_t requests = requests_for(handles, first, ask);
    Road& road = roads[ask.rate && !settings.rate ? index : definition.asks.size()];
    road.rate = settings.rate.value_or(ask.rate.value_or(definition.rate));
    road.requests += requests + (discovers && index == entry ? 1 : 0);
    if (ask.token && tokens.insert(ask.credential + ' ' + ask.token->url.written).second) {
      ++road.requests;
      ++beforehand;
    }
    estimate.most_requests += requests;
    if (index == entry) estimate.least_requests = requests;
    add_cost(ask, handles, requests, costs);
  }
  estimate.least_requests += beforehand;
  estimate.most_requests += beforehand;
  estimate.cost = in_words(costs);

  std::vector<Road> paces;
  paces.reserve(roads.size());
  for (const auto& [index, road] : roads) paces.push_back(road);
  const int concurrency = settings.concurrency.value_or(definition.concurrency);
  const double paced = time_for(paces, definition.spacing && !settings.rate, concurrency);
  // What nothing else overlaps: the requests beforehand, the controls' chain and the last handle's.
  const double alone = a_request * static_cast<double>(beforehand + 2 * chain.size());
  estimate.takes = model::Milliseconds(std::llround(std::min(longest, std::ceil(paced + alone))));
  return estimate;
}

}  // namespace probing
