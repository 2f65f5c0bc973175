#include "judging/refined.hpp"

#include <string_view>

namespace judging {

using model::Observation;
using model::Refined;
using model::Status;

namespace {

std::string_view ask_of(std::string_view reason) {
  return reason.substr(0, reason.find('/'));
}

}  // namespace

bool is_better_known(const Observation& seen, const TargetRow& row) {
  if (seen.refined == Refined::by_rule) return true;
  // What is awaited was news when it began.
  if (row.belief.pending) return false;
  return seen.refined == Refined::by_signup && ask_of(seen.reason) != ask_of(row.reason);
}

bool contradicts_in_vain(const Observation& seen, const Belief& belief) {
  const bool is_kept = belief.state.status == Status::reserved ||
                       (belief.pending && belief.pending->state.status == Status::reserved);
  return seen.refined == Refined::in_vain && is_kept;
}

void withhold_freedom(Observation& seen) {
  seen.status = Status::unknown;
  seen.reason = name(model::Reason::unproven);
}

}  // namespace judging
