// What the answers of one bracket change, all of it at once: no database, no clock.
#include "judging/record.hpp"

#include <doctest/doctest.h>

#include "judging/bracket.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::IncidentStep;
using judging::TargetRow;
using model::EventType;
using model::Holder;
using model::Status;

TEST_CASE(
    "nothing that is not asked about is changed, and what says the same need not be written") {
  const std::vector<TargetRow> rows = {believed("pn02", Status::available),
                                       believed("pn11", Status::available)};
  const Changes changes =
      judging::record(rows, std::vector{answer("pn02", Status::available)}, unit);
  REQUIRE(changes.targets.size() == 1);
  CHECK(changes.targets[0].row.handle == "pn02");
  CHECK_FALSE(changes.targets[0].counts);
  CHECK(changes.targets[0].row.asks == 5);
  CHECK(changes.targets[0].row.sweep == 5);
  CHECK(changes.targets[0].row.asked_at == noon);
  CHECK(changes.events.empty());
  CHECK(changes.history.empty());
  CHECK_FALSE(changes.ask_again.has_value());
}

TEST_CASE("a target without a row gets one, which is written whatever it says") {
  for (const Status status : {Status::available, Status::unknown}) {
    const Changes changes = judging::record({}, std::vector{answer("pn02", status)}, unit);
    REQUIRE(changes.targets.size() == 1);
    CHECK(changes.targets[0].counts);
    CHECK(changes.targets[0].row.handle == "pn02");
    CHECK(changes.targets[0].row.reason == (status == Status::unknown ? "timeout" : "profile/2"));
    CHECK(changes.targets[0].row.belief.since == noon);
    CHECK(changes.targets[0].row.gap_at.has_value() == (status == Status::unknown));
  }
  CHECK(judging::record({}, std::vector{answer("pn02", Status::invalid)}, unit).targets.empty());
}

TEST_CASE("an account that moves within one bracket is renamed, whichever answer comes first") {
  for (const bool turned : {false, true}) {
    std::vector<Answer> answers = {answer("pn02", Status::available),
                                   answer("pn03", Status::claimed, "13")};
    if (turned) std::swap(answers[0], answers[1]);
    const Changes changes = twice(
        {believed("pn02", Status::claimed, "13", 7), believed("pn03", Status::available)}, answers);
    const Changes::Happening* moved = about(changes, "pn02");
    REQUIRE(moved != nullptr);
    CHECK(changes.events.size() == 1);
    CHECK(moved->event.type == EventType::renamed);
    CHECK(moved->event.detail == "pn03");
  }
}

TEST_CASE("an account is looked for among the rows that are given before those that are not") {
  judging::UnitState state = unit;
  state.elsewhere["13"] = {"pn02", "pn77"};
  const Changes changes = two_sweeps({believed("pn02", Status::claimed, "13", 7)},
                                     {answer("pn02", Status::available)}, state);
  REQUIRE(about(changes, "pn02") != nullptr);
  CHECK(about(changes, "pn02")->event.type == EventType::renamed);
  CHECK(about(changes, "pn02")->event.detail == "pn77");  // never the handle that it left
}

TEST_CASE("an account is where it is believed to be now, not where it was closed or never seen") {
  struct Row {
    const char* what;
    TargetRow other;
    const char* detail;  // null: released, not renamed
  };
  const Row rows[] = {
      {"it is there", believed("pn03", Status::claimed, "13"), "pn03"},
      {"it is closed there", believed("pn03", Status::suspended, "13"), nullptr},
      {"another is there", believed("pn03", Status::claimed, "14"), nullptr},
      {"one is there that shows no id", believed("pn03", Status::claimed), nullptr},
      {"nobody is there", believed("pn03", Status::available), nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const Changes changes = two_sweeps({believed("pn02", Status::claimed, "13", 7), row.other},
                                       {answer("pn02", Status::available)});
    REQUIRE(about(changes, "pn02") != nullptr);
    const model::Event& event = about(changes, "pn02")->event;
    CHECK(event.type == (row.detail != nullptr ? EventType::renamed : EventType::released));
    CHECK(event.detail == (row.detail != nullptr ? row.detail : ""));
  }
}

TEST_CASE("of an account that shows no id nobody says that it moved") {
  const Changes changes =
      two_sweeps({believed("pn02", Status::claimed), believed("pn03", Status::claimed)},
                 {answer("pn02", Status::available)});
  REQUIRE(about(changes, "pn02") != nullptr);
  CHECK(about(changes, "pn02")->event.type == EventType::released);
}

TEST_CASE("a change is a line of the history, with all that the answer said of it") {
  Answer seen = answer("pn02", Status::claimed, "13");
  seen.seen.profile.display_name = "PN 02";
  const Changes changes = twice({believed("pn02", Status::available)}, {seen});
  REQUIRE(changes.history.size() == 1);
  const judging::HistoryLine& line = changes.history[0];
  CHECK(line.handle == "pn02");
  CHECK(line.at == noon);  // since the first of the two looks
  CHECK_FALSE(line.until.has_value());
  CHECK(line.status == Status::claimed);
  CHECK(line.holder == Holder::stranger);
  CHECK(line.account == "13");
  CHECK(line.display_name == "PN 02");
  CHECK(line.reason == "profile/2");
}

TEST_CASE("a lie at one handle is a reason to doubt the other gains of the same look") {
  for (const bool lies : {false, true}) {
    CAPTURE(lies);
    std::vector<TargetRow> rows = {believed("pn02", Status::available),
                                   believed("pn03", Status::available)};
    const std::vector<Answer> first = {answer("pn02", Status::claimed, "12"),
                                       answer("pn03", Status::claimed, "13")};
    carry_over(rows, judging::record(rows, first, swept_unit()));
    judging::UnitState look = swept_unit();
    look.occasion = judging::Occasion::second_look;
    std::vector<Answer> again = first;
    if (lies) again[1] = answer("pn03", Status::available);
    move_on(again, 2min);
    const Changes changes = judging::record(rows, again, look);
    CHECK(changes.events.size() == (lies ? 0 : 2));
    CHECK(changes.lies.size() == (lies ? 1 : 0));
  }
}
