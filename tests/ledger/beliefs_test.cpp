#include "ledger/watched.hpp"

using model::EventType;
using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

TEST_CASE("a claim that was seen twice is one incident and one pending event") {
  Watched w;
  w.sure("pn02", Status::available);
  w.now += 6h;
  const auto first_seen = w.now;
  CHECK(w.sure("pn02", Status::claimed, "13") == 1);
  const auto incidents = w.ledger->incidents.list();
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].type == EventType::claimed);
  CHECK(incidents[0].severity == model::Severity::critical);
  CHECK(incidents[0].handle == "pn02");
  CHECK(incidents[0].account == "13");
  CHECK(incidents[0].watch == "police");
  const auto events = w.ledger->incidents.events(incidents[0].id);
  REQUIRE(events.size() == 1);
  CHECK(events[0].seen.profile.display_name == "Somebody 13");
  CHECK(events[0].before->status == Status::available);
  CHECK(events[0].id.find("-e1") != std::string::npos);
  const auto known = w.ledger->beliefs.find(w.unit, "pn02");
  REQUIRE(known.has_value());
  CHECK(known->belief.state.status == Status::claimed);
  CHECK(known->belief.since == first_seen);
  CHECK(known->asks == 1);
  CHECK(known->asked_at == w.now);
  // Sweeps that change nothing write nothing, and are counted all the same.
  for (int sweep = 0; sweep < 3; ++sweep) {
    w.now += 6h;
    w.see("pn02", Status::claimed, "13");
    w.ledger->units.swept(w.unit, w.now);
    w.unit = w.ledger->units.get(w.unit.key);
  }
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->asks == 3);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->asked_at == w.now);
}

TEST_CASE("what waits for a second look is found again, also by another process") {
  Watched w;
  w.sure("pn02", Status::available);
  w.see("pn11", Status::available);
  w.now += 6h;
  const auto due = *w.see("pn02", Status::claimed, "13").ask_again;
  CHECK(w.ledger->units.next_confirmation(w.unit, 2min) == due);
  CHECK(w.ledger->units.to_confirm(w.unit, due - 1ms).empty());
  CHECK(w.ledger->units.to_confirm(w.unit, due) == std::vector<std::string>{"pn02"});
  // An answer that failed puts it off, and forgets nothing.
  w.now = due;
  CHECK(w.see("pn02", Status::unknown).ask_again == due + 2min);
  CHECK(w.ledger->units.next_confirmation(w.unit, 2min) == due + 2min);
  w.now = due + 2min;
  CHECK(w.see("pn02", Status::claimed, "13").events == 1);
  CHECK_FALSE(w.ledger->units.next_confirmation(w.unit, 2min).has_value());
}

TEST_CASE("unknown changes nothing; the gap it leaves is one line of history when it is over") {
  Watched w;
  w.sure("pn02", Status::available);
  const auto began = w.now += 6h;
  for (int i = 0; i < 3; ++i) {
    w.see("pn02", Status::unknown);
    w.now += 6h;
  }
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.status == Status::available);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->gap_at == began);
  CHECK(w.ledger->history.of("pn02").size() == 1);
  w.see("pn02", Status::available);
  const auto history = w.ledger->history.of("pn02");
  REQUIRE(history.size() == 2);
  CHECK(history[1].status == Status::unknown);
  CHECK(history[1].at == began);
  CHECK(history[1].until == w.now);
  CHECK(history[1].reason == "timeout");
}

TEST_CASE("a released handle ends its incident, a new claim begins another") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  w.now += 48h;
  CHECK(w.sure("pn02", Status::available) == 1);
  CHECK(w.ledger->incidents.list()[0].state == model::IncidentState::resolved);
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "14") == 1);
  CHECK(w.ledger->incidents.list().size() == 2);
  CHECK(w.ledger->incidents.count_open() == 1);
  CHECK(w.ledger->history.of("pn02").size() == 3);
}

TEST_CASE("an account that is at another handle now was renamed, and the event says where to") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn02", Status::claimed, "1");
  w.circumstances.is_owned = false;
  w.see("pn91", Status::claimed, "1");
  w.now += 2min;
  w.see("pn91", Status::claimed, "1");
  w.circumstances.is_owned = true;
  w.now += 6h;
  CHECK(w.sure("pn02", Status::available) == 1);
  const auto incident = w.ledger->incidents.list()[0];
  const auto events = w.ledger->incidents.events(incident.id);
  CHECK(events.back().type == EventType::renamed);
  CHECK(events.back().detail == "pn91");
}

TEST_CASE("our account is remembered while another has the handle") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn44", Status::claimed, "1");
  w.now += 6h;
  CHECK(w.sure("pn44", Status::claimed, "2") == 1);
  w.now += 6h;
  CHECK(w.sure("pn44", Status::claimed, "3") == 1);
  w.now += 6h;
  w.sure("pn44", Status::claimed, "1");
  CHECK(w.ledger->beliefs.find(w.unit, "pn44")->belief.state.holder == model::Holder::ours);
  CHECK(w.ledger->incidents.count_open() == 0);
}

TEST_CASE("invalid handles are no targets of the ledger") {
  Watched w;
  w.see("not a handle", Status::invalid);
  CHECK(w.ledger->beliefs.count(w.unit) == 0);
}

TEST_CASE("a platform that is blind is an incident of its own, and ends when it sees") {
  Watched w;
  auto again = w.ledger->units.looked(w.unit, true, w.now, 2min, "free control x: claimed");
  REQUIRE(again.has_value());
  CHECK(w.ledger->incidents.list().empty());
  CHECK(w.ledger->units.next_confirmation(w.unit, 2min) == *again);
  CHECK_FALSE(w.ledger->units.looked(w.unit, true, *again, 2min, "free control x: claimed"));
  const auto incidents = w.ledger->incidents.list();
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].type == EventType::platform_blind);
  CHECK(w.ledger->incidents.events(incidents[0].id)[0].detail == "free control x: claimed");
  CHECK(w.ledger->units.all()[0].blind_since == *again);
  again = w.ledger->units.looked(w.unit, false, *again + 6h, 2min, "");
  w.ledger->units.looked(w.unit, false, *again, 2min, "");
  CHECK(w.ledger->incidents.count_open() == 0);
  CHECK_FALSE(w.ledger->units.all()[0].blind_since.has_value());
}

TEST_CASE("how long a platform holds a handle back is kept with what is told") {
  Watched w;
  w.circumstances.held_back = 90 * 24h;
  w.sure("pn02", Status::claimed, "13");
  w.now += 6h;
  const model::Instant gone = w.now;
  w.sure("pn02", Status::available);
  const std::vector<model::Event> events = w.ledger->incidents.events(1);
  REQUIRE(events.size() == 2);
  CHECK(events[1].type == model::EventType::released);
  CHECK(events[1].held_until == gone + 90 * 24h);
  CHECK_FALSE(events[0].held_until.has_value());
}
