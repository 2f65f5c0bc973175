#include "probing/proof.hpp"

#include <algorithm>

namespace probing {

using model::Status;

Proof prove(const std::vector<Status>& claimed, Status free) {
  const auto answered = [&claimed](Status status) {
    return std::find(claimed.begin(), claimed.end(), status) != claimed.end();
  };
  Proof proof;
  proof.blind = free == Status::claimed || answered(Status::available);
  proof.claimed_proven = answered(Status::claimed);
  proof.available_proven = free == Status::available;
  return proof;
}

Standing standing(const Proof& proof, Status status) {
  if (status == Status::unknown) return proof.blind ? Standing::blind : Standing::counts;
  if (proof.blind) return Standing::blind;
  const bool proven = status == Status::claimed ? proof.claimed_proven
                      : status == Status::available
                          ? proof.available_proven
                          : proof.claimed_proven || proof.available_proven;
  return proven ? Standing::counts : Standing::unproven;
}

}  // namespace probing
