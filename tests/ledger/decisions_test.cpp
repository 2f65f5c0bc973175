#include "ledger/decisions.hpp"

using model::IncidentState;
using model::Status;
using tests::by;
using tests::claimed;
using tests::Watched;
using namespace std::chrono_literals;

TEST_CASE("who decided, when and why is kept") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  CHECK_FALSE(incidents.acknowledge(99, by(w, "ack")));
  REQUIRE(incidents.acknowledge(1, by(w, "ack")));
  CHECK(incidents.find(1)->state == IncidentState::acknowledged);
  REQUIRE(incidents.decisions(1).size() == 1);
  CHECK(incidents.decisions(1)[0].author == "soc (uid 1001)");
  CHECK(incidents.decisions(1)[0].reason == "seen by the press office");
  CHECK(incidents.decisions(1)[0].at == w.now);
}

TEST_CASE(
    "a snoozed incident is open again when its time is over, or when something graver comes") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  incidents.snooze(1, w.now + 24h, by(w, "snooze"));
  CHECK(incidents.wake(w.now + 23h) == 0);
  CHECK(incidents.count_open() == 0);
  CHECK(incidents.wake(w.now + 24h) == 1);
  CHECK(incidents.count_open() == 1);
  incidents.snooze(1, w.now + 1000h, by(w, "snooze"));
  w.now += 48h;
  w.sure("pn02", Status::claimed, "14");
  CHECK(incidents.find(1)->state == IncidentState::open);
  CHECK(incidents.find(1)->severity == model::Severity::critical);
}

TEST_CASE("what is put off wakes for what is graver or grave, and not for more of the same") {
  Watched w = claimed();
  w.circumstances.is_variant = true;
  w.sure("pn03", Status::claimed, "13");  // medium
  auto& incidents = w.ledger->incidents;
  const auto until = w.now + 1000h;
  for (const long long id : {1, 2}) incidents.snooze(id, until, by(w, "snooze"));
  w.now += 48h;
  CHECK(w.sure("pn03", Status::claimed, "14") == 1);
  CHECK(incidents.events(2).size() == 2);
  CHECK(incidents.find(2)->state == IncidentState::snoozed);
  CHECK(incidents.find(2)->snoozed_until == until);
  w.circumstances.is_variant = false;
  CHECK(w.sure("pn02", Status::claimed, "14") == 1);
  CHECK(incidents.find(1)->state == IncidentState::open);
  CHECK_FALSE(incidents.find(1)->snoozed_until);
  CHECK(incidents.find(2)->snoozed_until == until);
}

TEST_CASE("an incident that is ours after all ends, and the account stays ours") {
  Watched w = claimed();
  REQUIRE(w.ledger->incidents.own(1, by(w, "own")));
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::resolved);
  const auto owned = w.ledger->owned.of("bluesky", "");
  REQUIRE(owned.size() == 1);
  CHECK(owned[0].handle == "pn02");
  CHECK(owned[0].account_id == "13");
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::ours);
}

TEST_CASE("a handle that was ours after all and is lost begins another incident") {
  Watched w = claimed();
  REQUIRE(w.ledger->incidents.own(1, by(w, "own")));
  w.circumstances.is_owned = true;
  w.circumstances.owned_id = "13";
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "99") == 1);
  CHECK(w.ledger->incidents.list().size() == 2);
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::resolved);
  CHECK(w.ledger->incidents.find(2)->account == "99");
}

TEST_CASE("whatever is decided of an incident is kept, with who, when and why") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  incidents.acknowledge(1, by(w, "ack"));
  incidents.snooze(1, w.now + 1h, by(w, "snooze"));
  incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  incidents.reopen(1, by(w, "reopen"));
  incidents.own(1, by(w, "own"));
  std::string made;
  for (const ledger::Decision& one : incidents.decisions(1)) {
    made += one.action + ' ';
    CHECK(one.incident == 1);
    CHECK(one.at == w.now);
    CHECK(one.author == "soc (uid 1001)");
    CHECK(one.reason == "seen by the press office");
  }
  CHECK(made == "ack snooze dismiss reopen own ");
}

TEST_CASE("a forgotten account is nowhere any more; what happened stays") {
  Watched w = claimed();
  CHECK(w.ledger->history.forget({"bluesky", "", "13"}).rows > 0);
  CHECK(w.ledger->history.forget({"bluesky", "", "13"}).rows == 0);
  CHECK(w.ledger->incidents.list()[0].account == std::nullopt);
  const auto events = w.ledger->incidents.events(1);
  REQUIRE(events.size() == 1);
  CHECK_FALSE(events[0].seen.profile.account_id.has_value());
  CHECK_FALSE(events[0].seen.profile.display_name.has_value());
  CHECK(events[0].seen.target.handle == "pn02");
  CHECK_FALSE(w.ledger->history.of("pn02")[0].display_name.has_value());
}

TEST_CASE("history and profiles are kept as long as they are to be") {
  Watched w = claimed();
  w.now += 100h;
  w.sure("pn02", Status::available);
  w.ledger->history.retain(std::nullopt, w.now);
  CHECK_FALSE(w.ledger->history.of("pn02")[0].display_name.has_value());
  CHECK_FALSE(w.ledger->incidents.events(1)[0].seen.profile.display_name.has_value());
  w.ledger->history.retain(w.now, std::nullopt);
  CHECK(w.ledger->history.of("pn02").size() <= 1);
}

TEST_CASE("no decision is made of an incident that is not there") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  CHECK_FALSE(incidents.acknowledge(2, by(w, "ack")));
  CHECK_FALSE(incidents.snooze(2, w.now + 1h, by(w, "snooze")));
  CHECK_FALSE(incidents.dismiss(2, model::Holder::parody, by(w, "dismiss")));
  CHECK_FALSE(incidents.own(2, by(w, "own")));
  CHECK_FALSE(incidents.reopen(2, by(w, "reopen")));
  CHECK(incidents.decisions_after(0, 10).empty());
  CHECK(incidents.find(1)->state == IncidentState::open);
}

TEST_CASE("a platform that is blind can be acknowledged and dismissed, and is nobody's handle") {
  Watched w;
  auto& incidents = w.ledger->incidents;
  w.ledger->units.looked(w.unit, true, w.now, 2min, "");
  w.ledger->units.looked(w.unit, true, w.now + 2min, 2min, "");
  CHECK_FALSE(incidents.own(1, by(w, "own")));
  CHECK(w.ledger->owned.of("bluesky", "").empty());
  CHECK(incidents.dismiss(1, model::Holder::stranger, by(w, "dismiss")));
  CHECK(incidents.find(1)->state == IncidentState::dismissed);
  CHECK(incidents.count_bad() == 0);
}

TEST_CASE("what a check would exit with 1 for: grave, about a handle, and not decided") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  CHECK(incidents.count_bad() == 1);
  incidents.acknowledge(1, by(w, "ack"));
  CHECK(incidents.count_bad() == 1);
  incidents.snooze(1, w.now + 24h, by(w, "snooze"));
  CHECK(incidents.count_bad() == 1);
  CHECK(incidents.find(1)->changed_at == w.now);
  incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  CHECK(incidents.count_bad() == 0);
  incidents.reopen(1, by(w, "reopen"));
  CHECK(incidents.count_bad() == 1);
  incidents.own(1, by(w, "own"));
  CHECK(incidents.count_bad() == 0);
  // A look-alike is of medium severity.
  w.circumstances.is_variant = true;
  w.sure("pn03", Status::claimed, "14");
  CHECK(incidents.count_open() == 1);
  CHECK(incidents.count_bad() == 0);
}

TEST_CASE("a snoozed incident that is decided on or over is not woken") {
  for (const int way : {0, 1, 2, 3, 4, 5}) {
    CAPTURE(way);
    Watched w = claimed();
    auto& incidents = w.ledger->incidents;
    incidents.snooze(1, w.now + 24h, by(w, "snooze"));
    CHECK(incidents.find(1)->snoozed_until == w.now + 24h);
    if (way == 0) incidents.acknowledge(1, by(w, "ack"));
    if (way == 1) incidents.dismiss(1, model::Holder::parody, by(w, "dismiss"));
    if (way == 2) incidents.own(1, by(w, "own"));
    if (way == 3) incidents.reopen(1, by(w, "reopen"));
    if (way == 4) w.ledger->owned.add({"bluesky", "", "pn02", std::nullopt, 0}, by(w, "own"));
    if (way == 5) {
      w.now += 1h;
      w.sure("pn02", Status::available);
    }
    const auto state = incidents.find(1)->state;
    CHECK_FALSE(incidents.find(1)->snoozed_until.has_value());
    CHECK(incidents.wake(w.now + 1000h) == 0);
    CHECK(incidents.find(1)->state == state);
  }
}

TEST_CASE("those whose time is over are woken some at a time, and it is kept that they were") {
  Watched w;
  auto& incidents = w.ledger->incidents;
  for (const char* handle : {"pn02", "pn03", "pn04"}) w.sure(handle, Status::claimed, "13");
  for (long long id = 1; id <= 3; ++id) incidents.snooze(id, w.now + id * 1h, by(w, "snooze"));
  CHECK(incidents.count_open() == 0);
  const auto later = w.now + 1000h;
  CHECK(incidents.wake(later, 2) == 2);
  CHECK(incidents.find(1)->state == IncidentState::open);
  CHECK(incidents.find(2)->state == IncidentState::open);
  CHECK(incidents.find(3)->state == IncidentState::snoozed);
  CHECK(incidents.find(1)->changed_at == later);
  CHECK(incidents.wake(later, 2) == 1);
  CHECK(incidents.wake(later, 2) == 0);
  CHECK(incidents.count_open() == 3);
  const auto made = incidents.decisions(1);
  REQUIRE(made.size() == 2);
  CHECK(made[1].author == "handlewatch");
  CHECK(made[1].action == "wake");
  CHECK(made[1].reason == "the time is over");
  CHECK(made[1].incident == 1);
}

TEST_CASE(
    "a dismissed target begins another incident; one that is acknowledged goes on with its own") {
  for (const bool acknowledged : {true, false}) {
    Watched w = claimed();
    auto& incidents = w.ledger->incidents;
    if (acknowledged) incidents.acknowledge(1, by(w, "ack"));
    if (!acknowledged) incidents.dismiss(1, model::Holder::parody, by(w, "dismiss"));
    CHECK(incidents.find(1)->dismissed_as.has_value() == !acknowledged);
    w.now += 48h;
    w.sure("pn02", Status::claimed, "14");
    CHECK(incidents.list().size() == (acknowledged ? 1 : 2));
    CHECK(incidents.events(1).size() == (acknowledged ? 2 : 1));
    if (acknowledged) continue;
    // The target has another by now; the first one stays what it was.
    CHECK_FALSE(incidents.reopen(1, by(w, "reopen")));
    CHECK(incidents.find(1)->dismissed_as.has_value());
    w.now += 48h;
    w.sure("pn02", Status::available);
    CHECK(incidents.find(2)->state == IncidentState::resolved);
    CHECK(incidents.find(1)->state == IncidentState::dismissed);
  }
}

TEST_CASE("incidents and decisions are read in pages, forwards and by state") {
  Watched w;
  auto& incidents = w.ledger->incidents;
  for (const char* handle : {"pn02", "pn03", "pn04"}) w.sure(handle, Status::claimed, "13");
  for (long long id = 1; id <= 3; ++id) incidents.acknowledge(id, by(w, "ack"));
  incidents.reopen(2, by(w, "reopen"));
  const auto ids = [](const std::vector<ledger::Incident>& page) {
    std::vector<long long> numbers;
    for (const ledger::Incident& one : page) numbers.push_back(one.id);
    return numbers;
  };
  CHECK(ids(incidents.list()) == std::vector<long long>{3, 2, 1});
  CHECK(ids(incidents.list(std::nullopt, 3)) == std::vector<long long>{2, 1});
  CHECK(ids(incidents.list(std::nullopt, std::nullopt, 1)) == std::vector<long long>{3});
  CHECK(ids(incidents.list(IncidentState::acknowledged)) == std::vector<long long>{3, 1});
  CHECK(ids(incidents.list(IncidentState::acknowledged, 3)) == std::vector<long long>{1});
  CHECK(ids(incidents.after(1, 10)) == std::vector<long long>{2, 3});
  CHECK(ids(incidents.after(0, 1)) == std::vector<long long>{1});
  CHECK(incidents.decisions_after(1, 2).size() == 2);
  CHECK(incidents.decisions_after(1, 2)[0].number == 2);
  CHECK(incidents.decisions_after(4, 2).empty());
}

TEST_CASE("of a handle one incident stands: an older one is not opened beside it") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  w.now += 48h;
  w.sure("pn02", Status::claimed, "14");
  REQUIRE(incidents.list(IncidentState::open).size() == 1);
  CHECK_FALSE(incidents.reopen(1, by(w, "reopen")));
  CHECK(incidents.find(1)->state == IncidentState::dismissed);
  CHECK(incidents.list(IncidentState::open).size() == 1);
  CHECK(incidents.decisions(1).size() == 1);
  // What was dismissed stays so.
  w.now += 48h;
  CHECK(incidents.dismiss(2, model::Holder::bystander, by(w, "dismiss")));
  CHECK(incidents.reopen(1, by(w, "reopen")));
  CHECK(incidents.reopen(1, by(w, "reopen")));
  CHECK(incidents.list(IncidentState::open).size() == 1);
}

TEST_CASE("of a platform and of the service, too, one incident stands at a time") {
  Watched w;
  auto& incidents = w.ledger->incidents;
  const auto blind = [&w](bool is_blind) {
    w.ledger->units.looked(w.unit, is_blind, w.now, 2min, "");
    w.ledger->units.looked(w.unit, is_blind, w.now += 2min, 2min, "");
  };
  blind(true);
  blind(false);
  blind(true);
  CHECK_FALSE(incidents.reopen(1, by(w, "reopen")));
  blind(false);
  CHECK(incidents.reopen(1, by(w, "reopen")));
  blind(true);
  CHECK(incidents.list(IncidentState::open).size() == 1);
  blind(false);
  CHECK(incidents.list(IncidentState::open).empty());

  model::Event self_blind;
  self_blind.type = model::EventType::self_blind;
  w.ledger->outbox.tell(self_blind, w.now, w.to({}));
  incidents.end(model::EventType::self_blind, "", w.now);
  w.ledger->outbox.tell(self_blind, w.now, w.to({}));
  const long long standing = incidents.list(IncidentState::open).at(0).id;
  CHECK_FALSE(incidents.reopen(standing - 1, by(w, "reopen")));
  CHECK(incidents.list(IncidentState::open).size() == 1);
}

TEST_CASE("an incident that is over is not acknowledged or put off, which would make it stand") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  w.now += 48h;
  w.sure("pn02", Status::available);
  REQUIRE(incidents.find(1)->state == IncidentState::resolved);
  CHECK_FALSE(incidents.acknowledge(1, by(w, "ack")));
  CHECK_FALSE(incidents.snooze(1, w.now + 1h, by(w, "snooze")));
  CHECK(incidents.find(1)->state == IncidentState::resolved);
  CHECK(incidents.wake(w.now + 2h) == 0);
  w.sure("pn02", Status::claimed, "14");
  incidents.dismiss(2, model::Holder::parody, by(w, "dismiss"));
  CHECK_FALSE(incidents.acknowledge(2, by(w, "ack")));
  CHECK(incidents.find(2)->state == IncidentState::dismissed);
}

TEST_CASE(
    "what is still to be confirmed is bad as well, but not of a look-alike, nor what was denied") {
  Watched w;
  auto& incidents = w.ledger->incidents;
  w.sure("pn02", Status::available);
  w.sure("pn03", Status::available);
  w.see("pn02", Status::claimed, "13");
  CHECK(incidents.count_bad() == 1);
  w.now += 2min;
  w.look("pn02", Status::available);
  CHECK(incidents.count_bad() == 0);
  // A look that failed says nothing.
  w.see("pn03", Status::claimed, "14");
  w.now += 2min;
  model::Observation none = w.answer("pn03", Status::unknown);
  none.elapsed_ms = 84;
  w.ledger->beliefs.record(w.unit, w.answers({none}), judging::Occasion::second_look);
  CHECK(incidents.count_bad() == 1);
  Watched variant;
  model::Observation alike = variant.answer("pn04", Status::claimed, "15");
  alike.target.variant = "omission";
  variant.ledger->beliefs.record(variant.unit, variant.answers({alike}));
  CHECK(variant.ledger->incidents.count_bad() == 0);
  // Ours that is gone, believed to be there before or not.
  for (const bool seen : {true, false}) {
    Watched ours;
    ours.circumstances.is_owned = true;
    if (seen) ours.sure("pn44", Status::claimed, "1");
    CHECK(ours.ledger->incidents.count_bad() == 0);
    ours.see("pn44", Status::available);
    CHECK(ours.ledger->incidents.count_bad() == 1);
    ours.see("pn44", Status::claimed, "1");
    CHECK(ours.ledger->incidents.count_bad() == 0);
  }
  // A stranger who seems to leave is no harm.
  Watched leaves = claimed();
  leaves.ledger->incidents.dismiss(1, model::Holder::bystander, by(leaves, "dismiss"));
  leaves.see("pn02", Status::available);
  CHECK(leaves.ledger->incidents.count_bad() == 0);
}
