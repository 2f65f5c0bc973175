#include "judging/holder.hpp"

#include <algorithm>

#include "judging/identity.hpp"

namespace judging {

using model::Holder;
using model::Observation;
using model::Status;

std::optional<Holder> judge_holder(const Observation& seen, const OwnedHandles& owned) {
  if (seen.status != Status::claimed) return std::nullopt;
  const auto& shown = seen.profile.account_id;
  const auto* entry = owned.find(seen.target);
  // Of one that is listed without an id, whoever has it is ours, unconfirmed.
  const bool by_list = entry != nullptr && (!*entry || (shown && **entry == *shown));
  const auto proven = proven_account(seen);
  const bool by_account = proven && owned.has_elsewhere(seen.target, *proven);
  return by_list || by_account ? Holder::ours : stranger_kind(seen);
}

void identify(Observation& seen, const OwnedHandles& owned) {
  const auto* entry = owned.find(seen.target);
  const bool nobody_knows = entry != nullptr && lacks_identity(seen, *entry);
  if (nobody_knows) withhold_identity(seen);
  seen.holder = judge_holder(seen, owned);
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
