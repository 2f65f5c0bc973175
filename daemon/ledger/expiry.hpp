// What is kept for a time and then deleted: changes, gaps, closed incidents with all that belongs
// to them, messages that have ended; and what strangers wrote of themselves, which is blanked
// sooner. Goes through the ledger in steps of some rows, so that others are answered in between.
// What a channel is still owed keeps its events and their incident.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>

#include "model/instant.hpp"

namespace soci {
class session;
}

namespace ledger {

// What is older goes; none: nothing does.
struct Cutoffs {
  std::optional<model::Instant> history;
  std::optional<model::Instant> profiles;
};

class Expiry {
 public:
  // Looks at so many rows at most, within a transaction. False: there is nothing more to do, and
  // the next step begins anew.
  bool step(soci::session& sql, const Cutoffs& cutoffs, int most);

 private:
  static constexpr long long first = std::numeric_limits<long long>::min();
  std::size_t kind_ = 0;  // of rows that are gone through
  long long at_ = first;  // the last row that was looked at: its time and number
  long long number_ = 0;
};

}  // namespace ledger
