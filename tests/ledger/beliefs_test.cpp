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
  CHECK(incidents[0].expected == "pn02");
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
  CHECK(known->asks == 3);  // sweeps that were asked about it
  CHECK(known->asked_at == w.now);
  // Sweeps that change nothing write nothing, and are counted all the same.
  for (int sweep = 0; sweep < 3; ++sweep) {
    w.now += 6h;
    w.see("pn02", Status::claimed, "13");
    w.ledger->units.swept(w.unit, w.now);
    w.unit = w.ledger->units.get(w.unit.key);
  }
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->asks == 6);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->asked_at == w.now);
}

TEST_CASE("what waits for a second look is found again, also by another process") {
  Watched w;
  w.sure("pn02", Status::available);
  w.see("pn11", Status::available);
  w.now += 6h;
  const auto due = *w.see("pn02", Status::claimed, "13").ask_again;
  CHECK(w.ledger->units.next_confirmation(w.unit, 2min) == due);
  CHECK(w.due_for_a_second_look(w.unit, due - 1ms).empty());
  CHECK(w.due_for_a_second_look(w.unit, due) == std::vector<std::string>{"pn02"});
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

TEST_CASE("an incident that is opened and ended by what one look saw is one incident") {
  Watched w;
  w.circumstances.confirm = 0s;
  w.circumstances.is_owned = true;
  w.circumstances.owned_id = "1";
  const auto his = w.answer("pn02", Status::claimed, "13");
  const auto ours = w.answer("pn02", Status::claimed, "1");
  w.ledger->beliefs.record(w.unit, w.answers({his, his, ours, ours}));
  const auto incidents = w.ledger->incidents.list();
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].state == model::IncidentState::resolved);
  const auto events = w.ledger->incidents.events(incidents[0].id);
  REQUIRE(events.size() == 2);
  CHECK(events[0].type == EventType::baseline);
  CHECK(events[1].type == EventType::back);
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

TEST_CASE("who is undecided is known, whose gap is longest first, and only the unit's") {
  Watched w;
  for (const char* handle : {"pn11", "pn02", "pn75"}) {
    w.see(handle, Status::unknown);
    w.now += 1h;
  }
  w.see("pn91", Status::available);
  const ledger::Unit mine = w.unit;
  w.unit = w.ledger->units.get({"fire", "x", ""});
  w.see("pn13", Status::unknown);
  const auto first = w.now - 3h;
  using Handles = std::vector<std::string>;
  auto& beliefs = w.ledger->beliefs;
  CHECK(beliefs.undecided_since(mine, w.now, 10) == Handles{"pn11", "pn02", "pn75"});
  CHECK(beliefs.undecided_since(mine, w.now, 2) == Handles{"pn11", "pn02"});
  CHECK(beliefs.undecided_since(mine, first, 10) == Handles{"pn11"});
  CHECK(beliefs.undecided_since(mine, first - 1ms, 10).empty());
  const ledger::Coverage coverage = beliefs.coverage(mine);
  CHECK(coverage.decided == 1);
  CHECK(coverage.by_status[static_cast<std::size_t>(Status::unknown)] == 3);
  CHECK(coverage.by_status[static_cast<std::size_t>(Status::available)] == 1);
}

TEST_CASE("of ours those count that are there: one that is suspended is no holder of any other") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn02", Status::claimed, "1");
  w.sure("pn11", Status::claimed, "2");
  w.sure("pn11", Status::suspended);
  w.circumstances.is_owned = false;
  w.sure("pn75", Status::claimed, "3");
  const ledger::Coverage coverage = w.ledger->beliefs.coverage(w.unit);
  CHECK(coverage.ours == 1);
  CHECK(coverage.by_status[static_cast<std::size_t>(Status::claimed)] == 2);
  CHECK(coverage.by_status[static_cast<std::size_t>(Status::suspended)] == 1);
}

TEST_CASE("what cannot be confirmed is asked again the more seldom the longer that lasts") {
  Watched w;
  w.see("pn02", Status::available);
  w.now += 6h;
  const auto first_seen = w.now;
  w.see("pn02", Status::claimed, "13");
  const auto waits = [&w](model::Milliseconds since_first, model::Instant first) {
    w.now = first + since_first;
    const auto again = w.see("pn02", Status::unknown).ask_again;
    REQUIRE(again);
    return *again - w.now;
  };
  CHECK(waits(2min, first_seen) == 2min);
  CHECK(waits(20min, first_seen) == 18min);  // over the two that it was to wait anyway
  CHECK(waits(3h, first_seen) == 1h);
  w.circumstances.confirm = 5h;  // but never sooner than a second look comes
  CHECK(waits(4h, first_seen) == 5h);
  // What is not waited for is not asked again for an answer that failed.
  Watched calm;
  calm.see("pn02", Status::available);
  CHECK_FALSE(calm.see("pn02", Status::unknown).ask_again);
}

TEST_CASE("the earliest of several second looks is the one that is wanted") {
  Watched w;
  const std::vector<model::Observation> free = {w.answer("pn02", Status::available),
                                                w.answer("pn11", Status::available)};
  const auto confirmed = [](std::vector<judging::Answer> answers) {
    for (judging::Answer& one : answers) {
      one.circumstances.confirm = one.seen.target.handle == "pn02" ? 5min : 2min;
    }
    return answers;
  };
  w.ledger->beliefs.record(w.unit, confirmed(w.answers(free)));
  const std::vector<model::Observation> taken = {w.answer("pn02", Status::claimed, "13"),
                                                 w.answer("pn11", Status::claimed, "14")};
  CHECK(w.ledger->beliefs.record(w.unit, confirmed(w.answers(taken))).ask_again == w.now + 2min);
  const std::vector<model::Observation> turned = {taken[1], taken[0]};
  Watched v;
  v.ledger->beliefs.record(v.unit, confirmed(v.answers(free)));
  CHECK(v.ledger->beliefs.record(v.unit, confirmed(v.answers(turned))).ask_again == v.now + 2min);
}

TEST_CASE("a dismissal does not outlive its account, and is kept while it is suspended") {
  Watched w;
  const ledger::Decision by{w.now, "soc (uid 1001)", "dismiss", "", "a baker of that name"};
  w.sure("pn02", Status::claimed);  // a platform without ids
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, by));
  w.now += 6h;
  w.sure("pn02", Status::suspended);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed) == 0);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::bystander);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::available) == 1);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed) == 1);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::stranger);
  CHECK(w.ledger->incidents.count_open() == 1);
}

TEST_CASE("an account is looked for on the same platform and server, under another handle") {
  const auto told_when_it_left = [](const ledger::UnitKey& elsewhere, Status there) {
    Watched w;
    w.sure("pn02", Status::claimed, "13");
    const ledger::Unit here = w.unit;
    w.unit = w.ledger->units.get(elsewhere);
    w.sure("pn91", Status::claimed, "13");
    if (there != Status::claimed) w.sure("pn91", there);
    w.unit = here;
    w.now += 6h;
    w.sure("pn02", Status::available);
    return w.ledger->incidents.events(1).back();
  };
  CHECK(told_when_it_left({"police", "bluesky", ""}, Status::claimed).type == EventType::renamed);
  CHECK(told_when_it_left({"fire", "bluesky", ""}, Status::claimed).detail == "pn91");
  CHECK(told_when_it_left({"police", "x", ""}, Status::claimed).type == EventType::released);
  CHECK(told_when_it_left({"police", "bluesky", "https://a.example"}, Status::claimed).type ==
        EventType::released);
  CHECK(told_when_it_left({"police", "bluesky", ""}, Status::suspended).type ==
        EventType::released);
}

TEST_CASE("beliefs are given by handle, a part after the other, and only the unit's") {
  Watched w;
  for (const char* handle : {"pn11", "pn02", "pn75", "pn91"}) w.see(handle, Status::available);
  const ledger::Unit mine = w.unit;
  w.unit = w.ledger->units.get({"fire", "x", ""});
  w.see("pn13", Status::available);
  CHECK(w.ledger->beliefs.count(mine) == 4);
  CHECK(w.ledger->beliefs.count(w.unit) == 1);
  std::string all;
  w.ledger->beliefs.page(mine, "", 9,
                         [&all](const ledger::Known& one) { all += one.handle + ' '; });
  CHECK(all == "pn02 pn11 pn75 pn91 ");
  std::string part;
  w.ledger->beliefs.page(mine, "pn02", 2,
                         [&part](const ledger::Known& one) { part += one.handle + ' '; });
  CHECK(part == "pn11 pn75 ");
  CHECK_FALSE(w.ledger->beliefs.find(mine, "pn13"));
}

TEST_CASE("a change is a line of the history: what it is, whose, since when and why") {
  Watched w;
  w.sure("pn02", Status::available);
  w.now += 6h;
  const auto first_seen = w.now;
  w.sure("pn02", Status::claimed, "13");
  const auto history = w.ledger->history.of("pn02");
  REQUIRE(history.size() == 2);
  CHECK(history[0].status == Status::available);
  CHECK_FALSE(history[0].holder);
  CHECK(history[1].status == Status::claimed);
  CHECK(history[1].holder == model::Holder::stranger);
  CHECK(history[1].account == "13");
  CHECK(history[1].display_name == "Somebody 13");
  CHECK(history[1].at == first_seen);
  CHECK_FALSE(history[1].until);
  CHECK(history[1].reason == "profile/1");
  CHECK(history[1].unit == w.unit.key);
}

TEST_CASE(
    "a stranger who moves within the roster is one event, and the incident is of where he is") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  w.sure("pn03", Status::available);
  w.now += 6h;
  w.see("pn03", Status::claimed, "13");
  w.see("pn02", Status::available);
  CHECK(w.due_for_a_second_look(w.unit, w.now + 2min).size() == 2);
  w.end_sweep();
  w.now += 2min;
  std::size_t events = w.look("pn02", Status::available).events;
  events += w.look("pn03", Status::claimed, "13").events;
  CHECK(events == 1);
  const auto standing = w.ledger->incidents.list(model::IncidentState::open);
  REQUIRE(standing.size() == 1);
  CHECK(standing[0].handle == "pn03");
  CHECK(standing[0].severity == model::Severity::critical);
  CHECK(standing[0].account == "13");
  const auto told = w.ledger->incidents.events(standing[0].id);
  REQUIRE(told.size() == 1);
  CHECK(told[0].type == EventType::renamed);
  CHECK(told[0].seen.target.handle == "pn02");
  CHECK(told[0].detail == "pn03");
  CHECK(w.sure("pn02", Status::available) + w.sure("pn03", Status::claimed, "13") == 0);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.status == Status::available);
}

TEST_CASE("our account at another of our handles is ours by what is believed, in whichever watch") {
  for (const char* watch : {"police", "fire"}) {
    CAPTURE(std::string(watch));
    Watched w;
    w.circumstances.is_owned = true;
    w.sure("pn02", Status::claimed, "1");
    w.circumstances.is_owned = false;
    w.unit = w.ledger->units.get({watch, "bluesky", ""});
    CHECK(w.sure("pn03", Status::claimed, "1") == 0);
    CHECK(w.sure("pn03", Status::claimed, "1") == 0);
    CHECK(w.ledger->beliefs.find(w.unit, "pn03")->belief.state.holder == model::Holder::ours);
    w.unit = w.ledger->units.get({watch, "x", ""});
    CHECK(w.sure("pn03", Status::claimed, "1") == 1);  // an id of another platform is nobody's here
  }
}

TEST_CASE("our account that went to another of our handles stays ours when its own one is lost") {
  for (const Status gone : {Status::available, Status::suspended}) {
    for (const char* after : {"", "2", "3"}) {
      CAPTURE(name(gone));
      CAPTURE(std::string(after));
      Watched w;
      w.circumstances.is_owned = true;
      w.sure("pn02", Status::claimed, "1");
      w.circumstances.is_owned = false;
      w.sure("pn03", Status::claimed, "1");
      w.circumstances.is_owned = true;
      CHECK(w.sure("pn02", gone) == 1);
      w.circumstances.is_our_account = after == std::string("3");
      if (*after != '\0') w.sure("pn02", Status::claimed, after);
      w.circumstances = {};
      CHECK(w.sure("pn03", Status::claimed, "1") == 0);
      CHECK(w.ledger->beliefs.find(w.unit, "pn03")->belief.state.holder == model::Holder::ours);
    }
  }
}

TEST_CASE("an account is no longer ours elsewhere where the list names another in its stead") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn02", Status::claimed, "1");
  w.circumstances.is_owned = false;
  w.sure("pn03", Status::claimed, "1");
  w.circumstances.is_owned = true;
  w.sure("pn02", Status::available);
  w.circumstances.owned_id = "9";
  w.see("pn02", Status::available);
  w.circumstances = {};
  CHECK(w.sure("pn03", Status::claimed, "1") == 1);
  CHECK(w.ledger->beliefs.find(w.unit, "pn03")->belief.state.holder == model::Holder::stranger);
}

TEST_CASE("our account at a handle that is listed with another, or proposed for another, is ours") {
  for (const bool listed : {false, true}) {
    CAPTURE(listed);
    Watched w;
    w.circumstances.is_owned = true;
    w.sure("pn02", Status::claimed, "1");
    if (listed) w.circumstances.owned_id = "3";
    w.sure("pn03", Status::claimed, "3");
    w.sure("pn03", Status::claimed, "1");
    for (int sweep = 0; sweep < 3; ++sweep) {
      CHECK(w.sure("pn03", Status::claimed, "1") == 0);
      CHECK(w.ledger->beliefs.find(w.unit, "pn03")->belief.state.holder == model::Holder::ours);
    }
  }
}

TEST_CASE("a hidden target is one incident, which ends when it is decided again") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  const ledger::Decision decision{w.now, "soc", "dismiss", "", ""};
  w.ledger->incidents.dismiss(1, model::Holder::bystander, decision);
  const auto silent = [&w] {
    model::Observation none = w.answer("pn02", Status::unknown);
    none.elapsed_ms = 9'000;
    const auto recorded =
        w.ledger->beliefs.record(w.unit, w.answers({none, w.answer("pn11", Status::available)}));
    w.end_sweep();
    return recorded.events;
  };
  std::size_t events = 0;
  for (int sweep = 0; sweep < 8; ++sweep) {
    w.now += 6h;
    events += silent();
  }
  CHECK(events == 1);
  const auto incident = w.ledger->incidents.list().front();
  CHECK(incident.type == EventType::hidden);
  CHECK(incident.severity == model::Severity::medium);
  CHECK(incident.state == model::IncidentState::open);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 0);
  CHECK(w.ledger->incidents.find(incident.id)->state == model::IncidentState::resolved);
}
