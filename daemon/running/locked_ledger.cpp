#include "running/locked_ledger.hpp"

namespace running {

model::Result<LockedLedger> lock_ledger(const std::filesystem::path& path) {
  auto lock = ledger::FileLock::take(path.string());
  if (!lock) return model::refused(std::move(lock.error()));
  auto ledger = ledger::Ledger::open(path.string());
  if (!ledger) return model::refused(std::move(ledger.error()));
  return LockedLedger{std::move(*lock), std::move(*ledger)};
}

}  // namespace running
