#include "probing/refinement.hpp"

#include <utility>

namespace probing {

using model::Observation;
using model::Refined;
using model::Status;

namespace {

Assignment assignment_of(const platforms::Definition& definition, std::string server,
                         std::size_t ask) {
  Assignment assignment{definition, std::move(server), ask, {}, {}, {}, false, {}};
  assignment.refines = true;
  return assignment;
}

// Nothing a sign-up check says is about an account: the rest stays as it was seen.
void refine(Observation& seen, const Observation& said) {
  const bool is_said = said.status != Status::unknown;
  seen.refined = is_said ? Refined::by_signup : Refined::in_vain;
  if (!is_said) return;
  seen.status = said.status;
  seen.reason = said.reason;
  seen.checked_at = said.checked_at;
  seen.http_status = said.http_status;
  seen.elapsed_ms = said.elapsed_ms;
}

}  // namespace

Refinement::Refinement(const platforms::Definition& definition, std::string server, std::size_t ask,
                       std::mt19937_64& random)
    : work_(assignment_of(definition, std::move(server), ask), random) {}

void Refinement::take(Observation seen) {
  model::Target target = seen.target;
  if (waiting_.emplace(seen.target.handle, std::move(seen)).second) work_.add(std::move(target));
}

void Refinement::take(std::vector<Observation> seen_free) {
  for (Observation& seen : seen_free) take(std::move(seen));
}

std::vector<Observation> Refinement::hold_back(std::vector<Observation> seen) {
  std::vector<Observation> rest;
  for (Observation& one : seen) {
    if (one.status == Status::available) {
      take(std::move(one));
    } else {
      rest.push_back(std::move(one));
    }
  }
  return rest;
}

std::vector<Observation> Refinement::take_final() {
  std::vector<Observation> final;
  for (const Observation& said : work_.take_final()) {
    auto waiting = waiting_.extract(said.target.handle);
    if (!waiting) continue;
    refine(waiting.mapped(), said);
    final.push_back(std::move(waiting.mapped()));
  }
  return final;
}

std::vector<Observation> Refinement::left() const {
  std::vector<Observation> left;
  for (const model::Target& target : work_.left()) {
    const auto waiting = waiting_.find(target.handle);
    if (waiting != waiting_.end()) left.push_back(waiting->second);
  }
  return left;
}

}  // namespace probing
