// An account is gone: when that is believed, of strangers and of ours, and of many at once.
#include "judging/losses.hpp"

#include <doctest/doctest.h>

#include "judging/bracket.hpp"
#include "judging/life.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::TargetRow;
using model::EventType;
using model::Holder;
using model::Severity;
using model::Status;

namespace {

Life had_by(const char* account, bool ours) {
  Life life;
  life.circumstances.is_owned = ours;
  life.sure(Status::claimed, account);
  life.told.clear();
  life.later(48h);
  return life;
}

}  // namespace

TEST_CASE("a stranger's loss is believed after two sweeps and a second look, and by nothing less") {
  for (const Status gone : {Status::available, Status::suspended, Status::reserved}) {
    CAPTURE(name(gone));
    Life life = had_by("13", false);
    const auto first_seen = life.now;
    const auto again = life.see(gone).ask_again;
    CHECK(again == life.now + 2min);
    life.later(2min);
    CHECK_FALSE(life.look(gone).ask_again.has_value());
    CHECK_FALSE(life.look(gone).ask_again.has_value());  // looks alone make no second sweep
    CHECK(life.told.empty());
    life.later(6h);
    CHECK_FALSE(life.see(gone).ask_again.has_value());
    CHECK(life.told == Told{gone == Status::available ? "released low" : "suspended low"});
    CHECK(life.belief.since == first_seen);
  }
}

TEST_CASE("two sweeps without a look between them want one still") {
  Life life = had_by("13", false);
  life.see(Status::available);
  life.later(6h);
  CHECK(life.see(Status::available).ask_again == life.now + 2min);
  CHECK(life.told.empty());
  life.later(2min);
  life.look(Status::available);
  CHECK(life.told == Told{"released low"});
}

TEST_CASE(
    "the same sweep that says it twice is one, and a second look that says it first is none") {
  Life life = had_by("13", false);
  life.see(Status::available);
  --life.circumstances.sweep;
  life.see(Status::available);
  life.later(2min);
  life.look(Status::available);
  CHECK(life.told.empty());
  life.see(Status::available);
  CHECK(life.told.size() == 1);
  Life late = had_by("13", false);
  late.look(Status::available);
  late.later(2min);
  late.look(Status::available);
  late.see(Status::available);
  CHECK(late.told.empty());
  late.see(Status::available);
  CHECK(late.told.size() == 1);
}

TEST_CASE(
    "an account that is there again was not lost, and that was a lie where it was looked at") {
  Life life = had_by("13", false);
  life.see(Status::available);
  life.later(2min);
  CHECK(life.look(Status::claimed, "13").lied);
  CHECK_FALSE(life.belief.pending.has_value());
  life.later(6h);
  life.see(Status::available);
  life.later(2min);
  life.look(Status::available);
  life.later(6h);
  CHECK_FALSE(life.see(Status::claimed, "13").lied);  // it may have been away
  life.later(6h);
  life.see(Status::available);
  CHECK(life.told.empty());
}

TEST_CASE("a loss of ours is believed by looks 2 and 15 minutes and an hour after it was seen") {
  for (const Status gone : {Status::available, Status::suspended, Status::reserved}) {
    CAPTURE(name(gone));
    Life life = had_by("1", true);
    const auto first_seen = life.now;
    auto again = life.see(gone).ask_again;
    for (const auto after :
         {model::Milliseconds(2min), model::Milliseconds(15min), model::Milliseconds(1h)}) {
      CHECK(again == first_seen + after);
      life.now = first_seen + after - 1ms;
      CHECK(life.look(gone).ask_again == first_seen + after);
      CHECK(life.told.empty());
      life.later(1ms);
      again = life.look(gone).ask_again;
    }
    CHECK_FALSE(again.has_value());
    CHECK(life.told == Told{gone == Status::available ? "released high" : "suspended high"});
    CHECK(life.belief.since == first_seen);
  }
}

TEST_CASE("each lie that was caught lately adds a look at a loss, up to twelve") {
  struct Row {
    bool ours;
    std::size_t lies;
    int further;  // beside the one of a stranger's, or the three of ours
  };
  for (const Row& row : {Row{false, 1, 1}, Row{false, 4, 4}, Row{false, 40, 11}, Row{true, 1, 1},
                         Row{true, 9, 9}, Row{true, 40, 9}}) {
    CAPTURE(row.ours);
    CAPTURE(row.lies);
    Life life = had_by("1", row.ours);
    life.circumstances.lies = row.lies;
    auto again = life.see(Status::available).ask_again;
    for (int look = 0; look < (row.ours ? 3 : 1); ++look) {
      REQUIRE(again.has_value());
      life.now = *again;
      again = life.look(Status::available).ask_again;
    }
    for (int look = 0; look < row.further; ++look) {
      CHECK(life.told.empty());
      CHECK(again == life.now + 15min);
      life.later(15min);
      again = life.look(Status::available).ask_again;
    }
    CHECK_FALSE(again.has_value());
    CHECK(life.told.size() == (row.ours ? 1 : 0));
    life.later(6h);
    life.see(Status::available);
    CHECK(life.told.size() == 1);
  }
}

TEST_CASE("looks at ours that come late are still apart from each other") {
  Life life = had_by("1", true);
  life.see(Status::available);
  life.later(3h);
  CHECK(life.look(Status::available).ask_again == life.now + 2min);
  life.later(2min);
  CHECK(life.look(Status::available).ask_again == life.now + 2min);
  life.later(2min);
  life.see(Status::available);  // a sweep's answer is a look as well
  CHECK(life.told == Told{"released high"});
}

TEST_CASE(
    "a free handle is withheld after two sweeps and a look, but not where it was never sure") {
  Life life;
  life.sure(Status::available);
  life.later(6h);
  life.see(Status::reserved);
  life.later(2min);
  life.look(Status::suspended);  // nobody can have it, for whichever reason
  CHECK(life.told.empty());
  life.later(6h);
  life.see(Status::reserved);
  CHECK(life.told == Told{"withheld high"});
  Life provisional;
  provisional.see(Status::available);
  provisional.later(1h);
  provisional.sure(Status::reserved);
  CHECK(provisional.told.empty());
  CHECK(provisional.belief.state.status == Status::reserved);
}

TEST_CASE("a free handle whose closed account the platform shows was somebody's") {
  Life life;
  life.sure(Status::available);
  life.later(6h);
  life.sure(Status::suspended, "13");
  CHECK(life.told == Told{"suspended low"});
  life.later(6h);
  life.sure(Status::claimed, "14");
  CHECK(life.told.back() == "claimed critical");
}

TEST_CASE("a withheld handle that somebody shows on is claimed, with what was before") {
  Life life;
  life.sure(Status::available);
  life.later(6h);
  life.sure(Status::reserved);
  life.later(6h);
  const judging::Step step = life.sure(Status::claimed, "13");
  CHECK(life.told == Told{"withheld high", "claimed critical"});
  REQUIRE(step.before.has_value());
  CHECK(step.before->status == Status::reserved);
}

namespace {

// A unit in which so many targets are believed to have an account; the first ones are asked.
struct Unit {
  std::vector<TargetRow> rows;
  judging::UnitState state;
  model::Instant now = noon;
  Status gone_as = Status::available;

  Unit(long long claimed, int asked, int ours) {
    state = swept_unit(claimed);
    for (int i = 0; i < asked; ++i) {
      const std::string number = std::to_string(i);
      TargetRow row = believed("pn" + number, Status::claimed, "a" + number);
      if (i < ours) {
        row.belief.state.holder = Holder::ours;
        row.belief.our_account = "a" + number;
      }
      rows.push_back(std::move(row));
    }
  }

  // As many are gone, the others are there; what was told of them is in the rows and the state.
  Changes see(int gone, judging::Occasion occasion = judging::Occasion::sweep) {
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string number = std::to_string(i);
      const bool is_gone = static_cast<int>(i) < gone;
      Answer one = answer("pn" + number, is_gone ? gone_as : Status::claimed,
                          is_gone ? "" : "a" + number, now);
      one.circumstances.is_owned = rows_are_ours("pn" + number);
      answers.push_back(std::move(one));
    }
    state.occasion = occasion;
    const Changes changes = judging::record(rows, answers, state);
    carry_over(rows, changes);
    for (const auto& many : changes.many_lost) state.losses[many.sweep].told = many.event.severity;
    count();
    for (const auto& over : changes.losses_over) state.losses.erase(over.sweep);
    if (occasion == judging::Occasion::sweep) ++state.sweeps;
    return changes;
  }

  bool rows_are_ours(const std::string& handle) const {
    for (const TargetRow& row : rows) {
      if (row.handle == handle) return row.belief.our_account.has_value();
    }
    return false;
  }

  // As the ledger counts.
  void count() {
    for (auto& [sweep, losses] : state.losses) losses.targets = losses.ours = 0;
    for (const TargetRow& row : rows) {
      const long long sweep = judging::sweep_of_loss(row.belief);
      if (sweep == 0) continue;
      ++state.losses[sweep].targets;
      state.losses[sweep].ours += row.belief.pending->of_ours ? 1 : 0;
    }
  }
};

using judging::Occasion;

}  // namespace

TEST_CASE("a loss is one of many where it is not alone and they are over a tenth") {
  struct Row {
    long long claimed;
    int gone;
    bool many;
  };
  for (const Row& row :
       {Row{1, 1, false}, Row{2, 1, false}, Row{100, 10, false}, Row{99, 10, true},
        Row{100, 11, true}, Row{19, 2, true}, Row{20, 2, false}, Row{2, 2, true}}) {
    CAPTURE(row.claimed);
    CAPTURE(row.gone);
    Unit watched(row.claimed, row.gone, 0);
    CHECK(watched.see(row.gone).many_lost.empty());  // told at a second look, as all is
    watched.now += 2min;
    const Changes looked = watched.see(row.gone, Occasion::second_look);
    CHECK(looked.many_lost.size() == (row.many ? 1 : 0));
    if (row.many) {
      const model::Event& event = looked.many_lost[0].event;
      CHECK(event.type == EventType::platform_blind);
      CHECK(event.severity == Severity::medium);
      CHECK(event.losses == row.gone);
      CHECK(event.seen.target.platform == "bluesky");
      CHECK(event.watch == "police");
      CHECK(event.at == watched.now);
    }
    watched.now += 6h;
    CHECK(watched.see(row.gone).events.size() == (row.many ? 0 : row.gone));
  }
}

TEST_CASE("a loss that another account denies makes no many of the one that is left") {
  Unit unit(10, 2, 0);
  unit.see(2);
  unit.now += 2min;
  std::vector<Answer> answers = {answer("pn0", Status::available, "", unit.now),
                                 answer("pn1", Status::claimed, "another", unit.now)};
  unit.state.occasion = judging::Occasion::second_look;
  CHECK(judging::record(unit.rows, answers, unit.state).many_lost.empty());
  answers[1] = answer("pn1", Status::available, "", unit.now);
  CHECK(judging::record(unit.rows, answers, unit.state).many_lost.size() == 1);
}

TEST_CASE("of many losses each is believed when three days are over, to the millisecond") {
  Unit watched(20, 5, 0);
  watched.see(5);
  watched.now += 2min;
  CHECK(watched.see(5, Occasion::second_look).many_lost.size() == 1);
  for (int sweep = 0; sweep < 11; ++sweep) {
    watched.now += 6h;
    const Changes changes = watched.see(5);
    CHECK(changes.events.empty());
    CHECK(changes.many_lost.empty());  // told once
  }
  watched.now = noon + 72h - 1ms;
  CHECK(watched.see(5).events.empty());
  watched.now += 1ms;
  const Changes over = watched.see(5);
  CHECK(over.events.size() == 5);
  REQUIRE(over.losses_over.size() == 1);
  CHECK(over.losses_over[0].sweep == 5);
  CHECK_FALSE(over.losses_over[0].told.has_value());  // the accounts were told of
}

TEST_CASE("many losses that are accounts again are over, and the rest of them waits as long") {
  Unit watched(20, 5, 0);
  watched.see(5);
  watched.now += 2min;
  watched.see(5, Occasion::second_look);
  watched.now += 6h;
  CHECK(watched.see(1).losses_over.empty());
  watched.now += 6h;
  CHECK(watched.see(1).events.empty());  // the platform lied of the others
  watched.now += 6h;
  const Changes over = watched.see(0);
  REQUIRE(over.losses_over.size() == 1);
  REQUIRE(over.losses_over[0].told.has_value());
  CHECK(over.losses_over[0].told->type == EventType::platform_sees);
  CHECK(over.losses_over[0].at == watched.now);
}

TEST_CASE("one of many losses stays one of them when its handle is closed, or is free again") {
  Unit watched(20, 5, 0);
  watched.see(5);
  watched.now += 2min;
  watched.see(5, Occasion::second_look);
  for (const Status then : {Status::reserved, Status::available, Status::suspended}) {
    watched.gone_as = then;
    for (int sweep = 0; sweep < 2; ++sweep) {
      watched.now += 6h;
      CHECK(watched.see(5).events.empty());
      watched.now += 2min;
      CHECK(watched.see(5, Occasion::second_look).events.empty());
    }
  }
  watched.now += 72h;
  const Changes over = watched.see(5);
  CHECK(over.events.size() == 5);
  REQUIRE(over.losses_over.size() == 1);
  CHECK(over.losses_over[0].sweep == 5);
}

TEST_CASE("many losses with ours among them are told as grave as those, and ours wait too") {
  Unit watched(20, 5, 2);
  watched.see(5);
  watched.now += 2min;
  const Changes first = watched.see(5, Occasion::second_look);
  REQUIRE(first.many_lost.size() == 1);
  CHECK(first.many_lost[0].event.severity == Severity::high);
  CHECK(first.many_lost[0].event.detail ==
        "5 of 20 accounts are gone at once, 2 at handles of ours");
  watched.now = noon + 15min;
  watched.see(5, Occasion::second_look);
  watched.now = noon + 1h;
  CHECK(watched.see(5, Occasion::second_look).events.empty());
  watched.now = noon + 72h;
  const Changes over = watched.see(5);
  std::string told;
  for (const auto& one : over.events) told += std::string(name(one.event.severity)) + ' ';
  CHECK(over.events.size() == 5);
  CHECK(told == "high high low low low ");
}

TEST_CASE("many losses with a handle of ours among them that a stranger had are as grave as that") {
  Unit watched(20, 5, 1);
  watched.rows[0].belief.state.holder = Holder::stranger;
  watched.rows[0].belief.lost = true;
  watched.see(5);
  watched.now += 2min;
  const Changes changes = watched.see(5, Occasion::second_look);
  REQUIRE(changes.many_lost.size() == 1);
  CHECK(changes.many_lost[0].event.severity == Severity::high);
  CHECK(changes.many_lost[0].event.detail ==
        "5 of 20 accounts are gone at once, 1 at handles of ours");
}

TEST_CASE("ours that join many losses are told again, for they are graver") {
  judging::LossTally tally({{5, {4, 1, Severity::medium}}}, 20);
  tally.look_agreed(5, false);
  REQUIRE(tally.alarms().size() == 1);
  CHECK(tally.alarms()[0].severity == Severity::high);
  judging::LossTally told({{5, {4, 1, Severity::high}}}, 20);
  told.look_agreed(5, false);
  CHECK(told.alarms().empty());
  // Of another sweep nothing is said.
  judging::LossTally other({{4, {4, 0, std::nullopt}}}, 20);
  other.look_agreed(5, false);
  CHECK(other.alarms().empty());
  CHECK(other.are_many(4));
  CHECK_FALSE(other.are_many(5));
  CHECK_FALSE(other.are_many(0));
}
