#include "judging/hidden.hpp"

#include <algorithm>
#include <array>

namespace judging {

using model::Reason;

bool may_be_its_own(const model::Observation& seen) {
  static constexpr std::array not_its_own = {
      Reason::unproven,   Reason::ambiguous,     Reason::budget,     Reason::platform_blind,
      Reason::self_blind, Reason::no_credential, Reason::interrupted};
  return seen.elapsed_ms && !seen.missed &&
         std::none_of(not_its_own.begin(), not_its_own.end(),
                      [&](Reason reason) { return seen.reason == name(reason); });
}

bool is_hidden(const Undecided& undecided, bool was_decided, model::Instant now, long long sweep) {
  const auto lasted = now - undecided.since;
  if (!was_decided) return lasted >= never_decided_for;
  return lasted >= undecided_for && sweep - undecided.sweep + 1 >= undecided_sweeps;
}

}  // namespace judging
