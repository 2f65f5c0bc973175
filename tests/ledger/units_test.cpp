// Units: one of each key, what is said of them, and when a second look is due.
#include "ledger/watched.hpp"

using model::EventType;
using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

const char* const words = "free control x: claimed";

// Blind for sure, since `w.now`.
void go_blind(Watched& w) {
  w.ledger->units.looked(w.unit, true, w.now, 2min, words);
  w.now += 2min;
  w.ledger->units.looked(w.unit, true, w.now, 2min, words);
}

void see_again(Watched& w) {
  w.ledger->units.looked(w.unit, false, w.now, 2min, "");
  w.now += 2min;
  w.ledger->units.looked(w.unit, false, w.now, 2min, "");
}

}  // namespace

TEST_CASE("a unit is made once, and each part of its key tells it from others") {
  Watched w;
  CHECK(w.ledger->units.get({"police", "bluesky", ""}).id == w.unit.id);
  for (const ledger::UnitKey& key :
       {ledger::UnitKey{"fire", "bluesky", ""}, ledger::UnitKey{"police", "x", ""},
        ledger::UnitKey{"police", "bluesky", "https://a.example"}}) {
    const ledger::Unit unit = w.ledger->units.get(key);
    CHECK(unit.id != w.unit.id);
    CHECK(unit.key == key);
    CHECK(unit.sweeps == 0);
    CHECK_FALSE(unit.swept_at);
  }
  const auto all = w.ledger->units.all();
  REQUIRE(all.size() == 4);
  CHECK(all[0].key.watch == "fire");
  CHECK(all[2].key.server == "https://a.example");
  CHECK(all[3].key.platform == "x");
}

TEST_CASE("what is said of one unit is not said of another") {
  Watched w;
  const ledger::Unit other = w.ledger->units.get({"fire", "x", "https://a.example"});
  w.ledger->units.note(w.unit, "blocked");
  w.ledger->units.plan(w.unit, "4 handles");
  w.ledger->units.swept(w.unit, w.now);
  w.ledger->units.swept(w.unit, w.now + 1h);
  w.ledger->units.swept_in_vain(w.unit, w.now + 2h);
  go_blind(w);
  const ledger::Unit mine = w.ledger->units.get(w.unit.key);
  CHECK(mine.note == "blocked");
  CHECK(mine.plan == "4 handles");
  CHECK(mine.sweeps == 4);  // two of them before
  CHECK(mine.health.blind);
  CHECK_FALSE(mine.health.doubted);
  const ledger::Unit untouched = w.ledger->units.get(other.key);
  CHECK(untouched.note.empty());
  CHECK(untouched.plan.empty());
  CHECK(untouched.sweeps == 0);
  CHECK_FALSE(untouched.in_vain_at);
  CHECK_FALSE(untouched.health.blind);
  CHECK_FALSE(untouched.blind_since);
  w.ledger->units.note(w.unit, "");
  CHECK(w.ledger->units.get(w.unit.key).note.empty());
}

TEST_CASE("a platform that is blind twice is two incidents, with what was seen of it") {
  Watched w;
  w.unit = w.ledger->units.get({"police", "mastodon", "https://a.example"});
  go_blind(w);
  const auto since = w.now;
  w.now += 6h;
  w.ledger->units.looked(w.unit, true, w.now, 2min, words);  // still
  CHECK(w.ledger->units.get(w.unit.key).blind_since == since);
  CHECK(w.ledger->incidents.count_open() == 1);
  const auto first = w.ledger->incidents.list()[0];
  CHECK(first.severity == model::Severity::medium);
  CHECK(first.platform == "mastodon");
  CHECK(first.server == "https://a.example");
  CHECK(first.watch == "police");
  CHECK(first.opened_at == since);
  see_again(w);
  const auto events = w.ledger->incidents.events(first.id);
  REQUIRE(events.size() == 2);
  CHECK(events[1].type == EventType::platform_sees);
  CHECK(events[1].severity == model::Severity::info);
  CHECK(events[1].seen.target.server == "https://a.example");
  CHECK(events[1].seen.checked_at == w.now);
  CHECK(w.ledger->incidents.find(first.id)->state == model::IncidentState::resolved);
  w.now += 6h;
  go_blind(w);
  CHECK(w.ledger->incidents.list().size() == 2);
  CHECK(w.ledger->incidents.count_open() == 1);
  CHECK(w.ledger->units.get(w.unit.key).blind_since == w.now);
}

TEST_CASE("a look that goes the other way ends a doubt: the next one is a first one again") {
  Watched w;
  const auto looked = [&w](bool blind) {
    return w.ledger->units.looked(w.unit, blind, w.now, 2min, words);
  };
  const auto health = [&w] { return w.ledger->units.get(w.unit.key).health; };
  for (const bool blind : {true, false}) {
    CAPTURE(blind);
    const std::size_t incidents = w.ledger->incidents.list().size();
    CHECK(looked(blind) == w.now + 2min);
    CHECK(health().doubted == w.now);
    w.now += 2min;
    CHECK_FALSE(looked(!blind));
    CHECK_FALSE(health().doubted);
    CHECK_FALSE(w.ledger->units.next_confirmation(w.unit, 2min));
    w.now += 6h;
    CHECK(looked(blind) == w.now + 2min);
    CHECK(health().blind == !blind);
    CHECK(w.ledger->incidents.list().size() == incidents);
    w.now += 2min;
    CHECK_FALSE(looked(blind));
    CHECK(health().blind == blind);
  }
}

TEST_CASE("a platform without servers is told of without one") {
  Watched w;
  go_blind(w);
  CHECK_FALSE(w.ledger->incidents.events(1)[0].seen.target.server);
}

TEST_CASE("second looks that fall due within five seconds are one, later ones another") {
  Watched w;
  for (const char* handle : {"pn02", "pn11", "pn75"}) w.see(handle, Status::available);
  const ledger::Unit other = w.ledger->units.get({"fire", "x", ""});
  w.now += 6h;
  const auto first = w.now + 2min;
  w.see("pn02", Status::claimed, "13");
  w.now += 5s;
  w.see("pn11", Status::claimed, "14");
  w.now += 1ms;
  w.see("pn75", Status::claimed, "15");
  CHECK(w.ledger->units.next_confirmation(w.unit, 2min) == first + 5s);
  CHECK_FALSE(w.ledger->units.next_confirmation(other, 2min));
  CHECK(w.due_for_a_second_look(w.unit, first + 5s) == std::vector<std::string>{"pn02", "pn11"});
  CHECK(w.due_for_a_second_look(other, first + 5s).empty());
  // The platform itself may want one before, or after.
  w.ledger->units.looked(w.unit, true, first - 3min, 2min, words);
  CHECK(w.ledger->units.next_confirmation(w.unit, 2min) == first - 1min);
  CHECK(w.ledger->units.next_confirmation(w.unit, 10min) == first + 5s);
  w.ledger->units.unask(w.unit, "pn02");
  w.ledger->units.unask(w.unit, "pn11");
  CHECK(w.due_for_a_second_look(w.unit, first + 1h) == std::vector<std::string>{"pn75"});
}
