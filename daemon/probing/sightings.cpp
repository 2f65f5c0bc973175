#include "probing/sightings.hpp"

#include <algorithm>

namespace probing {

using model::Status;

void Sightings::add(const std::vector<Sighted>& together) {
  const bool tells_claimed = std::any_of(together.begin(), together.end(), [](const Sighted& one) {
    return one.status == Status::claimed;
  });
  if (!tells_claimed) return;
  for (const Sighted& one : together) {
    if (one.status == Status::claimed) present.insert(one.handle);
    if (one.status == Status::available) absent.insert(one.handle);
  }
}

}  // namespace probing
