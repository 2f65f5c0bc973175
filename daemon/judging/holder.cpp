#include "judging/holder.hpp"

#include <algorithm>

namespace judging {

using model::Holder;
using model::Observation;
using model::Status;

std::optional<Holder> judge_holder(const Observation& seen, const OwnedHandles& owned) {
  if (seen.status != Status::claimed) return std::nullopt;
  if (const auto* entry = owned.find(seen.target)) {
    // An answer without an id cannot contradict the list.
    const bool same = !*entry || !seen.profile.account_id || **entry == *seen.profile.account_id;
    if (same) return Holder::ours;
  }
  return stranger_kind(seen);
}

Holder stranger_kind(const Observation& seen) {
  const auto& more = seen.profile.more;
  const bool labelled = std::any_of(more.begin(), more.end(), [](const auto& key) {
    return key.first == "parody" && key.second == "true";
  });
  return labelled ? Holder::parody : Holder::stranger;
}

Verdict judge(const Observation& seen, const OwnedHandles& owned) {
  const bool is_owned = owned.find(seen.target) != nullptr;
  Verdict verdict;
  verdict.undecided = seen.status == Status::unknown;
  if (seen.status == Status::claimed) {
    verdict.bad = seen.holder != Holder::ours && (is_owned || !seen.target.variant);
  } else if (is_evidence(seen.status)) {
    verdict.bad = is_owned;
  }
  return verdict;
}

}  // namespace judging
