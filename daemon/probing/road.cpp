#include "probing/road.hpp"

#include <algorithm>

#include "platforms/ties.hpp"

namespace probing {
namespace {

using platforms::Ask;
using platforms::Definition;
using platforms::Rule;

// Whether the next step is asked at the same pace, one handle a request.
bool goes_on(const Ask& from, const Ask& to) {
  return from.max == 1 && to.max == 1 && from.rates.empty() && to.rates.empty();
}

bool shows_account(const Ask& ask) {
  return std::any_of(ask.profile.begin(), ask.profile.end(),
                     [](const platforms::ProfileKey& key) { return key.key == "account_id"; });
}

std::size_t fill_steps(const Definition& definition, std::size_t ask, bool is_batch, Road& road) {
  if (road.steps[ask] > 0) return road.steps[ask];
  std::size_t after = 0;
  for (const Rule& rule : definition.asks[ask].rules) {
    const bool leads_on = rule.then.ask && !is_batch &&
                          goes_on(definition.asks[ask], definition.asks[*rule.then.ask]);
    if (leads_on) after = std::max(after, fill_steps(definition, *rule.then.ask, false, road));
  }
  return road.steps[ask] = after + 1;
}

}  // namespace

Road road_from(const Definition& definition, std::size_t entry, std::size_t controls) {
  Road road;
  road.entry = entry;
  const std::size_t max = definition.asks[entry].max;
  road.max = max > controls ? max : 1;
  road.steps.resize(definition.asks.size());
  fill_steps(definition, entry, road.is_batch(), road);
  bool shows_more = false;
  road.is_tied = true;
  for (std::size_t i = 0; i < road.steps.size(); ++i) {
    if (!road.holds(i)) continue;
    const Ask& ask = definition.asks[i];
    shows_more = shows_more || shows_account(ask);
    for (const Rule& rule : ask.rules) {
      if (rule.then.status != model::Status::claimed) continue;
      const bool tied = platforms::ties_to_handle(ask, rule);
      shows_more = shows_more || tied;
      road.is_tied = road.is_tied && tied;
    }
  }
  if (!shows_more) road.requests = most_in_plain_bracket;
  return road;
}

}  // namespace probing
