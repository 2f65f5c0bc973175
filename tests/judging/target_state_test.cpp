// The life of a target, told as a script: what is seen when, what is believed, what is told.
#include "judging/target_state.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "text/join.hpp"

using namespace std::chrono_literals;
using judging::Belief;
using judging::Circumstances;
using judging::IncidentStep;
using model::EventType;
using model::Holder;
using model::Instant;
using model::Severity;
using model::Status;

namespace {

constexpr auto confirm = 2min;

// One target, one answer after the other.
struct Life {
  Belief belief;
  Circumstances circumstances;
  Instant now = Instant(0ms) + 480'000h;
  std::vector<std::string> told;  // "claimed critical"

  Life() { circumstances.confirm = confirm; }

  judging::Step see(Status status, const std::string& account = "", bool parody = false) {
    model::Observation seen;
    seen.status = status;
    seen.checked_at = now;
    if (!account.empty()) seen.profile.account_id = account;
    if (parody) seen.profile.more.emplace_back("parody", "true");
    circumstances.now = now;
    const judging::Step step = judging::next_state(belief, seen, circumstances);
    belief = step.belief;
    if (step.incident == IncidentStep::open) circumstances.has_open_incident = true;
    if (step.incident == IncidentStep::resolve) circumstances.has_open_incident = false;
    if (step.told) {
      told.push_back(std::string(name(step.told->type)) + ' ' +
                     std::string(name(step.told->severity)) +
                     (step.told->flapping ? " flapping" : ""));
    }
    return step;
  }

  // Seen, and seen again after the confirmation.
  judging::Step sure(Status status, const std::string& account = "") {
    const judging::Step first = see(status, account);
    if (!first.ask_again) return first;
    CHECK(*first.ask_again == now + confirm);
    CHECK_FALSE(first.told.has_value());
    now = *first.ask_again;
    return see(status, account);
  }

  void later(model::Milliseconds time) { now += time; }
};

using Told = std::vector<std::string>;

// What is seen, in one word a change: "free", "suspended", "reserved", or the account that has it.
void change_to(Life& life, const std::string& seen) {
  const auto status = seen == "free"        ? Status::available
                      : seen == "suspended" ? Status::suspended
                      : seen == "reserved"  ? Status::reserved
                                            : Status::claimed;
  life.sure(status, status == Status::claimed ? seen : "");
}

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

TEST_CASE("a free handle that a stranger takes is told after a second look, and once") {
  Life life;
  life.sure(Status::available);
  CHECK(life.told.empty());
  life.later(6h);
  const Instant first_seen = life.now;
  life.sure(Status::claimed, "13");
  CHECK(life.told == Told{"claimed critical"});
  CHECK(life.belief.since == first_seen);
  CHECK(life.belief.state.holder == Holder::stranger);
  for (int sweep = 0; sweep < 5; ++sweep) {
    life.later(6h);
    life.sure(Status::claimed, "13");
  }
  CHECK(life.told.size() == 1);
}

TEST_CASE("a handle whose account is gone is told with how long the platform holds it back") {
  struct Row {
    std::optional<model::Milliseconds> held_back;
    std::optional<model::Milliseconds> until;  // since it was first seen; max(): for ever
  };
  for (const Row& row : {Row{std::nullopt, std::nullopt}, Row{90 * 24h, 90 * 24h},
                         Row{model::Milliseconds::max(), model::Milliseconds::max()}}) {
    Life life;
    life.circumstances.held_back = row.held_back;
    life.sure(Status::claimed, "13");
    life.later(6h);
    const Instant first_seen = life.now;
    const judging::Step step = life.sure(Status::available);
    REQUIRE(step.told.has_value());
    CHECK(step.told->type == model::EventType::released);
    std::optional<Instant> until;
    if (row.until) {
      const bool ends = *row.until != model::Milliseconds::max();
      until = ends ? first_seen + *row.until : model::for_ever;
    }
    CHECK(step.told->held_until == until);
  }
}

TEST_CASE("what is seen once and then not is never told") {
  Life life;
  life.sure(Status::available);
  life.later(6h);
  CHECK(life.see(Status::claimed, "13").ask_again.has_value());
  life.later(confirm);
  CHECK_FALSE(life.see(Status::available).ask_again.has_value());
  CHECK_FALSE(life.belief.pending.has_value());
  life.later(6h);
  CHECK(life.see(Status::claimed, "13").ask_again.has_value());  // and the count begins anew
  CHECK(life.told.empty());
}

TEST_CASE("a second look that comes too early, or sees another account, decides nothing") {
  Life life;
  life.sure(Status::available);
  life.see(Status::claimed, "13");
  const Instant due = life.now + confirm;
  life.later(confirm - 1ms);
  CHECK(life.see(Status::claimed, "13").ask_again == due);
  life.later(1ms);
  CHECK(life.see(Status::claimed, "14").ask_again == life.now + confirm);
  CHECK(life.told.empty());
  life.later(confirm);
  life.see(Status::claimed, "14");
  CHECK(life.told == Told{"claimed critical"});
}

TEST_CASE("a clock that was set back begins the second look again instead of waiting for ever") {
  Life life;
  life.sure(Status::available);
  life.see(Status::claimed, "13");
  life.later(-3h);
  CHECK(life.see(Status::claimed, "13").ask_again == life.now + confirm);
  life.later(confirm);
  life.see(Status::claimed, "13");
  CHECK(life.told.size() == 1);
}

TEST_CASE("a stranger who was there first is a baseline: high, or medium for a look-alike") {
  Life life;
  life.sure(Status::claimed, "13");
  CHECK(life.told == Told{"baseline high"});
  Life variant;
  variant.circumstances.is_variant = true;
  variant.sure(Status::claimed, "13");
  variant.sure(Status::available);
  variant.sure(Status::claimed, "14");
  CHECK(variant.told == Told{"baseline medium", "released low", "claimed medium"});
}

TEST_CASE("another account under the same handle changed hands, one without an id did not") {
  Life life;
  life.sure(Status::claimed, "13");
  life.sure(Status::claimed, "");
  life.sure(Status::claimed, "13");
  CHECK(life.told.size() == 1);
  life.later(48h);
  life.sure(Status::claimed, "14");
  CHECK(life.told.back() == "changed-hands critical");
  CHECK(life.belief.state.account_id == "14");
}

TEST_CASE("ours is ours by the listed id, or by the first that was seen") {
  Life life;
  life.circumstances.is_owned = true;
  life.sure(Status::claimed, "1");
  CHECK(life.belief.state.holder == Holder::ours);
  life.later(48h);
  life.sure(Status::claimed, "2");
  CHECK(life.told == Told{"changed-hands critical"});
  life.later(48h);
  life.sure(Status::claimed, "1");
  CHECK(life.told.back() == "back info");
  life.later(48h);
  life.sure(Status::available);
  life.sure(Status::claimed, "3");  // not ours for being another than the stranger
  CHECK(life.told.back() == "claimed critical");

  Life listed;
  listed.circumstances.is_owned = true;
  listed.circumstances.owned_id = "1";
  listed.sure(Status::claimed, "2");
  CHECK(listed.told == Told{"baseline high"});
  listed.sure(Status::claimed, "1");
  CHECK(listed.told.back() == "back info");
  CHECK_FALSE(listed.circumstances.has_open_incident);
}

TEST_CASE("what is lost of ours is high, what strangers lose is low") {
  struct Row {
    bool ours;
    Status then;
    const char* told;
  };
  for (const Row& row : {Row{true, Status::available, "released high"},
                         Row{true, Status::suspended, "suspended high"},
                         Row{true, Status::reserved, "suspended high"},
                         Row{false, Status::available, "released low"},
                         Row{false, Status::suspended, "suspended low"}}) {
    CAPTURE(std::string(row.told));
    Life life;
    life.circumstances.is_owned = row.ours;
    life.sure(Status::claimed, "1");
    life.told.clear();
    life.later(48h);
    life.sure(row.then);
    CHECK(life.told == Told{row.told});
  }
}

TEST_CASE("a suspended account that returns is back, whoever has it") {
  for (const bool ours : {true, false}) {
    CAPTURE(ours);
    Life life;
    life.circumstances.is_owned = ours;
    life.sure(Status::claimed, "1");
    life.later(48h);
    life.sure(Status::suspended);
    life.later(48h);
    life.sure(Status::reserved);
    life.later(48h);
    life.sure(Status::claimed, "1");
    CHECK(life.told.back() == "back info");
    CHECK(life.circumstances.has_open_incident != ours);
  }
}

TEST_CASE("an account that moved to another handle is told as renamed") {
  Life life;
  life.circumstances.is_owned = true;
  life.sure(Status::claimed, "1");
  life.circumstances.moved = true;
  life.sure(Status::available);
  CHECK(life.told == Told{"renamed high"});
}

TEST_CASE("a handle that we register ourselves is nobody's business but the incident's") {
  Life life;
  life.sure(Status::available);
  life.circumstances.is_owned = true;  // marked as registered before the platform shows it
  CHECK_FALSE(life.sure(Status::available).changed);
  life.sure(Status::claimed, "1");
  CHECK(life.told.empty());
  CHECK(life.belief.state.holder == Holder::ours);
}

TEST_CASE("a stranger whom a person dismissed is not told again until it is another") {
  Life life;
  life.sure(Status::claimed, "13");
  life.circumstances.dismissed = judging::Dismissal{Holder::bystander, "13"};
  life.circumstances.has_open_incident = false;
  life.later(6h);
  life.sure(Status::claimed, "13");
  CHECK(life.belief.state.holder == Holder::bystander);
  life.sure(Status::suspended);
  life.later(48h);
  life.sure(Status::claimed, "13");
  CHECK(life.told == Told{"baseline high", "suspended low"});
  life.later(48h);
  life.sure(Status::claimed, "14");
  CHECK(life.told.back() == "changed-hands critical");
  Life released;
  released.circumstances.dismissed = judging::Dismissal{Holder::bystander, std::nullopt};
  released.sure(Status::claimed);
  CHECK(released.told.empty());
  CHECK(released.sure(Status::available).dismissal_ends);
}

TEST_CASE("what was open of an account ends when it is back and nobody need hear of it") {
  Life dismissed;
  dismissed.sure(Status::claimed, "13");
  dismissed.circumstances.dismissed = judging::Dismissal{Holder::bystander, "13"};
  dismissed.circumstances.has_open_incident = false;
  dismissed.sure(Status::suspended);
  CHECK(dismissed.circumstances.has_open_incident);
  dismissed.later(6h);
  CHECK_FALSE(dismissed.sure(Status::claimed, "13").told);
  CHECK_FALSE(dismissed.circumstances.has_open_incident);
  Life listed;  // a person lists the account that is there
  listed.circumstances.is_owned = true;
  listed.circumstances.owned_id = "1";
  listed.sure(Status::claimed, "1");
  listed.sure(Status::claimed, "2");
  CHECK(listed.circumstances.has_open_incident);
  listed.circumstances.owned_id = "2";
  listed.sure(Status::claimed, "2");
  CHECK(listed.told == Told{"changed-hands critical", "back info"});
  CHECK_FALSE(listed.circumstances.has_open_incident);
}

TEST_CASE("a parody that the platform labels is one, and troubles all the same") {
  Life life;
  life.see(Status::claimed, "13", true);
  life.later(confirm);
  life.see(Status::claimed, "13", true);
  CHECK(life.belief.state.holder == Holder::parody);
  CHECK(life.told == Told{"baseline high"});
}

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
      {{"suspended"}, "suspended high", true},
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
  CHECK(Flapping(false, freed, {"13", "suspended"}).quiet() == "suspended low");
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

TEST_CASE("a stranger's suspended handle that another takes is a claim, not his return") {
  for (const char* account : {"14", ""}) {  // an answer without an id does not say that it is he
    CAPTURE(std::string(account));
    Life life;
    life.sure(Status::claimed, "13");
    life.sure(Status::suspended);
    life.sure(Status::claimed, account);
    CHECK(life.told == Told{"baseline high", "suspended low", "claimed critical"});
    CHECK(life.circumstances.has_open_incident);
    CHECK(life.belief.state.account_id.value_or("") == account);
  }
  // Nor is it one where the first account was never known.
  Life unknown;
  unknown.sure(Status::claimed);
  unknown.sure(Status::suspended);
  unknown.sure(Status::claimed, "14");
  CHECK(unknown.told.back() == "claimed critical");
}

TEST_CASE("an answer without an id forgets neither a stranger's account nor ours") {
  Life life;
  life.sure(Status::claimed, "13");
  life.sure(Status::claimed);
  CHECK(life.belief.state.account_id == "13");
  life.sure(Status::claimed, "14");
  CHECK(life.told.back() == "changed-hands critical");

  Life ours;
  ours.circumstances.is_owned = true;
  ours.sure(Status::claimed, "1");
  ours.sure(Status::claimed);
  CHECK(ours.belief.state.account_id == "1");
  CHECK(ours.belief.our_account == "1");
  ours.sure(Status::claimed, "2");
  CHECK(ours.told == Told{"changed-hands critical"});
  CHECK(ours.belief.our_account == "1");

  // Of a stranger who came between two answers with an id nothing is carried over from us.
  Life unpinned;
  unpinned.circumstances.is_owned = true;
  unpinned.sure(Status::claimed, "1");
  unpinned.circumstances.is_owned = false;
  unpinned.sure(Status::claimed);
  CHECK_FALSE(unpinned.belief.state.account_id);

  // While it is suspended, an answer may show no id, or another one.
  Life suspended;
  suspended.sure(Status::claimed, "13");
  suspended.sure(Status::suspended);
  CHECK(suspended.belief.state.account_id == "13");
  CHECK(suspended.belief.state.holder == Holder::stranger);
  suspended.sure(Status::suspended, "14");
  CHECK(suspended.belief.state.account_id == "14");
  suspended.sure(Status::available, "14");  // nobody's
  CHECK_FALSE(suspended.belief.state.account_id);
  CHECK_FALSE(suspended.belief.state.holder);
}

TEST_CASE("what is listed as ours and nobody has is told at the first look, and is open") {
  struct Row {
    Status found;
    bool ours;
    Told told;
  };
  const Row rows[] = {{Status::available, true, {"released high"}},
                      {Status::suspended, true, {"suspended high"}},
                      {Status::reserved, true, {"suspended high"}},
                      {Status::claimed, true, {}},
                      {Status::available, false, {}},
                      {Status::suspended, false, {}},
                      {Status::reserved, false, {}}};
  for (const Row& row : rows) {
    CAPTURE(name(row.found));
    CAPTURE(row.ours);
    Life life;
    life.circumstances.is_owned = row.ours;
    const judging::Step step = life.sure(row.found);
    CHECK(life.told == row.told);
    CHECK(life.circumstances.has_open_incident != row.told.empty());
    CHECK_FALSE(step.before);
    CHECK(life.belief.state.status == row.found);
    CHECK(life.sure(row.found).changed == false);
  }
}

TEST_CASE("a listed handle that a stranger releases is still not ours") {
  Life life;
  life.circumstances.is_owned = true;
  life.sure(Status::claimed, "1");
  life.sure(Status::claimed, "13");
  life.sure(Status::available);
  CHECK(life.told == Told{"changed-hands critical", "released high"});
  CHECK(life.circumstances.has_open_incident);
  // Of one that is not listed the incident ends with the stranger.
  Life other;
  other.sure(Status::claimed, "13");
  other.sure(Status::available);
  CHECK(other.told == Told{"baseline high", "released low"});
  CHECK_FALSE(other.circumstances.has_open_incident);
}

TEST_CASE("a handle that nobody had is told free only to whoever has an open incident of it") {
  Life life;
  life.sure(Status::reserved);
  CHECK(life.sure(Status::available).changed);
  CHECK(life.told.empty());
  Life open;
  open.sure(Status::reserved);
  open.circumstances.has_open_incident = true;
  open.sure(Status::available);
  CHECK(open.told == Told{"released low"});
  CHECK_FALSE(open.circumstances.has_open_incident);
}

TEST_CASE("from free to closed and between the closed states nothing is told") {
  Life life;
  life.sure(Status::available);
  life.sure(Status::suspended);
  life.sure(Status::reserved);
  CHECK(life.told.empty());
  CHECK(life.belief.state.status == Status::reserved);
  CHECK_FALSE(life.circumstances.has_open_incident);
}

TEST_CASE("a dismissal ends with its account, and holds for no other") {
  Life life;
  life.circumstances.dismissed = judging::Dismissal{Holder::bystander, "13"};
  life.sure(Status::claimed, "13");
  CHECK(life.belief.state.holder == Holder::bystander);
  CHECK_FALSE(life.sure(Status::suspended).dismissal_ends);
  CHECK(life.belief.state.holder == Holder::bystander);
  CHECK_FALSE(life.sure(Status::claimed, "13").dismissal_ends);
  life.sure(Status::claimed, "14");
  CHECK(life.belief.state.holder == Holder::stranger);
  CHECK(life.told.back() == "changed-hands critical");
  CHECK(life.sure(Status::available).dismissal_ends);
  // An answer without an id, or a dismissal of one: whoever holds it may be the same.
  Life shy;
  shy.circumstances.dismissed = judging::Dismissal{Holder::bystander, "13"};
  shy.sure(Status::claimed);
  CHECK(shy.belief.state.holder == Holder::bystander);
  CHECK(shy.told.empty());
}

TEST_CASE("a suspended account that moved to another handle was renamed") {
  Life life;
  life.circumstances.is_owned = true;
  life.sure(Status::claimed, "1");
  life.circumstances.moved = true;
  life.sure(Status::suspended);
  CHECK(life.told == Told{"renamed high"});
  CHECK(life.circumstances.has_open_incident);
}

TEST_CASE("ours that is found again is told only to whoever heard that it was lost") {
  Life life;
  life.sure(Status::available);
  life.circumstances.is_owned = true;
  life.circumstances.has_open_incident = true;
  life.sure(Status::claimed, "1");
  CHECK(life.told == Told{"back info"});
  CHECK_FALSE(life.circumstances.has_open_incident);
  Life closed;  // the platform had it closed: news without an incident
  closed.circumstances.is_owned = true;
  closed.sure(Status::claimed, "1");
  closed.sure(Status::suspended);
  closed.circumstances.has_open_incident = false;
  closed.sure(Status::claimed, "1");
  CHECK(closed.told == Told{"suspended high", "back info"});
}

TEST_CASE(
    "ours that moved to another handle while this one flapped is told as renamed, and is open") {
  Flapping life(true, ours_goes, {"1", "free"});
  life.circumstances.moved = true;
  CHECK(life.quiet() == "renamed high");
  CHECK(life.circumstances.has_open_incident);
  Flapping closed(true, ours_goes, {"1", "reserved"});
  closed.circumstances.moved = true;
  CHECK(closed.quiet() == "renamed high");
}

TEST_CASE("another account of ours, once it is the listed one, is no news") {
  Life life;
  life.circumstances.is_owned = true;
  life.circumstances.owned_id = "1";
  life.sure(Status::claimed, "1");
  life.circumstances.owned_id = "2";
  life.circumstances.has_open_incident = true;
  CHECK(life.sure(Status::claimed, "2").changed);
  CHECK(life.told.empty());
  CHECK(life.belief.our_account == "2");
}

TEST_CASE("what is believed is not pending any more, told or not") {
  Life life;
  life.sure(Status::claimed, "13");
  CHECK_FALSE(life.belief.pending);
  life.see(Status::claimed, "14");
  CHECK(life.belief.pending);
  life.circumstances.dismissed = judging::Dismissal{Holder::bystander, "14"};
  life.see(Status::claimed, "14");  // nobody need hear of him now
  CHECK(life.belief.state.account_id == "14");
  CHECK_FALSE(life.belief.pending);
}

TEST_CASE("an id that is shown for the first time is learnt, and no other account") {
  Life life;
  life.sure(Status::claimed);
  CHECK_FALSE(life.sure(Status::claimed, "13").changed);
  CHECK(life.told == Told{"baseline high"});
  CHECK(life.belief.state.account_id == "13");
}
