#include "probing/proof.hpp"

#include <algorithm>
#include <iterator>

namespace probing {

using model::Reason;
using model::Status;

namespace {

bool has_control(Status status) {
  return status == Status::claimed || status == Status::available || status == Status::unknown;
}

template <class T>
std::set<T> common(const std::set<T>& some, const std::set<T>& others) {
  std::set<T> in_both;
  std::set_intersection(some.begin(), some.end(), others.begin(), others.end(),
                        std::inserter(in_both, in_both.end()));
  return in_both;
}

}  // namespace

bool ControlAnswer::is_missing() const {
  if (status != Status::unknown) return false;
  switch (because) {
    case Reason::no_rule:
    case Reason::ambiguous:
    case Reason::redirect: return false;
    default: return true;
  }
}

Proof prove(const std::vector<ControlAnswer>& claimed, const ControlAnswer& free) {
  Proof proof;
  proof.claimed_proven = std::any_of(claimed.begin(), claimed.end(), [](const ControlAnswer& one) {
    return one.status == Status::claimed;
  });
  proof.available_proven = free.status == Status::available;
  proof.blind = free.status == Status::claimed;
  bool only_ours = !proof.blind;
  for (const ControlAnswer& one : claimed) {
    const bool may_be_lost = one.surety != Surety::sure && proof.claimed_proven;
    if (one.status != Status::available || may_be_lost) continue;
    proof.blind = true;
    only_ours = only_ours && one.surety == Surety::ours;
  }
  proof.lost_ours = proof.blind && only_ours;
  proof.leads_on = free.is_left;
  for (const ControlAnswer& one : claimed) {
    proof.leads_on = proof.leads_on || one.is_left;
    if (one.status == Status::claimed) proof.asks.insert(one.ask);
    // One that may be lost may really be suspended.
    if (!has_control(one.status) && one.surety == Surety::sure) proof.disproven.insert(one.status);
    if (proof.claimed_proven || one.status != Status::unknown) continue;
    proof.claimed_unknown = one.because;
    if (one.is_missing()) proof.claimed_missing = one.because;
  }
  if (!has_control(free.status)) proof.disproven.insert(free.status);
  if (free.status == Status::unknown) proof.available_unknown = free.because;
  if (free.is_missing()) proof.available_missing = free.because;
  return proof;
}

Proof both(const Proof& before, const Proof& after) {
  Proof proof = after;
  proof.blind = before.blind || after.blind;
  proof.lost_ours = before.lost_ours || after.lost_ours;
  proof.claimed_proven = before.claimed_proven && after.claimed_proven;
  proof.available_proven = before.available_proven && after.available_proven;
  proof.asks = common(before.asks, after.asks);
  proof.leads_on = before.leads_on && after.leads_on;
  // What was not proven before is not missing after.
  if (!before.claimed_proven) proof.claimed_missing.reset();
  if (!before.available_proven) proof.available_missing.reset();
  proof.disproven.insert(before.disproven.begin(), before.disproven.end());
  return proof;
}

bool is_broken(const Proof& before, const Proof& after) {
  const bool claimed = before.claimed_proven && !after.claimed_proven && !after.claimed_missing;
  const bool available =
      before.available_proven && !after.available_proven && !after.available_missing;
  return after.blind || claimed || available;
}

Standing standing(const Proof& proof, Status status) {
  if (proof.blind) return Standing::blind;
  if (status == Status::unknown) return Standing::counts;
  if (proof.disproven.contains(status)) return Standing::unproven;
  const bool proven = status == Status::claimed ? proof.claimed_proven
                      : status == Status::available
                          ? proof.available_proven
                          : proof.claimed_proven || proof.available_proven;
  return proven ? Standing::counts : Standing::unproven;
}

}  // namespace probing
