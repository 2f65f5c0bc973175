// What a bracket tells, and what becomes of the incidents of its targets.
#include <doctest/doctest.h>

#include "judging/bracket.hpp"
#include "judging/record.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::IncidentStep;
using judging::TargetRow;
using model::EventType;
using model::Holder;
using model::Status;

TEST_CASE("a claim opens an incident that has no number yet, and is told once") {
  const Changes changes =
      twice({believed("pn02", Status::available)}, {answer("pn02", Status::claimed, "13")});
  REQUIRE(changes.events.size() == 1);
  CHECK(changes.events[0].event.type == EventType::claimed);
  CHECK(changes.events[0].event.watch == "police");
  CHECK(changes.events[0].step == IncidentStep::open);
  CHECK_FALSE(changes.events[0].incident.has_value());
  CHECK(row_of(changes, "pn02").incident == judging::not_numbered);
  REQUIRE(changes.history.size() == 1);
  CHECK(changes.history[0].account == "13");
  CHECK(changes.resolved.empty());
}

TEST_CASE("what is told says what, when, how grave, and what was there before") {
  const Changes changes =
      twice({believed("pn02", Status::claimed, "13", 7)}, {answer("pn02", Status::claimed, "14")});
  REQUIRE(changes.events.size() == 1);
  const model::Event& event = changes.events[0].event;
  CHECK(event.type == EventType::changed_hands);
  CHECK(event.severity == model::Severity::critical);
  CHECK(event.at == noon + 2min);
  CHECK(event.seen.profile.account_id == "14");
  CHECK(event.seen.holder == Holder::stranger);
  CHECK(event.detail == "");
  CHECK_FALSE(event.held_until.has_value());
  REQUIRE(event.before.has_value());
  CHECK(event.before->account_id == "13");
  CHECK(event.before->since == noon - 48h);
  // It goes on with the incident that is open.
  CHECK(changes.events[0].incident == 7);
  CHECK(changes.events[0].step == IncidentStep::open);
  CHECK(row_of(changes, "pn02").incident == 7);
}

TEST_CASE("what comes free ends what is open, and opens nothing where nothing is") {
  for (const bool open : {true, false}) {
    Answer free = answer("pn02", Status::available);
    free.circumstances.held_back = 24h;
    TargetRow row = believed("pn02", Status::claimed, "13");
    if (open) row.incident = 7;
    const Changes changes = two_sweeps({row}, {free});
    REQUIRE(changes.events.size() == 1);
    CHECK(changes.events[0].event.type == EventType::released);
    CHECK(changes.events[0].event.held_until == noon + 24h);
    CHECK(changes.events[0].step == (open ? IncidentStep::resolve : IncidentStep::none));
    CHECK(changes.events[0].incident.has_value() == open);
    CHECK_FALSE(row_of(changes, "pn02").incident.has_value());
    CHECK(changes.resolved.empty());  // it ends with what is told
  }
}

TEST_CASE("a handle that was withheld and is free again is as it was, where that was told") {
  for (const bool open : {true, false}) {
    TargetRow row = believed("pn02", Status::reserved);
    if (open) row.incident = 7;
    const Changes changes = two_sweeps({row}, {answer("pn02", Status::available)});
    CHECK(changes.events.size() == (open ? 1 : 0));
    if (!open) continue;
    CHECK(changes.events[0].event.type == EventType::back);
    CHECK(changes.events[0].step == IncidentStep::resolve);
  }
}

TEST_CASE("an account that a person dismissed is told of no more, until the handle comes free") {
  TargetRow row = believed("pn02", Status::claimed, "13");
  row.dismissal = judging::Dismissal{Holder::bystander, "13"};
  const Changes same =
      judging::record(std::vector{row}, std::vector{answer("pn02", Status::claimed, "13")}, unit);
  CHECK(row_of(same, "pn02").belief.state.holder == Holder::bystander);
  CHECK(row_of(same, "pn02").dismissal.has_value());
  CHECK(same.events.empty());
  const Changes freed =
      two_sweeps({row_of(same, "pn02")}, {answer("pn02", Status::available, "", noon + 6h)});
  CHECK_FALSE(row_of(freed, "pn02").dismissal.has_value());
}

TEST_CASE("an incident that is over unsaid is resolved, and any other stays open") {
  // A dismissed account comes back from its suspension: nobody need hear of it.
  TargetRow row = believed("pn02", Status::suspended, "13", 7);
  row.belief.state.holder = Holder::bystander;
  row.dismissal = judging::Dismissal{Holder::bystander, "13"};
  const Changes over =
      judging::record(std::vector{row}, std::vector{answer("pn02", Status::claimed, "13")}, unit);
  CHECK(over.events.empty());
  REQUIRE(over.resolved.size() == 1);
  CHECK(over.resolved[0].incident == 7);
  CHECK(over.resolved[0].handle == "pn02");
  CHECK(over.resolved[0].at == noon);
  CHECK_FALSE(row_of(over, "pn02").incident.has_value());

  const Changes stays = judging::record(std::vector{believed("pn02", Status::claimed, "13", 7)},
                                        std::vector{answer("pn02", Status::claimed, "13")}, unit);
  CHECK(stays.resolved.empty());
  CHECK(row_of(stays, "pn02").incident == 7);
  // Of one that flaps nothing is told when it is quiet again, and nothing may be open.
  row = believed("pn02", Status::available);
  row.belief.hushed = judging::LastTold{row.belief.state, noon - 48h};
  const Changes quiet =
      judging::record(std::vector{row}, std::vector{answer("pn02", Status::available)}, unit);
  CHECK(quiet.resolved.empty());
  CHECK_FALSE(row_of(quiet, "pn02").belief.hushed.has_value());
}

TEST_CASE("a handle that changes too often is told so, with how often") {
  TargetRow row = believed("pn02", Status::claimed, "13");
  for (std::size_t i = 0; i < judging::most_told; ++i) row.belief.told.push_back(noon - 1h);
  const Changes changes = two_sweeps({row}, {answer("pn02", Status::available)});
  REQUIRE(changes.events.size() == 1);
  CHECK(changes.events[0].event.type == EventType::released);
  CHECK(changes.events[0].event.detail == "it changed 7 times within a day");
  CHECK(changes.events[0].step == IncidentStep::open);
  CHECK(row_of(changes, "pn02").incident == judging::not_numbered);
}
