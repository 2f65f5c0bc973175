// A ledger that is the service's alone while this lives; people's commands may look into it.
#pragma once

#include "ledger/file_lock.hpp"
#include "ledger/ledger.hpp"

namespace running {

struct LockedLedger {
  ledger::FileLock lock;
  std::unique_ptr<ledger::Ledger> ledger;
};
model::Result<LockedLedger> lock_ledger(const std::filesystem::path& path);

}  // namespace running
