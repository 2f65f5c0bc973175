// When a unit is looked at next and why, and how many targets in one go: each rule at its edge.
#include "watching/scheduled_unit.hpp"

#include <doctest/doctest.h>

#include "judging/second_looks.hpp"
#include "platforms/reading_platforms.hpp"

using namespace std::chrono_literals;
using model::Instant;
using watching::Look;
using watching::place_of;
using watching::ScheduledUnit;

namespace {

const Instant noon_of_unit = Instant(0ms) + 480'012h;
const model::Moment steady{};

// Swept an hour ago, and up for ten days.
ScheduledUnit swept() {
  ScheduledUnit one;
  one.unit.confirm = 2min;
  one.timing = {6h, 12345};
  one.up_since = noon_of_unit - 240h;
  one.record.row.swept_at = noon_of_unit - 1h;
  return one;
}

}  // namespace

TEST_CASE(
    "the slot of a unit is behind its last sweep, whole or cut short, whichever ended later") {
  ScheduledUnit one = swept();
  const Instant slot = next_slot(one, noon_of_unit);
  CHECK(slot > noon_of_unit - 1h);
  one.record.row.in_vain_at = noon_of_unit - 2h;
  CHECK(next_slot(one, noon_of_unit) == slot);
  one.record.row.in_vain_at = slot;
  CHECK(next_slot(one, slot) > slot);
  one.record.row.swept_at.reset();
  CHECK(next_slot(one, slot) > slot);
}

TEST_CASE("a second look comes before a sweep that is due at the same moment, and when both are") {
  ScheduledUnit one = swept();
  const Instant slot = next_slot(one, noon_of_unit);
  const auto visit = [&](Instant confirm_at, Instant now) {
    one.record.confirm_at = confirm_at;
    return next_visit(one, now, steady);
  };
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::sweep);
  CHECK(next_visit(one, noon_of_unit, steady).at == slot);
  CHECK(visit(slot, noon_of_unit).look == Look::confirm);
  CHECK(visit(slot, noon_of_unit).at == slot);
  CHECK(visit(slot + 1ms, noon_of_unit).look == Look::sweep);
  CHECK(visit(slot + 1ms, noon_of_unit).at == slot);
  CHECK(visit(slot + 1h, slot + 1h - 1ms).look == Look::sweep);
  CHECK(visit(slot + 1h, slot + 1h).look == Look::confirm);
  // Not before there was anybody to make it.
  one.up_since = noon_of_unit - 30min;
  CHECK(visit(noon_of_unit - 31min, noon_of_unit).at == noon_of_unit - 30min);
  CHECK(visit(noon_of_unit - 29min, noon_of_unit).at == noon_of_unit - 29min);
}

TEST_CASE("what was in vain is tried again before its slot, and nothing while the ledger refuses") {
  ScheduledUnit one = swept();
  one.in_vain = noon_of_unit;
  CHECK(next_visit(one, noon_of_unit, steady).at ==
        std::min(noon_of_unit + 45min, next_slot(one, noon_of_unit)));
  one.record.confirm_at = noon_of_unit - 1min;
  one.not_before = steady + 1min;
  CHECK(next_visit(one, noon_of_unit, steady).at == noon_of_unit + 1min);
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::none);
  CHECK(next_visit(one, noon_of_unit + 1min, steady + 1min).at == noon_of_unit + 1min);
  CHECK(next_visit(one, noon_of_unit + 2min, steady + 2min).at == noon_of_unit + 1min);
  one.not_before.reset();
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::confirm);
  CHECK(next_visit(one, noon_of_unit, steady).at == noon_of_unit - 1min);
}

TEST_CASE("a second look that was made and is due as before waits as long again") {
  ScheduledUnit one = swept();
  CHECK_FALSE(next_confirmation(one, noon_of_unit));
  one.confirmed_at = noon_of_unit - 1min;
  CHECK_FALSE(next_confirmation(one, noon_of_unit));
  one.record.confirm_at = noon_of_unit - 1min;
  CHECK(next_confirmation(one, noon_of_unit) == noon_of_unit + 1min);
  one.record.confirm_at = noon_of_unit - 1min + 1ms;  // another one
  CHECK(next_confirmation(one, noon_of_unit) == noon_of_unit - 1min + 1ms);
  one.record.confirm_at = noon_of_unit - 2min;
  one.confirmed_at = noon_of_unit;
  CHECK(next_confirmation(one, noon_of_unit) == noon_of_unit + 2min);
  one.confirmed_at = noon_of_unit + 1ms;  // of a calendar that was set back since
  CHECK(next_confirmation(one, noon_of_unit) == noon_of_unit - 2min);
  one.confirmed_at = noon_of_unit;
  one.unit.confirm = 0s;
  CHECK(next_confirmation(one, noon_of_unit) == noon_of_unit + 1s);
  one.confirmed_at.reset();
  CHECK(next_confirmation(one, noon_of_unit) == noon_of_unit - 2min);
}

TEST_CASE("a second look asks about those whose time has come") {
  watching::UnitRecord record;
  record.second_looks = {
      {"pn02", noon_of_unit - 1h}, {"pn11", noon_of_unit}, {"pn75", noon_of_unit + 1ms}};
  CHECK(due_for_a_second_look(record, noon_of_unit) == std::vector<std::string>{"pn02", "pn11"});
  CHECK(due_for_a_second_look(record, noon_of_unit - 2h).empty());
}

TEST_CASE("units of one platform and server take turns, others do not") {
  const std::string place = place_of({"police", "p", "s"});
  CHECK(place_of({"fire", "p", "s"}) == place);
  CHECK(place_of({"police", "q", "s"}) != place);
  CHECK(place_of({"police", "p", "t"}) != place);
  CHECK(place_of({"police", "ps", ""}) != place);
}

TEST_CASE("a new unit is swept again after an hour, and then at its slots") {
  ScheduledUnit one = swept();
  const Instant slot = next_slot(one, noon_of_unit);
  one.record.row.sweeps = 1;
  const Instant second = watching::second_sweep(one.timing, noon_of_unit - 1h, slot);
  CHECK(next_slot(one, noon_of_unit) == second);
  CHECK(next_visit(one, noon_of_unit, steady).at == second);
  one.record.row.sweeps = 2;
  CHECK(next_slot(one, noon_of_unit) == slot);
  // Not before there was anybody to make it; nor again and again where it was cut short.
  one.record.row.sweeps = 1;
  one.up_since = noon_of_unit + 10min;
  CHECK(next_slot(one, noon_of_unit + 10min) == noon_of_unit + 10min);
  one.up_since = noon_of_unit - 240h;
  one.record.row.in_vain_at = one.in_vain = second;
  CHECK(next_visit(one, second, steady).at > second + 1min);
}

TEST_CASE("what is to be told at a moment is told then, whatever is looked at later") {
  ScheduledUnit one = swept();
  one.record.row.summary.found = noon_of_unit - 70min;
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::none);
  CHECK(next_visit(one, noon_of_unit, steady).at == noon_of_unit + 5min);
  one.record.confirm_at = noon_of_unit + 5min;
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::confirm);  // which tells it as well
  one.record.confirm_at = noon_of_unit + 5min + 1ms;
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::none);
  one.record.row.summary.told = noon_of_unit;
  CHECK(next_visit(one, noon_of_unit, steady).look == Look::confirm);
}

TEST_CASE("those that the next sweep begins with are not due for a second look before it") {
  watching::UnitRecord record;
  record.second_looks = {{"pn02", noon_of_unit}, {"pn11", judging::at_next_sweep}};
  CHECK(due_for_a_second_look(record, noon_of_unit + 1000h) == std::vector<std::string>{"pn02"});
}
