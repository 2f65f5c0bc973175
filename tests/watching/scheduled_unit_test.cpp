// What a unit is looked at for next, and when.
#include "watching/scheduled_unit.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using watching::Look;
using watching::next_visit;

namespace {

const model::Instant noon = model::Instant(0ms) + 480'012h;
const model::Moment steady{1000h};

// Swept an hour ago, of every eight.
watching::ScheduledUnit swept() {
  watching::ScheduledUnit unit;
  unit.unit.confirm = 2min;
  unit.timing = {8h, 0};
  unit.up_since = noon - 100h;
  unit.record.row.swept_at = noon - 1h;
  return unit;
}

}  // namespace

TEST_CASE("a clock that was set back behind the start of the service delays no second look") {
  watching::ScheduledUnit unit = swept();
  unit.up_since = noon + 1000h;
  unit.record.confirm_at = noon - 1min;
  const watching::Visit next = next_visit(unit, noon, steady);
  CHECK(next.look == Look::confirm);
  CHECK(next.at <= noon);
}
