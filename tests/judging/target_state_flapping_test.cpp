// Handles that change too often: what is told while they do, and what is left to tell after it.
#include <algorithm>

#include <doctest/doctest.h>

#include "judging/life.hpp"
#include "judging/target_state.hpp"
#include "text/join.hpp"

using namespace std::chrono_literals;
using model::Holder;
using model::Instant;
using model::Status;
using tests::Life;
using tests::Told;

namespace {

// A handle that is told of seven times within a day, the last of them as `told_last`; what is then
// changed to in `unheard` is seen for a day and a half.
struct Flapping : Life {
  Flapping(bool ours, const Told& changes, const Told& unheard) {
    circumstances.is_owned = ours;
    for (const std::string& seen : changes) change_after_a_while(seen);
    REQUIRE(told.size() == judging::most_told + 1);
    REQUIRE(told.back().ends_with(" flapping"));
    told_last = told.back();
    for (const std::string& seen : unheard) change_after_a_while(seen);
    CHECK(told.back() == told_last);
  }

  void change_after_a_while(const std::string& seen) {
    later(10min);
    change_to(*this, seen);
    last = seen;
  }

  // What is told until a day without a change is over, and in half a day more.
  std::string quiet() {
    told.clear();
    const Instant since = belief.since;
    while (now < since + 36h) {
      later(6h);
      change_to(*this, last);
      if (now < since + judging::flapping_window) CHECK(told.empty());
    }
    return text::joined(told, ", ");
  }

  std::string told_last, last;
};

const Told ours_goes = {"1", "free", "1", "free", "1", "free", "1", "free"};  // told 7 times
const Told taken = {"13", "free", "13", "free", "13", "free", "13"};

}  // namespace

TEST_CASE("a handle that flaps is told so once, and again when it has been quiet for a day") {
  Life life;
  life.sure(Status::available);
  int changes = 0;
  for (; changes < 40; ++changes) {
    life.later(10min);
    life.sure(changes % 2 == 0 ? Status::claimed : Status::available, changes % 2 == 0 ? "13" : "");
  }
  CHECK(life.told.size() == judging::most_told + 1);
  CHECK(life.told.back().ends_with("flapping"));
  life.sure(Status::claimed, "13");
  CHECK(life.told.size() == judging::most_told + 1);
  for (int sweep = 0; sweep < 5; ++sweep) {
    life.later(6h);
    life.sure(Status::claimed, "13");
  }
  CHECK(life.told.size() == judging::most_told + 2);
  CHECK(life.told.back() == "claimed critical");
}

TEST_CASE(
    "whatever is left of a handle of ours that flapped is told when it is quiet, and is open") {
  struct Row {
    Told unheard;
    const char* told;
    bool open;
  };
  const Row rows[] = {
      {{"1", "free"}, "released high", true},
      {{}, "released high", true},
      {{"1", "suspended"}, "suspended high", true},
      {{"1", "reserved"}, "suspended high", true},
      {{"suspended"}, "withheld high", true},  // it was told free last, and nobody came
      {{"1", "13"}, "claimed critical", true},
      {{"13"}, "claimed critical", true},
      {{"1"}, "back info", false},
      {{"13", "1"}, "back info", false},
  };
  for (const Row& row : rows) {
    CAPTURE(text::joined(row.unheard, ", "));
    Flapping life(true, ours_goes, row.unheard);
    REQUIRE(life.told_last == "released high flapping");
    CHECK(life.circumstances.has_open_incident);
    CHECK(life.quiet() == row.told);
    CHECK(life.circumstances.has_open_incident == row.open);
    CHECK_FALSE(life.belief.hushed);
  }
}

TEST_CASE("whatever became of a stranger's handle that flapped is told when it is quiet") {
  struct Row {
    Told unheard;
    const char* told;
    bool open;
  };
  const Row rows[] = {
      {{"free", "13"}, "claimed critical", true},
      {{"14"}, "changed-hands critical", true},
      {{"free", "14"}, "changed-hands critical", true},
      {{"free"}, "released low", false},
      {{"suspended"}, "suspended low", true},
      {{"14", "suspended"}, "suspended low", true},
      {{"suspended", "free"}, "released low", false},
  };
  for (const Row& row : rows) {
    CAPTURE(text::joined(row.unheard, ", "));
    Flapping life(false, taken, row.unheard);
    REQUIRE(life.told_last == "claimed critical flapping");
    CHECK(life.quiet() == row.told);
    CHECK(life.circumstances.has_open_incident == row.open);
    CHECK_FALSE(life.belief.hushed);
  }
  // Told last that it is free: nothing is left to say of that, but of whoever came since.
  const Told freed = {"13", "free", "13", "free", "13", "14", "free"};
  Flapping gone(false, freed, {"13", "free"});
  CHECK(gone.circumstances.has_open_incident);
  CHECK(gone.quiet() == "");
  CHECK_FALSE(gone.circumstances.has_open_incident);
  CHECK(Flapping(false, freed, {"13"}).quiet() == "claimed critical");
  Flapping closed(false, freed, {"13", "suspended"});
  CHECK(closed.quiet() == "suspended low");
  CHECK(closed.circumstances.has_open_incident);
  // Kept back by the platform, and nobody is shown to have it.
  Flapping reserved(false, freed, {"reserved"});
  CHECK(reserved.quiet() == "withheld high");
  CHECK(reserved.circumstances.has_open_incident);
  // Told last that his account was closed, which it still is: what is open of it stays open.
  Flapping still(false, {"13", "14", "suspended", "14", "suspended", "14", "suspended"}, {});
  CHECK(still.quiet() == "");
  CHECK(still.circumstances.has_open_incident);
}

TEST_CASE(
    "a hush ends a day after what was told last, to the millisecond, and after the last change") {
  Flapping life(true, ours_goes, {});
  life.now = life.belief.told.back() + judging::flapping_window - 1ms;
  life.see(Status::available);
  CHECK(life.told.back() == life.told_last);
  life.later(1ms);
  life.see(Status::available);
  CHECK(life.told.back() == "released high");
  Flapping late(true, ours_goes, {});
  late.later(20h);
  change_to(late, "13");
  late.later(5h);
  change_to(late, "13");
  CHECK(late.told.back() == late.told_last);
  late.later(19h);
  change_to(late, "13");
  CHECK(late.told.back() == "claimed critical");
}

TEST_CASE("changes of one moment make a handle flap as well") {
  Life life;
  life.circumstances.confirm = 0ms;
  for (const char* seen : {"13", "14", "13", "14", "13", "14", "13"}) {
    life.see(Status::claimed, seen);
    life.see(Status::claimed, seen);
  }
  CHECK(life.told.size() == judging::most_told + 1);
  CHECK(life.told.back() == "changed-hands critical flapping");
}

TEST_CASE("of a hush of which it is not known what was told before it, what is there is told") {
  Flapping life(false, taken, {});
  life.belief.hushed->state = {};
  CHECK(life.quiet() == "claimed critical");
}

TEST_CASE("a day without an answer ends a hush as well: the next change is told as ever") {
  Flapping life(true, ours_goes, {"1"});
  life.told.clear();
  life.later(30h);
  change_to(life, "13");
  CHECK(life.told == Told{"claimed critical"});
  CHECK_FALSE(life.belief.hushed);
  Flapping back(true, ours_goes, {"13"});
  back.told.clear();
  back.later(30h);
  change_to(back, "1");
  CHECK(back.told == Told{"back info"});
  CHECK_FALSE(back.circumstances.has_open_incident);
}

TEST_CASE("what is told after a hush says what people were last told before it, and since when") {
  Flapping life(false, taken, {});
  const Instant told_since = life.belief.since;
  life.later(10min);
  change_to(life, "free");
  life.later(10min);
  change_to(life, "14");
  life.later(24h);
  const judging::Step step = life.sure(Status::claimed, "14");
  REQUIRE(step.told);
  REQUIRE(step.before);
  CHECK(step.before->account_id == "13");
  CHECK(step.before->holder == Holder::stranger);
  CHECK(step.before->since == told_since);
  CHECK_FALSE(step.changed);  // it was believed, and a line of the history, when it came
  // Nothing is another than was told: there is no 'before'.
  Flapping same(false, taken, {});
  same.later(24h);
  CHECK_FALSE(same.sure(Status::claimed, "13").before);
}

TEST_CASE("a handle that came free while it flapped is held back since it did") {
  Flapping life(false, taken, {"free"});
  life.circumstances.held_back = 90 * 24h;
  const Instant gone = life.belief.since;
  life.later(25h);
  const judging::Step step = life.sure(Status::available);
  REQUIRE(step.told);
  CHECK(step.told->held_until == gone + 90 * 24h);
}

TEST_CASE("after a hush a handle may be told of as often as any other before it flaps again") {
  Flapping life(false, taken, {});
  CHECK(life.quiet() == "claimed critical");
  life.told.clear();
  for (int i = 0; i < 3; ++i) {
    life.change_after_a_while("free");
    life.change_after_a_while("13");
  }
  CHECK(life.told.size() == 6);
  CHECK_FALSE(life.told[4].ends_with("flapping"));
  CHECK(life.told.back() == "claimed critical flapping");  // the seventh within a day
}

TEST_CASE("of a stranger who is dismissed while the handle flaps nothing is left to tell") {
  Flapping life(false, taken, {"free", "13"});
  life.circumstances.dismissed = judging::Dismissal{Holder::bystander, "13"};
  life.circumstances.has_open_incident = false;
  CHECK(life.quiet() == "");
  CHECK_FALSE(life.belief.hushed);
  // Another one, whom nobody dismissed.
  Flapping other(false, taken, {"free", "14"});
  other.circumstances.dismissed = judging::Dismissal{Holder::bystander, "13"};
  CHECK(other.quiet() == "changed-hands critical");
}

TEST_CASE("a look-alike that flapped is told as one when it is quiet") {
  Flapping life(false, taken, {"free", "14"});
  life.circumstances.is_variant = true;
  CHECK(life.quiet() == "changed-hands medium");
}

TEST_CASE("a hush ends although the clock was set back since") {
  Flapping life(true, ours_goes, {"1", "free"});
  life.told.clear();
  life.later(-30 * 24h);
  change_to(life, "free");
  CHECK(life.told == Told{"released high"});
}

TEST_CASE("alerts of other days do not make a handle flap") {
  Life life;
  for (int day = 0; day < 60; ++day) {
    change_to(life, day % 2 == 0 ? "13" : "free");
    life.later(judging::flapping_window);
  }
  CHECK(life.told.size() == 60);
  CHECK(std::none_of(life.told.begin(), life.told.end(),
                     [](const std::string& one) { return one.ends_with("flapping"); }));
  CHECK(life.belief.told.size() <= 2);  // what is old is forgotten
  // Nor do those of a clock that was set back since.
  Life back;
  for (int i = 0; i < 20; ++i) {
    change_to(back, i % 2 == 0 ? "13" : "free");
    back.later(-1h);
  }
  CHECK(back.told.size() == 20);
  CHECK_FALSE(back.belief.hushed);
}

TEST_CASE(
    "ours that moved to another handle while this one flapped is told as renamed, and is open") {
  Flapping life(true, ours_goes, {"1", "free"});
  life.circumstances.moved = true;
  CHECK(life.quiet() == "renamed high");
  CHECK(life.circumstances.has_open_incident);
  Flapping closed(true, ours_goes, {"1", "reserved"});
  closed.circumstances.moved = true;
  closed.circumstances.has_open_incident = false;
  CHECK(closed.quiet() == "renamed high");
  CHECK(closed.circumstances.has_open_incident);
}
