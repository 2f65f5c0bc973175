#include "configuration/watch_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "configuration/references.hpp"

namespace configuration {

namespace {

bool are_more_than(std::size_t most, const targets::TargetSources& sources) {
  std::size_t count = 0;
  for (const auto& source : sources) {
    const auto reading = source->anew();
    targets::Written written;
    while (count <= most && reading->next(written)) ++count;
  }
  return count > most;
}

// Where the grammar forbids every handle, in the order of the watch.
std::vector<std::string> places_of_nobody(const targets::PlannedTargets& planned) {
  std::vector<std::string> asked;
  for (const probing::ProbePlan& probe : planned.plan.probes) {
    asked.push_back(targets::place_name(probe.definition->id, probe.server));
  }
  std::vector<std::string> empty;
  for (const model::Target& target : planned.plan.invalid) {
    const std::string place = targets::place_name(target.platform, target.server.value_or(""));
    const auto is = [&place](const std::string& other) { return other == place; };
    if (std::any_of(asked.begin(), asked.end(), is)) continue;
    if (std::none_of(empty.begin(), empty.end(), is)) empty.push_back(place);
  }
  return empty;
}

}  // namespace

std::optional<targets::PlannedTargets> planned_targets(const watching::Watch& watch, Known known,
                                                       std::size_t most) {
  const auto sources = sources_of(watch, known.datasets).value();
  if (are_more_than(most, sources)) return std::nullopt;
  return targets::plan_targets(places_of(watch, known.catalogue), targets::read_expected(sources),
                               watch.owned);
}

std::vector<std::string> misfits(const watching::Watch& watch,
                                 const targets::PlannedTargets& planned) {
  std::vector<std::string> found;
  const auto& nowhere = planned.fit_nowhere;
  if (!nowhere.empty()) {
    found.push_back(fmt::format(
        "watch {}: {} cannot exist on any of its platforms{}", watch.name, nowhere.front(),
        nowhere.size() == 1 ? "" : fmt::format(", nor can {} more", nowhere.size() - 1)));
  }
  if (planned.plan.probes.empty()) return found;  // each of them is among those
  for (const std::string& place : places_of_nobody(planned)) {
    found.push_back(
        fmt::format("watch {}: none of its handles can exist on {}", watch.name, place));
  }
  return found;
}

}  // namespace configuration
