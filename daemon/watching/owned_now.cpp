#include "watching/owned_now.hpp"

#include <algorithm>

namespace watching {
namespace {

bool are_the_same(const std::vector<judging::OwnedHandle>& some,
                  const std::vector<judging::OwnedHandle>& others) {
  return std::equal(some.begin(), some.end(), others.begin(), others.end(),
                    [](const judging::OwnedHandle& one, const judging::OwnedHandle& other) {
                      return one.handle == other.handle && one.account_id == other.account_id;
                    });
}

}  // namespace

OwnedNow read_owned(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                    const OwnedNow& before) {
  OwnedOfUnit owned;
  owned.declared = ledger.owned.of(unit.key.platform, unit.key.server);
  if (before && are_the_same(owned.declared, before->declared)) return before;
  owned.handles = targets::owned_of(unit, owned.declared);
  return std::make_shared<const OwnedOfUnit>(std::move(owned));
}

}  // namespace watching
