// The handles that are ours on a unit now: by the configuration, and by what people declared since.
#pragma once

#include <memory>
#include <vector>

#include "ledger/ledger.hpp"
#include "targets/unit.hpp"

namespace watching {

struct OwnedOfUnit {
  std::vector<judging::OwnedHandle> declared;
  judging::OwnedHandles handles;
};
using OwnedNow = std::shared_ptr<const OwnedOfUnit>;  // never null but before the first reading

// `before` itself where nobody declared anything since; a long list is spelt out once.
OwnedNow read_owned(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                    const OwnedNow& before);

}  // namespace watching
