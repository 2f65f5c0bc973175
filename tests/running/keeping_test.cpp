// What platforms bind us to, over a restart.
#include <doctest/doctest.h>

#include "running/assembly.hpp"

using namespace std::chrono_literals;

namespace {

const model::Instant noon = model::Instant(0ms) + 480'012h;

}  // namespace

TEST_CASE("a pause that was written by a clock ahead is written anew, and does not begin again") {
  const auto ledger = std::move(*ledger::Ledger::open(":memory:"));
  ledger::Limit limit;
  limit.platform = "p";
  limit.at = noon + 1000h;
  limit.paused_until = noon + 1006h;
  limit.taken = {{noon + 1000h, 3}};
  ledger->limits.keep(limit);

  ledger::AsyncLedger asked(*ledger);
  probing::SharedLimits limits;
  running::keep_in(asked, limits, running::pace_records(*ledger), {model::Moment(1h), noon});
  const auto kept = ledger->limits.all();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].at == noon);
  CHECK(kept[0].paused_until == noon + 6h);
  REQUIRE(kept[0].taken.size() == 1);
  CHECK(kept[0].taken[0].at == noon);
}
