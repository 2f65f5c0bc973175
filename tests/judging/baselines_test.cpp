// A target's first firm answer: what is told of who was there before we looked, and what of who
// came since. A table of lives, each an answer after the other.
#include <doctest/doctest.h>

#include "judging/baseline.hpp"
#include "judging/life.hpp"
#include "text/join.hpp"

using namespace std::chrono_literals;
using model::Holder;
using model::Status;
using tests::Life;
using tests::Told;

namespace {

// A sweep's answer, so long after the one before it, and what is told then: at its second looks.
struct Seen {
  model::Milliseconds after;
  const char* what;  // "free", "reserved", "suspended", "missed", "unknown" or an account
  Told told = {};
};

struct Story {
  const char* name;
  bool owned;
  std::vector<Seen> sweeps;
};

Status status_of(const std::string& what) {
  return what == "free"        ? Status::available
         : what == "reserved"  ? Status::reserved
         : what == "suspended" ? Status::suspended
                               : Status::claimed;
}

void see(Life& life, const std::string& what) {
  if (what == "missed" || what == "unknown") {
    life.circumstances.occasion = judging::Occasion::sweep;
    ++life.circumstances.sweep;
    life.circumstances.now = life.now;
    model::Observation none = Life::seen(Status::unknown, "", false);
    none.missed = what == "missed";
    life.follow(judging::next_state_unanswered(life.belief, none, false, life.circumstances));
    return;
  }
  const Status status = status_of(what);
  const std::string account = status == Status::claimed ? what : "";
  auto again = life.see(status, account).ask_again;
  while (again && *again != judging::at_next_sweep) {
    life.now = *again;
    again = life.look(status, account).ask_again;
  }
}

}  // namespace

TEST_CASE("what is told of a new target, answer by answer") {
  const Story stories[] = {
      {"the founding case: free in its first two sweeps, then taken, within the day",
       false,
       {{0h, "free"}, {1h, "free"}, {6h, "13", {"claimed critical"}}, {6h, "13"}}},
      {"a stranger was there first",
       false,
       {{0h, "13", {"baseline high"}}, {1h, "13"}, {6h, "13"}}},
      {"seen free once, and then taken: who knows",
       false,
       {{0h, "free"}, {1h, "13", {"baseline high"}}, {6h, "13"}}},
      {"seen free once, and taken when the day is over",
       false,
       {{0h, "free"}, {24h, "13", {"claimed critical"}}}},
      {"a millisecond before that", false, {{0h, "free"}, {24h - 1ms, "13", {"baseline high"}}}},
      {"closed in its first two sweeps, and taken within the day: it may have been his",
       false,
       {{0h, "reserved"}, {1h, "reserved"}, {6h, "13", {"baseline high"}}, {6h, "13"}}},
      {"suspended all day, and then taken",
       false,
       {{0h, "suspended"},
        {1h, "suspended"},
        {23h, "suspended"},
        {1h, "13", {"claimed critical"}}}},
      {"another stranger while the first was not sure",
       false,
       {{0h, "13", {"baseline high"}}, {1h, "14", {"baseline high"}}}},
      {"another stranger after two sweeps changed hands",
       false,
       {{0h, "13", {"baseline high"}}, {1h, "13"}, {5h, "14", {"changed-hands critical"}}}},
      {"free, closed and taken: the first sweeps agree on nothing",
       false,
       {{0h, "free"}, {1h, "reserved"}, {6h, "13", {"baseline high"}}}},
      {"an answer that failed between changes nothing",
       false,
       {{0h, "free"}, {1h, "unknown"}, {6h, "free"}, {6h, "13", {"claimed critical"}}}},
      {"on a road that only says claimed: nobody twice, then somebody",
       false,
       {{0h, "missed"}, {1h, "missed"}, {6h, "13", {"claimed critical"}}}},
      {"nobody once", false, {{0h, "missed"}, {1h, "13", {"baseline high"}}}},
      {"nobody once, weeks ago", false, {{0h, "missed"}, {500h, "13", {"baseline high"}}}},
      {"nobody in two sweeps with failures between",
       false,
       {{0h, "missed"}, {1h, "unknown"}, {6h, "missed"}, {6h, "13", {"claimed critical"}}}},
      {"ours that changed hands within the day is no baseline",
       true,
       {{0h, "1"}, {1h, "13", {"changed-hands critical"}}}},
      {"listed as ours, and free when it was first looked for",
       true,
       {{0h, "free", {"released high"}}, {6h, "free"}, {6h, "13", {"claimed critical"}}}},
  };
  for (const Story& story : stories) {
    CAPTURE(story.name);
    Life life;
    life.circumstances.is_owned = story.owned;
    int number = 0;
    for (const Seen& seen : story.sweeps) {
      ++number;
      CAPTURE(number);
      life.later(seen.after);
      life.told.clear();
      see(life, seen.what);
      CHECK(text::joined(life.told, ", ") == text::joined(seen.told, ", "));
    }
  }
}

TEST_CASE("a claim after a sure baseline says what was before, a baseline nothing") {
  Life sure;
  see(sure, "free");
  const auto since = sure.now;
  sure.later(1h);
  see(sure, "free");
  sure.later(6h);
  const judging::Step claimed = sure.sure(Status::claimed, "13");
  REQUIRE(claimed.before.has_value());
  CHECK(claimed.before->status == Status::available);
  CHECK(claimed.before->since == since);
  Life unsure;
  see(unsure, "free");
  unsure.later(1h);
  CHECK_FALSE(unsure.sure(Status::claimed, "13").before.has_value());
}

TEST_CASE("a baseline is sure when another sweep says the same, and by nothing else") {
  Life life;
  life.see(Status::available);
  CHECK(judging::is_provisional(life.belief));
  life.later(2min);
  life.look(Status::available);
  --life.circumstances.sweep;
  life.see(Status::available);  // the same sweep
  CHECK(judging::is_provisional(life.belief));
  life.see(Status::available);
  CHECK_FALSE(judging::is_provisional(life.belief));
  // One that a second look gave is confirmed by the next sweep.
  Life looked;
  looked.look(Status::available);
  CHECK(looked.belief.baseline == 0);
  looked.see(Status::available);
  CHECK_FALSE(looked.belief.baseline.has_value());
}

TEST_CASE(
    "sweeps without a hit are counted once each, up to two, and only where nothing is known") {
  Life life;
  const auto miss = [&life](judging::Occasion occasion, long long sweep) {
    life.circumstances.occasion = occasion;
    life.circumstances.sweep = sweep;
    model::Observation none = Life::seen(Status::unknown, "", false);
    none.missed = true;
    life.belief =
        judging::next_state_unanswered(life.belief, none, false, life.circumstances).belief;
    return life.belief.misses ? life.belief.misses->sweeps : 0;
  };
  CHECK(miss(judging::Occasion::second_look, 1) == 0);
  CHECK(miss(judging::Occasion::sweep, 1) == 1);
  CHECK(miss(judging::Occasion::sweep, 1) == 1);
  CHECK(miss(judging::Occasion::second_look, 2) == 1);
  CHECK(miss(judging::Occasion::sweep, 2) == 2);
  CHECK(miss(judging::Occasion::sweep, 3) == 2);
  CHECK(life.belief.misses->last == 2);
  life.circumstances.sweep = 3;
  life.sure(Status::claimed, "13");
  CHECK_FALSE(life.belief.misses.has_value());
  CHECK(miss(judging::Occasion::sweep, 9) == 0);
  CHECK(life.belief.state.status == Status::claimed);  // a miss proves nothing
}

TEST_CASE("a miss at a second look denies what was seen") {
  Life life;
  life.see(Status::claimed, "13");
  life.later(2min);
  model::Observation none = Life::seen(Status::unknown, "", false);
  none.missed = true;
  life.circumstances.now = life.now;
  life.circumstances.occasion = judging::Occasion::second_look;
  const auto step = judging::next_state_unanswered(life.belief, none, true, life.circumstances);
  CHECK(step.ask_again == judging::at_next_sweep);
  CHECK(step.belief.pending->denied);
}
