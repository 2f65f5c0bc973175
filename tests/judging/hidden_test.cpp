// A target that stays undecided while its neighbours are decided.
#include "judging/hidden.hpp"

#include <doctest/doctest.h>

#include "judging/bracket.hpp"
#include "judging/record.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::Occasion;
using judging::TargetRow;
using model::EventType;
using model::Status;

namespace {

struct Silent {
  std::vector<TargetRow> rows;
  judging::UnitState state = unit;
  model::Instant now = noon;
  std::string reason = "timeout";
  bool has_neighbour = true;
  Changes last;

  // What is told of it at the next sweep, which comes after so long.
  std::size_t sweep(model::Milliseconds after, Status status = Status::unknown) {
    now += after;
    Answer silent = answer("pn02", status, "", now);
    silent.seen.elapsed_ms = 9'000;
    if (status == Status::unknown) silent.seen.reason = reason;
    silent.seen.missed = reason == "missed";
    std::vector<Answer> answers = {silent};
    if (has_neighbour) answers.push_back(answer("pn11", Status::available, "", now));
    state.occasion = Occasion::sweep;
    return take(answers, true);
  }
  std::size_t look(model::Milliseconds after) {
    now += after;
    Answer silent = answer("pn02", Status::unknown, "", now);
    silent.seen.elapsed_ms = 9'000;
    state.occasion = Occasion::second_look;
    return take({silent}, false);
  }
  std::size_t take(const std::vector<Answer>& answers, bool counts) {
    last = judging::record(rows, answers, state);
    carry_over(rows, last);
    if (counts) ++state.sweeps;
    std::size_t told = 0;
    for (const auto& one : last.events) told += one.event.type == EventType::hidden ? 1 : 0;
    return told;
  }
  const TargetRow& row() const { return row_of(last, "pn02"); }
};

Silent decided_once() {
  Silent silent;
  silent.rows = {believed("pn02", Status::claimed, "13")};
  return silent;
}

}  // namespace

TEST_CASE("a target that was decided is hidden after three sweeps and a day, and not before") {
  Silent silent = decided_once();
  CHECK(silent.sweep(0h) == 0);
  CHECK(silent.sweep(12h) == 0);
  CHECK(silent.sweep(12h - 1ms) == 0);
  CHECK(silent.sweep(1ms) == 1);
  const model::Event& event = silent.last.events[0].event;
  CHECK(event.severity == model::Severity::medium);
  CHECK(event.seen.reason == "timeout");
  REQUIRE(event.before.has_value());
  CHECK(event.before->account_id == "13");
  CHECK(silent.row().incident == judging::not_numbered);
  CHECK(silent.sweep(6h) == 0);  // once
  CHECK(silent.sweep(200h) == 0);
  // Two sweeps are too few, however long.
  Silent slow = decided_once();
  CHECK(slow.sweep(0h) == 0);
  CHECK(slow.sweep(100h) == 0);
  CHECK(slow.sweep(1h) == 1);
}

TEST_CASE("a target that was never decided is hidden after a week, to the millisecond") {
  Silent silent;
  for (int sweep = 0; sweep < 28; ++sweep) CHECK(silent.sweep(sweep == 0 ? 0h : 6h) == 0);
  CHECK(silent.sweep(6h - 1ms) == 0);
  CHECK(silent.sweep(1ms) == 1);
  CHECK_FALSE(silent.last.events[0].event.before.has_value());
}

TEST_CASE("whatever is not its own doing hides nobody, and a gap begins again behind it") {
  for (const char* reason : {"unproven", "ambiguous", "budget", "platform-blind", "self-blind",
                             "no-credential", "missed"}) {
    CAPTURE(reason);
    Silent silent = decided_once();
    silent.reason = reason;
    for (int sweep = 0; sweep < 40; ++sweep) CHECK(silent.sweep(6h) == 0);
    silent.reason = "timeout";
    for (int sweep = 0; sweep < 4; ++sweep) CHECK(silent.sweep(6h) == 0);
    CHECK(silent.sweep(6h) == 1);
  }
  for (const char* reason : {"blocked", "no-rule", "timeout", "network", "too-large", "redirect",
                             "rate-limited", "no-identity"}) {
    CAPTURE(reason);
    Silent silent = decided_once();
    silent.reason = reason;
    for (int sweep = 0; sweep < 4; ++sweep) CHECK(silent.sweep(6h) == 0);
    CHECK(silent.sweep(6h) == 1);
  }
}

TEST_CASE("where nobody is decided nobody is hidden") {
  struct Row {
    long long targets, decided;
    bool told;
  };
  for (const Row& row : {Row{10, 5, false}, Row{10, 6, true}, Row{1, 0, false}, Row{0, 0, false}}) {
    CAPTURE(row.decided);
    Silent silent = decided_once();
    silent.has_neighbour = false;
    silent.state.targets = row.targets;
    silent.state.decided = row.decided;
    for (int sweep = 0; sweep < 4; ++sweep) CHECK(silent.sweep(6h) == 0);
    CHECK(silent.sweep(6h) == (row.told ? 1 : 0));
  }
}

TEST_CASE("a target that was not asked is not hidden, and second looks are no sweeps") {
  Silent silent = decided_once();
  Answer unasked = answer("pn02", Status::unknown);
  unasked.seen.reason = "rate-limited";
  CHECK_FALSE(judging::may_be_its_own(unasked.seen));
  silent.take({unasked}, true);
  CHECK_FALSE(silent.row().undecided.has_value());
  silent.sweep(0h);
  silent.sweep(6h);
  CHECK(silent.look(20h) == 0);
  CHECK(silent.sweep(1h) == 1);
}

TEST_CASE("its incident ends when it is decided again, but not one that was open before") {
  for (const bool open : {false, true}) {
    CAPTURE(open);
    Silent silent = decided_once();
    if (open) silent.rows[0].incident = 7;
    for (int sweep = 0; sweep < 5; ++sweep) silent.sweep(6h);
    REQUIRE(silent.last.events.size() == 1);
    CHECK(silent.last.events[0].incident.has_value() == open);
    for (TargetRow& row : silent.rows) {
      if (row.incident == judging::not_numbered) row.incident = 8;
    }
    silent.sweep(6h);
    CHECK(silent.row().incident == (open ? 7 : 8));
    silent.sweep(6h, Status::available);
    CHECK(silent.last.resolved.size() == (open ? 0 : 1));
    CHECK(silent.row().incident.has_value() == open);
    CHECK_FALSE(silent.row().undecided.has_value());
  }
}
