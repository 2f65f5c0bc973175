// The life of a target, told as a script: what is seen when, what is believed, what is told.
#include "judging/life.hpp"

#include <doctest/doctest.h>

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
    const judging::Step step = judging::live(belief, seen, circumstances);
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
