#include "running/housekeeping.hpp"

namespace running {
namespace {

// No budget is for longer (parse_budget), and hardly a rate: what is older is nobody's business.
constexpr model::Milliseconds longest_budget = std::chrono::hours(24 * 366);
constexpr int rows_a_step = 500;  // some milliseconds
constexpr model::Milliseconds between_walks = std::chrono::hours(24);

}  // namespace

long long Housekeeping::step(ledger::Ledger& ledger, const ledger::Retention& retention,
                             model::Instant now) {
  ledger.require_in_place();
  ledger.incidents.wake(now);
  const bool is_fresh = ended_ && now >= *ended_ && now < *ended_ + between_walks;
  if (!is_fresh) {
    const ledger::Cutoffs cutoffs{now - retention.history, now - retention.profiles};
    bool more = ledger.history.expire(cutoffs, expiry_, rows_a_step);
    more = ledger.spendings.forget_before(now - longest_budget, rows_a_step) || more;
    ledger.limits.forget_before(now - longest_budget);
    if (!more) ended_ = now;
  }
  return ledger.incidents.count_open();
}

void Housekeeping::all(ledger::Ledger& ledger, const ledger::Retention& retention,
                       model::Instant now) {
  ended_.reset();
  while (!ended_) step(ledger, retention, now);
}

}  // namespace running
