// What the answers of one bracket change, all of it at once: no database, no clock.
#include "judging/record.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using judging::Answer;
using judging::Changes;
using judging::IncidentStep;
using judging::TargetRow;
using model::EventType;
using model::Holder;
using model::Status;

namespace {

const model::Instant noon(480'000h);

TargetRow believed(const std::string& handle, Status status, const std::string& account = "",
                   std::optional<long long> incident = std::nullopt) {
  TargetRow row;
  row.handle = handle;
  row.belief.state.status = status;
  if (status == Status::claimed) row.belief.state.holder = Holder::stranger;
  if (!account.empty()) row.belief.state.account_id = account;
  row.belief.since = noon - 48h;
  row.reason = "profile/1";
  row.asked_at = noon - 6h;
  row.asks = 4;
  row.sweep = 4;
  row.incident = incident;
  return row;
}

Answer answer(const std::string& handle, Status status, const std::string& account = "",
              model::Instant at = noon) {
  Answer answer;
  answer.seen.target.platform = "bluesky";
  answer.seen.target.handle = handle;
  answer.seen.checked_at = at;
  answer.seen.status = status;
  answer.seen.reason = status == Status::unknown ? "timeout" : "profile/2";
  if (status != Status::unknown) answer.seen.elapsed_ms = 84;
  if (!account.empty()) answer.seen.profile.account_id = account;
  answer.circumstances.now = at;
  answer.circumstances.confirm = 2min;
  return answer;
}

const judging::UnitState unit{"police", 4, noon - 6h, {}};

// A change is told at its second look.
Changes twice(std::vector<TargetRow> rows, std::vector<Answer> answers,
              const judging::UnitState& state = unit) {
  const Changes first = judging::record(rows, answers, state);
  rows.clear();
  for (const Changes::Target& one : first.targets) rows.push_back(one.row);
  for (Answer& one : answers) {
    one.seen.checked_at += 2min;
    one.circumstances.now += 2min;
  }
  return judging::record(rows, answers, state);
}

const Changes::Happening* about(const Changes& changes, const std::string& handle) {
  for (const Changes::Happening& one : changes.events) {
    if (one.event.seen.target.handle == handle) return &one;
  }
  return nullptr;
}

const TargetRow& row_of(const Changes& changes, const std::string& handle) {
  for (const Changes::Target& one : changes.targets) {
    if (one.row.handle == handle) return one.row;
  }
  FAIL("no row of " << handle);
  return changes.targets.front().row;
}

}  // namespace

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
    CHECK(changes.targets[0].row.belief.since == noon);
    CHECK(changes.targets[0].row.gap_at.has_value() == (status == Status::unknown));
  }
  CHECK(judging::record({}, std::vector{answer("pn02", Status::invalid)}, unit).targets.empty());
}

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

TEST_CASE("an account that moves within one bracket is renamed, whichever answer comes first") {
  for (const bool turned : {false, true}) {
    std::vector<Answer> answers = {answer("pn02", Status::available),
                                   answer("pn03", Status::claimed, "13")};
    if (turned) std::swap(answers[0], answers[1]);
    const Changes changes = twice(
        {believed("pn02", Status::claimed, "13", 7), believed("pn03", Status::available)}, answers);
    const Changes::Happening* moved = about(changes, "pn02");
    REQUIRE(moved != nullptr);
    CHECK(moved->event.type == EventType::renamed);
    CHECK(moved->event.detail == "pn03");
  }
}

TEST_CASE("an account is looked for among the rows that are given before those that are not") {
  judging::UnitState state = unit;
  state.elsewhere["13"] = {"pn02", "pn77"};
  const Changes changes = twice({believed("pn02", Status::claimed, "13", 7)},
                                {answer("pn02", Status::available)}, state);
  REQUIRE(about(changes, "pn02") != nullptr);
  CHECK(about(changes, "pn02")->event.type == EventType::renamed);
  CHECK(about(changes, "pn02")->event.detail == "pn77");  // never the handle that it left
}

TEST_CASE("which account left is known of what was believed, and of nobody who is still there") {
  const auto row = believed("pn02", Status::claimed, "13");
  CHECK(judging::account_that_left(row.belief, answer("pn02", Status::available).seen) == "13");
  CHECK_FALSE(judging::account_that_left(row.belief, answer("pn02", Status::claimed, "13").seen));
  CHECK_FALSE(judging::account_that_left(row.belief, answer("pn02", Status::unknown).seen));
  const auto free = believed("pn02", Status::available);
  CHECK_FALSE(judging::account_that_left(free.belief, answer("pn02", Status::available).seen));
  auto hushed = believed("pn02", Status::available);
  hushed.belief.hushed = judging::LastTold{{Status::claimed, Holder::stranger, "14"}, noon - 1h};
  CHECK(judging::account_that_left(hushed.belief, answer("pn02", Status::available).seen) == "14");
  hushed.belief.our_account = "1";
  CHECK(judging::account_that_left(hushed.belief, answer("pn02", Status::available).seen) == "1");
}

TEST_CASE("the end of a gap is a line of the history with the reason that stood there") {
  TargetRow row = believed("pn02", Status::available);
  row.gap_at = noon - 12h;
  row.reason = "rate-limited";
  const Changes changes =
      judging::record(std::vector{row}, std::vector{answer("pn02", Status::available)}, unit);
  REQUIRE(changes.history.size() == 1);
  CHECK(changes.history[0].status == Status::unknown);
  CHECK(changes.history[0].at == noon - 12h);
  CHECK(changes.history[0].until == noon);
  CHECK(changes.history[0].reason == "rate-limited");
  CHECK_FALSE(changes.targets[0].row.gap_at.has_value());
}

TEST_CASE("sweeps that changed nothing are counted when a row is written, but not in a gap") {
  TargetRow row = believed("pn02", Status::available);
  judging::catch_up(row, 9, noon);
  CHECK(row.asks == 9);
  CHECK(row.asked_at == noon);
  for (const bool in_gap : {true, false}) {
    TargetRow other = believed("pn02", Status::available);
    if (in_gap) other.gap_at = noon - 1h;
    if (!in_gap) other.sweep.reset();  // it left the roster
    judging::catch_up(other, 9, noon);
    CHECK(other.asks == 4);
    CHECK(other.asked_at == noon - 6h);
  }
}
