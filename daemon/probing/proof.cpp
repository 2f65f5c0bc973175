#include "probing/proof.hpp"

#include <algorithm>

namespace probing {

using model::Status;

namespace {

bool has_control(Status status) {
  return status == Status::claimed || status == Status::available || status == Status::unknown;
}

}  // namespace

Proof prove(const std::vector<ControlAnswer>& claimed, Status free, bool ours) {
  const auto answered = [&claimed](Status status) {
    return std::any_of(claimed.begin(), claimed.end(),
                       [status](const ControlAnswer& one) { return one.status == status; });
  };
  Proof proof;
  proof.claimed_proven = answered(Status::claimed);
  proof.available_proven = free == Status::available;
  const bool lost = answered(Status::available);
  proof.blind = free == Status::claimed || (lost && !(ours && proof.claimed_proven));
  for (const ControlAnswer& one : claimed) {
    if (one.status == Status::claimed) {
      proof.asks.insert(one.ask);
    } else {
      proof.every_ask = false;
    }
    // An account of ours may really be suspended.
    if (!has_control(one.status) && !ours) proof.disproven.insert(one.status);
  }
  if (!has_control(free)) proof.disproven.insert(free);
  return proof;
}

Standing standing(const Proof& proof, Status status, std::size_t ask) {
  if (status == Status::unknown) return proof.blind ? Standing::blind : Standing::counts;
  if (proof.blind) return Standing::blind;
  if (proof.disproven.contains(status)) return Standing::unproven;
  const bool asked_rightly = proof.every_ask || proof.asks.contains(ask);
  const bool proven = status == Status::claimed ? proof.claimed_proven && asked_rightly
                      : status == Status::available
                          ? proof.available_proven
                          : proof.claimed_proven || proof.available_proven;
  return proven ? Standing::counts : Standing::unproven;
}

}  // namespace probing
