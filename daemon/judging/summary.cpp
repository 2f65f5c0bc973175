#include "judging/summary.hpp"

namespace judging {

std::optional<model::Instant> summary_at(const Summary& summary) {
  if (summary.told || !summary.found) return std::nullopt;
  return *summary.found + summary_within;
}

bool is_due(const Summary& summary, bool swept, bool awaited, model::Instant now) {
  if (summary.told) return false;
  const auto latest = summary_at(summary);
  return (swept && !awaited) || (latest && *latest <= now);
}

}  // namespace judging
