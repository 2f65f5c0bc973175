#include "reporting/summary.hpp"

#include <array>

#include <fmt/format.h>

#include "text/counted.hpp"

namespace reporting {

namespace {

using model::Status;

// In the order of the line.
constexpr std::array<Status, model::status_names.size()> statuses = {
    Status::claimed,  Status::available, Status::suspended,
    Status::reserved, Status::invalid,   Status::unknown};

}  // namespace

Tally tally(const std::vector<model::Observation>& observations) {
  Tally tally;
  tally.targets = observations.size();
  for (const Status status : statuses) tally.by_status[status] = 0;
  for (const model::Observation& seen : observations) {
    ++tally.by_status[seen.status];
    if (seen.holder == model::Holder::ours) ++tally.ours;
  }
  return tally;
}

std::string summary_line(const Tally& tally, std::size_t requests, model::Milliseconds took) {
  std::string counts;
  for (const Status status : statuses) {
    const std::size_t count = tally.by_status.at(status);
    if (!counts.empty()) counts += ", ";
    counts += fmt::format("{} {}", count, name(status));
    if (status == Status::claimed && count > 0) {
      counts += fmt::format(" ({} ours, {} not)", tally.ours, count - tally.ours);
    }
  }
  const double seconds = static_cast<double>(took.count()) / 1000;
  const double rate = seconds > 0 ? static_cast<double>(requests) / seconds : 0;
  return fmt::format("{}, {}: {}; {:.1f} s, {:.0f} requests/s",
                     text::counted(tally.targets, "target"), text::counted(requests, "request"),
                     counts, seconds, rate);
}

}  // namespace reporting
