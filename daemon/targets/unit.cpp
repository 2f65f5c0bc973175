#include "targets/unit.hpp"

#include <algorithm>

namespace targets {

namespace {

bool is_here(const WatchedUnit& unit, const judging::OwnedHandle& declared) {
  return declared.platform == unit.key.platform && declared.server == unit.key.server;
}

}  // namespace

judging::OwnedHandles owned_of(const WatchedUnit& unit,
                               const std::vector<judging::OwnedHandle>& declared) {
  judging::OwnedHandles owned;
  const auto add = [&](const judging::OwnedHandle& one) {
    const auto spelling = platforms::canonical(*unit.definition, one.handle);
    if (spelling.admitted) {
      owned.add(unit.key.platform, unit.key.server, spelling.handle, one.account_id);
    }
  };
  // First: what a person pinned stays, whatever a list says (contract, 'Truth' 9).
  for (const judging::OwnedHandle& one : declared) {
    if (is_here(unit, one)) add(one);
  }
  for (const judging::OwnedHandle& one : unit.owned) add(one);
  return owned;
}

std::vector<std::string> accounts_of_ours(const WatchedUnit& unit,
                                          const std::vector<judging::OwnedHandle>& declared) {
  std::vector<std::string> accounts;
  const auto add = [&](const judging::OwnedHandle& one) {
    auto spelling = platforms::canonical(*unit.definition, one.handle);
    const bool is_new =
        std::find(accounts.begin(), accounts.end(), spelling.handle) == accounts.end();
    if (spelling.admitted && is_new) accounts.push_back(std::move(spelling.handle));
  };
  for (const judging::OwnedHandle& one : unit.owned) {
    if (one.platform != "*") add(one);
  }
  for (const judging::OwnedHandle& one : declared) {
    if (is_here(unit, one)) add(one);
  }
  return accounts;
}

}  // namespace targets
