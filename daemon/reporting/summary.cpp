#include "reporting/summary.hpp"

#include <fmt/format.h>

#include "text/counted.hpp"

namespace reporting {

Tally tally(const std::vector<model::Observation>& observations) {
  Tally tally;
  tally.targets = observations.size();
  for (const model::Observation& seen : observations) {
    ++tally.by_status[static_cast<std::size_t>(seen.status)];
    if (seen.holder == model::Holder::ours) ++tally.ours;
  }
  return tally;
}

std::string summary_line(const Tally& tally, std::size_t requests, model::Milliseconds took) {
  std::string statuses;
  for (std::size_t i = 0; i < tally.by_status.size(); ++i) {
    if (!statuses.empty()) statuses += ", ";
    statuses += fmt::format("{} {}", tally.by_status[i], model::status_names[i]);
    if (i == 0 && tally.by_status[i] > 0) {
      statuses += fmt::format(" ({} ours, {} not)", tally.ours, tally.by_status[i] - tally.ours);
    }
  }
  const double seconds = static_cast<double>(took.count()) / 1000;
  const double rate = seconds > 0 ? static_cast<double>(requests) / seconds : 0;
  return fmt::format("{}, {}: {}; {:.1f} s, {:.0f} requests/s",
                     text::counted(tally.targets, "target"), text::counted(requests, "request"),
                     statuses, seconds, rate);
}

}  // namespace reporting
