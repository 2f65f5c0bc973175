// What the ledger needs every few seconds: snoozed incidents wake, and what is older than its
// retention goes, a step a time, so that a year that comes of age at once holds nobody up. Used
// where the ledger is, on its thread.
#pragma once

#include <optional>

#include "configuration/configuration.hpp"
#include "ledger/ledger.hpp"

namespace running {

class Housekeeping {
 public:
  // One step. How many incidents are open.
  long long step(ledger::Ledger& ledger, const ledger::Retention& retention, model::Instant now);
  // All that is due, where nothing else is waited for.
  void all(ledger::Ledger& ledger, const ledger::Retention& retention, model::Instant now);

 private:
  std::optional<model::Instant> ended_;  // the last walk through the ledger
  ledger::Expiry expiry_;
};

}  // namespace running
