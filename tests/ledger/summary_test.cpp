// Who was there before we looked is told in one message for a unit, and whatever comes after it for
// itself.
#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using model::EventType;
using model::Status;

namespace {

// A unit that was never swept, and messages as its channel gets them: how many events each holds.
struct New : tests::Watched {
  New() { unit = ledger->units.get({"police", "codeberg", ""}); }

  std::vector<std::size_t> told() {
    std::vector<std::size_t> sizes;
    ledger->outbox.freeze(unit.id, now, to({{"team", ""}}));
    while (const auto message = ledger->outbox.next("team")) {
      sizes.push_back(message->events.size());
      ledger->outbox.delivered(*message, now);
    }
    return sizes;
  }
  void stranger(const std::string& handle) { see(handle, Status::claimed, "id-" + handle); }
  void confirm(const std::string& handle) { look(handle, Status::claimed, "id-" + handle); }
  // Of a page that proves nothing more.
  void untied(const std::string& handle, judging::Occasion occasion) {
    last = ledger->beliefs.record(unit, answers({answer(handle, Status::claimed)}), occasion);
  }
};

using Sizes = std::vector<std::size_t>;
const Sizes nothing;

}  // namespace

TEST_CASE("a new unit tells of its strangers in one, when its sweep and second looks have ended") {
  New w;
  w.stranger("pn02");
  w.now += 2min;
  w.stranger("pn11");
  w.confirm("pn02");
  CHECK(w.told() == nothing);  // the sweep goes on
  w.see("pn75", Status::available);
  w.end_sweep();
  CHECK(w.told() == nothing);  // a second look is still due
  w.now += 2min;
  w.confirm("pn11");
  CHECK(w.told() == Sizes{2});
  // From now on each for itself.
  w.now += 1h;
  w.stranger("pn75");
  w.now += 2min;
  w.confirm("pn75");
  CHECK(w.told() == Sizes{1});
  CHECK(w.ledger->incidents.list()[0].type == EventType::baseline);
}

TEST_CASE(
    "the summary comes 75 minutes after the first find at the latest, and what is late is told "
    "alone") {
  for (const bool late : {false, true}) {
    CAPTURE(late);
    New w;
    const auto found = w.now;
    w.stranger("pn02");
    w.untied("pn11", judging::Occasion::sweep);
    w.end_sweep();
    w.now += 2min;
    w.confirm("pn02");
    w.untied("pn11", judging::Occasion::second_look);
    CHECK(w.told() == nothing);
    CHECK(judging::summary_at(w.ledger->units.get(w.unit.key).summary) == found + 75min);
    w.now = found + 75min - (late ? 0ms : 1ms);
    CHECK(w.told() == (late ? Sizes{1} : nothing));
    if (!late) continue;
    CHECK_FALSE(judging::summary_at(w.ledger->units.get(w.unit.key).summary).has_value());
    w.untied("pn11", judging::Occasion::second_look);
    CHECK(w.told() == Sizes{1});
  }
}

TEST_CASE("what is not of the baseline does not wait for it, nor is it told with it") {
  New w;
  w.stranger("pn02");
  w.see("pn11", Status::available);
  w.end_sweep();
  w.see("pn11", Status::available);
  w.end_sweep();
  w.now += 2min;
  w.see("pn11", Status::claimed, "13");
  w.now += 2min;
  w.look("pn11", Status::claimed, "13");  // the founding case
  CHECK(w.told() == Sizes{1});
  w.confirm("pn02");
  CHECK(w.told() == Sizes{1});
  // Both at once, when the summary is due: two messages.
  New both;
  both.stranger("pn02");
  both.see("pn11", Status::available);
  both.end_sweep();
  both.see("pn11", Status::available);
  both.end_sweep();
  both.now += 2min;
  both.see("pn11", Status::claimed, "13");
  both.now += 2min;
  both.look("pn11", Status::claimed, "13");
  both.confirm("pn02");
  CHECK(both.told() == Sizes{1, 1});
}

TEST_CASE("a unit in which nobody was found has its baseline when its first sweep ends") {
  New w;
  w.see("pn02", Status::available);
  CHECK_FALSE(w.ledger->units.get(w.unit.key).summary.told.has_value());
  CHECK(w.told() == nothing);
  CHECK_FALSE(w.ledger->units.get(w.unit.key).summary.told.has_value());
  w.end_sweep();
  CHECK(w.told() == nothing);
  CHECK(w.ledger->units.get(w.unit.key).summary.told == w.now);
  w.now += 48h;
  w.stranger("pn91");  // a new name on the roster
  w.untied("pn92", judging::Occasion::sweep);
  w.now += 2min;
  w.confirm("pn91");
  CHECK(w.told() == Sizes{1});  // whatever else is looked at
}

TEST_CASE("what a crash left of a summary waits as it did before") {
  New w;
  const auto found = w.now;
  w.stranger("pn02");
  w.now += 2min;
  w.confirm("pn02");
  CHECK(w.ledger->outbox.freeze_all(w.now, w.to({{"team", ""}})).messages == 0);
  w.now = found + 75min;
  CHECK(w.ledger->outbox.freeze_all(w.now, w.to({{"team", ""}})).messages == 1);
}

// Else the unit would be due for ever, with nothing to do.
TEST_CASE(
    "a summary for which nobody was confirmed in time is over, also before the first sweep is") {
  New w;
  const auto found = w.now;
  w.stranger("pn02");
  w.now = found + 75min - 1ms;
  CHECK(w.told() == nothing);
  CHECK(judging::summary_at(w.ledger->units.get(w.unit.key).summary) == found + 75min);
  w.now = found + 75min;
  CHECK(w.told() == nothing);
  CHECK_FALSE(judging::summary_at(w.ledger->units.get(w.unit.key).summary).has_value());
  w.confirm("pn02");
  CHECK(w.told() == Sizes{1});
}

TEST_CASE("a run that ends tells what it has found, and the next one the rest") {
  New w;
  w.stranger("pn02");
  w.untied("pn11", judging::Occasion::sweep);
  w.end_sweep();
  w.now += 2min;
  w.confirm("pn02");
  CHECK(w.told() == nothing);
  CHECK(w.ledger->outbox.freeze_last(w.now, w.to({{"team", ""}})).messages == 1);
  CHECK(w.ledger->outbox.freeze_last(w.now, w.to({{"team", ""}})).messages == 0);
  // Nobody was found yet: there is nothing to wait for, and a baseline is still to come.
  New early;
  early.see("pn02", Status::available);
  early.ledger->outbox.freeze_last(early.now, early.to({{"team", ""}}));
  CHECK_FALSE(early.ledger->units.get(early.unit.key).summary.told.has_value());
}

TEST_CASE("a look that the next sweep repeats is not waited for") {
  New w;
  w.stranger("pn02");
  w.stranger("pn11");
  w.end_sweep();
  w.now += 2min;
  w.confirm("pn02");
  w.look("pn11", Status::available);
  CHECK(w.told() == Sizes{1});
}
