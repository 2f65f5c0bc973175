#include "configuration/watch_plan.hpp"

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

}  // namespace

std::optional<targets::PlannedTargets> planned_targets(const watching::Watch& watch, Known known,
                                                       std::size_t most) {
  const auto sources = sources_of(watch, known.datasets).value();
  if (are_more_than(most, sources)) return std::nullopt;
  return targets::plan_targets(places_of(watch, known.catalogue), targets::read_expected(sources),
                               watch.owned);
}

std::optional<std::string> misfits(const watching::Watch& watch,
                                   const targets::PlannedTargets& planned) {
  const auto& nowhere = planned.fit_nowhere;
  if (nowhere.empty()) return std::nullopt;
  return fmt::format(
      "watch {}: {} cannot exist on any of its platforms{}", watch.name, nowhere.front(),
      nowhere.size() == 1 ? "" : fmt::format(", nor can {} more", nowhere.size() - 1));
}

}  // namespace configuration
