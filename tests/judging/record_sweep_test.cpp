// What a bracket counts beside its changes: sweeps, gaps, and second looks that are due.
#include <doctest/doctest.h>

#include "judging/bracket.hpp"
#include "judging/record.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::TargetRow;
using model::Status;

namespace {

const Changes::Target& only(const Changes& changes) {
  REQUIRE(changes.targets.size() == 1);
  return changes.targets.front();
}

// Free, and a stranger was seen there when; to be looked at again two minutes after.
TargetRow in_doubt(const std::string& handle, model::Instant since) {
  TargetRow row = believed(handle, Status::available);
  judging::Pending pending;
  pending.state = {Status::claimed, model::Holder::stranger, "13"};
  pending.first_seen = pending.last = since;
  pending.sweep = 4;
  row.belief.pending = pending;
  row.confirm_at = since + 2min;
  return row;
}

}  // namespace

TEST_CASE("the end of a gap is a line of the history with the reason that stood there") {
  TargetRow row = believed("pn02", Status::available);
  row.gap_at = noon - 12h;
  row.reason = "rate-limited";
  const Changes changes =
      judging::record(std::vector{row}, std::vector{answer("pn02", Status::available)}, unit);
  REQUIRE(changes.history.size() == 1);
  CHECK(changes.history[0].handle == "pn02");
  CHECK(changes.history[0].status == Status::unknown);
  CHECK(changes.history[0].at == noon - 12h);
  CHECK(changes.history[0].until == noon);
  CHECK(changes.history[0].reason == "rate-limited");
  CHECK_FALSE(changes.targets[0].row.gap_at.has_value());
}

TEST_CASE("sweeps that changed nothing are counted when a row is written, but not in a gap") {
  TargetRow row = believed("pn02", Status::available);
  judging::catch_up(row, 4, noon);  // written at the last of them, and asked again since
  CHECK(row.asks == 4);
  CHECK(row.asked_at == noon - 6h);
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

TEST_CASE("an answer counts as one when something came back, or its status says something") {
  struct Row {
    const char* what;
    Status status;
    bool came_back;
    bool counts;
  };
  const Row rows[] = {{"an answer", Status::available, true, true},
                      {"one whose time nobody took", Status::available, false, true},
                      {"a time-out", Status::unknown, true, true},
                      {"never asked, for a budget", Status::unknown, false, false}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Answer one = answer("pn02", row.status);
    one.seen.elapsed_ms.reset();
    if (row.came_back) one.seen.elapsed_ms = 84;
    const Changes changes =
        judging::record(std::vector{believed("pn02", Status::available)}, std::vector{one}, unit);
    const TargetRow& now = only(changes).row;
    CHECK(now.asks == (row.counts ? 5 : 4));
    CHECK(now.sweep == (row.counts ? 5 : 4));
    CHECK(now.asked_at == (row.counts ? noon : noon - 6h));
    CHECK(now.gap_at.has_value() == (row.status == Status::unknown));
    CHECK(now.reason == (row.status == Status::unknown ? "timeout" : "profile/2"));
  }
}

TEST_CASE("what the unit's count of sweeps does not say is written down") {
  struct Row {
    const char* what;
    bool in_roster, came_back;
    Status status;
    bool counts;
  };
  const Row rows[] = {
      {"what says the same", true, true, Status::available, false},
      {"an answer in a gap", true, true, Status::unknown, true},
      {"no answer, in a gap", true, false, Status::unknown, false},
      {"the first after it was in no roster", false, true, Status::available, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    TargetRow known = believed("pn02", Status::available);
    if (!row.in_roster) known.sweep.reset();
    Answer one = answer("pn02", row.status);
    one.seen.elapsed_ms.reset();
    if (row.came_back) one.seen.elapsed_ms = 84;
    CHECK(only(judging::record(std::vector{known}, std::vector{one}, unit)).counts == row.counts);
  }
}

TEST_CASE("what is written once of a bracket stays to be written") {
  // Two answers about one target: the first made its row.
  const std::vector<Answer> answers = {answer("pn02", Status::available),
                                       answer("pn02", Status::available, "", noon + 1min)};
  CHECK(only(judging::record({}, answers, unit)).counts);
}

TEST_CASE("the sweeps since a row was written are counted first, then this one, and once") {
  judging::UnitState later = unit;
  later.sweeps = 9;
  later.swept_at = noon - 1h;
  const std::vector<TargetRow> rows = {believed("pn02", Status::available)};
  const Changes changes =
      judging::record(rows, std::vector{answer("pn02", Status::available)}, later);
  CHECK(only(changes).row.asks == 4 + 5 + 1);
  CHECK(only(changes).row.sweep == 10);
  CHECK(only(changes).row.asked_at == noon);
  // A second look within the sweep, or behind it.
  for (const long long ended : {0, 1}) {
    judging::UnitState looking = later;
    looking.occasion = judging::Occasion::second_look;
    looking.sweeps += ended;
    const Changes again =
        judging::record(std::vector{only(changes).row},
                        std::vector{answer("pn02", Status::available, "", noon + 2min)}, looking);
    CHECK(only(again).row.asks == 4 + 5 + 1);
    CHECK(only(again).row.sweep == 10);
    CHECK(only(again).row.asked_at == noon + 2min);
  }
  // Not asked at all in this one: those before it count all the same.
  Answer left_out = answer("pn02", Status::unknown);
  left_out.seen.elapsed_ms.reset();
  const Changes none = judging::record(rows, std::vector{left_out}, later);
  CHECK(only(none).row.asks == 4 + 5);
  CHECK(only(none).row.asked_at == noon - 1h);
}

TEST_CASE("the first second look that is due is told, whichever answer it comes from") {
  for (const bool turned : {false, true}) {
    std::vector<Answer> answers = {answer("pn02", Status::claimed, "13"),
                                   answer("pn03", Status::claimed, "13")};
    if (turned) std::swap(answers[0], answers[1]);
    const Changes changes = judging::record(
        std::vector{believed("pn02", Status::available), in_doubt("pn03", noon - 1min)}, answers,
        unit);
    CHECK(row_of(changes, "pn02").confirm_at == noon + 2min);
    CHECK(row_of(changes, "pn03").confirm_at == noon + 1min);
    CHECK(changes.ask_again == noon + 1min);
  }
}

TEST_CASE("a doubt that is over is not looked at again") {
  judging::UnitState looking = unit;
  looking.occasion = judging::Occasion::second_look;
  const Changes sure = judging::record(std::vector{in_doubt("pn02", noon - 2min)},
                                       std::vector{answer("pn02", Status::claimed, "13")}, looking);
  CHECK_FALSE(only(sure).row.confirm_at.has_value());
  CHECK_FALSE(sure.ask_again.has_value());
  // Denied: the next sweep looks once more, and nobody before it.
  const Changes denied = judging::record(std::vector{in_doubt("pn02", noon - 2min)},
                                         std::vector{answer("pn02", Status::available)}, looking);
  CHECK(only(denied).row.confirm_at == judging::at_next_sweep);
  CHECK_FALSE(denied.ask_again.has_value());
  CHECK(denied.lies == std::vector{noon});
  TargetRow lost = believed("pn02", Status::claimed, "13");
  lost.belief.pending = judging::Pending();
  lost.belief.pending->state.status = Status::available;
  lost.belief.pending->first_seen = lost.belief.pending->last = noon - 2min;
  lost.confirm_at = noon;
  const Changes found = judging::record(
      std::vector{lost}, std::vector{answer("pn02", Status::claimed, "13")}, looking);
  CHECK_FALSE(only(found).row.confirm_at.has_value());
  CHECK(found.lies == std::vector{noon});
}

TEST_CASE(
    "a look at a loss that is not answered is made again, the more seldom the longer it lasts") {
  struct Row {
    model::Milliseconds confirm, waited, next;
  };
  for (const Row& row : {Row{2min, 2min, 2min}, Row{2min, 30min, 28min}, Row{2min, 62min, 60min},
                         Row{2min, 5h, 1h}, Row{3h, 5h, 3h}, Row{3h, 2h, 3h}}) {
    CAPTURE(row.waited.count());
    Answer none = answer("pn02", Status::unknown);
    none.circumstances.confirm = row.confirm;
    TargetRow lost = believed("pn02", Status::claimed, "13");
    lost.belief.pending = judging::Pending();
    lost.belief.pending->state.status = Status::available;
    lost.belief.pending->first_seen = lost.belief.pending->last = noon - row.waited;
    lost.confirm_at = noon;
    const Changes changes = judging::record(std::vector{lost}, std::vector{none}, unit);
    CHECK(only(changes).row.confirm_at == noon + row.next);
    CHECK(changes.ask_again == noon + row.next);
    CHECK(only(changes).row.belief.pending.has_value());
  }
  // Without a doubt there is nothing to look at again.
  const Answer none = answer("pn02", Status::unknown);
  TargetRow row = believed("pn02", Status::available);
  CHECK_FALSE(judging::record(std::vector{row}, std::vector{none}, unit).ask_again.has_value());
}

TEST_CASE(
    "a look at a gain that fails is left to the next sweep, and one that was not made to later") {
  struct Row {
    const char* what;
    bool came_back;
    model::Milliseconds since;
    model::Instant next;
  };
  const Row rows[] = {{"it fails", true, 2min, judging::at_next_sweep},
                      {"it was not made, for a limit", false, 2min, noon + 2min},
                      {"it is not due yet", true, 1min, noon + 1min}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Answer none = answer("pn02", Status::unknown);
    if (row.came_back) none.seen.elapsed_ms = 84;
    const Changes changes =
        judging::record(std::vector{in_doubt("pn02", noon - row.since)}, std::vector{none}, unit);
    CHECK(only(changes).row.confirm_at == row.next);
    CHECK(only(changes).row.belief.pending->failed == (row.next == judging::at_next_sweep ? 1 : 0));
    CHECK(changes.lies.empty());
  }
}
