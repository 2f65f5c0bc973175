#include "configuration/watch_plan.hpp"

#include <fmt/format.h>

#include "configuration/references.hpp"
#include "naming/expansion.hpp"

namespace configuration {

std::optional<targets::PlannedTargets> planned_targets(const watching::Watch& watch, Known known,
                                                       std::size_t most) {
  std::vector<naming::Template> templates;
  for (const std::string& written : watch.expect) {
    auto parsed = naming::parse_template(written, known.datasets);
    if (parsed) templates.push_back(std::move(*parsed));
  }
  targets::ExpectedHandles roster;
  const auto expansion =
      naming::expand_all(templates, [&](const std::string& handle, const auto&, std::uint64_t) {
        if (roster.handles.size() == most) return false;
        roster.handles.push_back(handle);
        return true;
      });
  if (expansion.stopped) return std::nullopt;
  return targets::plan_targets(places_of(watch, known.catalogue), roster, watch.owned);
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
