// What the ledger needs every few seconds: who wakes, what goes, and when that is looked for again.
#include "running/housekeeping.hpp"

#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using model::Status;

namespace {

constexpr model::Milliseconds day = 24h;

struct House : tests::Watched {
  long long step() { return housekeeping.step(*ledger, retention, now); }
  void all() { housekeeping.all(*ledger, retention, now); }

  // So many changes, and so many payments, as of now.
  void change(int count) {
    for (int i = 0; i < count; ++i) see("h" + std::to_string(i), Status::available);
  }
  void pay(int count) {
    for (int i = 0; i < count; ++i) ledger->spendings.add("x", "USD", now, 1);
  }
  std::size_t changes() { return ledger->history.page(0, 10'000).size(); }
  std::size_t payments() { return ledger->spendings.since("x", "USD", model::Instant()).size(); }

  ledger::Retention retention{365 * day, 180 * day};
  running::Housekeeping housekeeping;
};

}  // namespace

TEST_CASE("who was put off wakes in his time, whenever what is old was last looked for") {
  House house;
  CHECK(house.step() == 0);
  house.sure("pn02", Status::claimed, "13");
  CHECK(house.step() == 1);
  const ledger::Decision decision{house.now, "soc", "snooze", "", ""};
  REQUIRE(house.ledger->incidents.snooze(1, house.now + 1h, decision));
  house.now += 1h - 1ms;
  CHECK(house.step() == 0);
  house.now += 1ms;
  CHECK(house.step() == 1);
}

TEST_CASE("what is old goes five hundred rows a step, one step behind the other") {
  House house;
  house.change(501);
  house.now += 366 * day;
  house.step();
  CHECK(house.changes() == 1);
  house.step();
  CHECK(house.changes() == 0);

  House spent;
  spent.pay(501);
  spent.now += 367 * day;
  spent.step();
  CHECK(spent.payments() == 1);
  spent.step();
  CHECK(spent.payments() == 0);
}

TEST_CASE("what is old is looked for again a day later, or when the calendar was set back") {
  House house;
  house.pay(1);
  house.now += 366 * day;  // not yet too old
  house.step();
  house.now += 1ms;
  house.step();
  CHECK(house.payments() == 1);
  house.now += day - 2ms;
  house.step();
  CHECK(house.payments() == 1);
  house.now += 1ms;
  house.step();
  CHECK(house.payments() == 0);

  house.now -= 367 * day + 1ms;
  house.pay(1);
  house.now += 367 * day;  // a millisecond before it was last looked for
  house.step();
  CHECK(house.payments() == 0);
}

TEST_CASE(
    "what was spent and what a road bore is kept for the longest budget, to the millisecond") {
  House house;
  const auto bear = [&] { house.ledger->limits.keep({"x", "", "", house.now, {}, 1, 0, {}}); };
  house.pay(1);
  bear();
  house.now += 366 * day;
  house.step();
  CHECK(house.payments() == 1);
  CHECK(house.ledger->limits.all().size() == 1);
  House older;
  older.pay(1);
  older.ledger->limits.keep({"x", "", "", older.now, {}, 1, 0, {}});
  older.now += 366 * day + 1ms;
  older.step();
  CHECK(older.payments() == 0);
  CHECK(older.ledger->limits.all().empty());
}

TEST_CASE("a stranger's words and what happened go each when its own time is over") {
  House house;
  house.sure("pn02", Status::claimed, "13");
  const auto name = [&] {
    const auto lines = house.ledger->history.of("pn02");
    return lines.empty() ? "gone" : lines[0].display_name.value_or("blank");
  };
  house.now += 179 * day;
  house.step();
  CHECK(name() == "Somebody 13");
  house.now += 2 * day;
  house.step();
  CHECK(name() == "blank");
  house.now += 180 * day;
  house.step();
  CHECK(name() == "blank");
  house.now += 10 * day;
  house.step();
  CHECK(name() == "gone");
}

TEST_CASE(
    "where nothing else is waited for all that is old goes, however lately it was looked for") {
  House house;
  house.step();
  house.change(1'200);
  house.pay(1'200);
  house.now += 366 * day;
  house.step();
  house.now += 1ms;  // what was paid is too old only now
  house.all();
  CHECK(house.changes() == 0);
  CHECK(house.payments() == 0);
}
