#include "probing/estimate.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <fmt/format.h>

#include "platforms/controls.hpp"

namespace probing {
namespace {

using model::Milliseconds;
using platforms::Ask;
using platforms::Definition;

constexpr Milliseconds a_request{500};

std::size_t requests_for(std::size_t handles, const Ask& ask) {
  return (handles + ask.max - 1) / ask.max;
}

void collect_chain(const Definition& definition, std::size_t ask, std::set<std::size_t>& chain) {
  chain.insert(ask);
  for (const platforms::Rule& rule : definition.asks[ask].rules) {
    if (rule.then.ask) collect_chain(definition, *rule.then.ask, chain);
  }
}

// A full window passes between the first of `count` requests and the first of the next `count`.
Milliseconds time_for(std::size_t requests, text::Rate rate, bool spacing, int concurrency) {
  const auto n = static_cast<Milliseconds::rep>(requests);
  if (n == 0) return Milliseconds(0);
  const auto windows = (n - 1) / rate.count;
  const auto by_rate = spacing ? rate.period * (n - 1) / rate.count : rate.period * windows;
  const auto by_concurrency = a_request * ((n + concurrency - 1) / concurrency);
  return std::max<Milliseconds>(by_rate + a_request, by_concurrency);
}

// Costs of a chain, added per currency; the definition's own word is "N CUR/request or claimed".
std::string cost_of(const Ask& ask, std::size_t handles, std::size_t requests) {
  if (ask.cost.empty()) return "";
  const double amount = std::strtod(ask.cost.c_str(), nullptr);
  const std::size_t space = ask.cost.find(' ');
  const std::string currency = ask.cost.substr(space + 1, 3);
  const bool per_request = ask.cost.ends_with("/request");
  const double sum = amount * static_cast<double>(per_request ? requests : handles);
  return fmt::format("at most {:.2f} {}", sum, currency);
}

}  // namespace

Estimate estimate(const LanePlan& plan, std::size_t entry, const Settings& settings) {
  const Definition& definition = *plan.definition;
  Estimate estimate;
  estimate.controls =
      platforms::claimed_controls(definition, entry, plan.server, plan.owned).size() + 1;
  const std::size_t handles = plan.targets.size() + estimate.controls;
  estimate.least_requests = requests_for(handles, definition.asks[entry]);
  std::set<std::size_t> chain;
  collect_chain(definition, entry, chain);
  const int concurrency = settings.concurrency.value_or(definition.concurrency);
  for (const std::size_t index : chain) {
    const Ask& ask = definition.asks[index];
    const std::size_t requests = requests_for(handles, ask);
    estimate.most_requests += requests;
    const text::Rate rate = settings.rate.value_or(ask.rate.value_or(definition.rate));
    estimate.takes += time_for(requests, rate, definition.spacing && !settings.rate, concurrency);
    const std::string cost = cost_of(ask, handles, requests);
    if (!cost.empty()) estimate.cost += (estimate.cost.empty() ? "" : " and ") + cost;
  }
  return estimate;
}

}  // namespace probing
