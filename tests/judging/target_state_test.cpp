// What is believed of a target when, and what is told of it.
#include "judging/target_state.hpp"

#include <doctest/doctest.h>

#include "judging/life.hpp"

using namespace std::chrono_literals;
using model::Holder;
using model::Instant;
using model::Status;
using tests::confirm;
using tests::Life;
using tests::Told;

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

TEST_CASE("a second look that comes too early decides nothing") {
  Life life;
  life.sure(Status::available);
  life.see(Status::claimed, "13");
  const Instant due = life.now + confirm;
  life.later(confirm - 1ms);
  CHECK(life.look(Status::claimed, "13").ask_again == due);
  CHECK(life.see(Status::claimed, "13").ask_again == due);
  CHECK(life.told.empty());
  life.later(1ms);
  CHECK_FALSE(life.look(Status::claimed, "13").ask_again.has_value());
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

TEST_CASE("a withheld handle that is free again is told only to whoever heard of it") {
  Life life;
  life.sure(Status::reserved);
  CHECK(life.sure(Status::available).changed);
  CHECK(life.told.empty());
  Life open;
  open.sure(Status::reserved);
  open.circumstances.has_open_incident = true;
  open.sure(Status::available);
  CHECK(open.told == Told{"back info"});
  CHECK_FALSE(open.circumstances.has_open_incident);
}

TEST_CASE(
    "a free handle that is closed is withheld, and between the closed states nothing is told") {
  for (const bool variant : {false, true}) {
    Life life;
    life.circumstances.is_variant = variant;
    life.sure(Status::available);
    life.later(6h);
    life.sure(Status::suspended);
    CHECK(life.told == Told{variant ? "withheld low" : "withheld high"});
    life.sure(Status::reserved);
    CHECK(life.told.size() == 1);
    CHECK(life.belief.state.status == Status::reserved);
    CHECK(life.circumstances.has_open_incident);
    life.later(6h);
    life.sure(Status::available);
    CHECK(life.told.back() == "back info");
    CHECK_FALSE(life.circumstances.has_open_incident);
  }
}

TEST_CASE(
    "what is open of ours stays open while the platform only says otherwise why nobody has it") {
  Life life;
  life.circumstances.is_owned = true;
  for (const Status status : {Status::claimed, Status::available, Status::suspended,
                              Status::reserved, Status::available}) {
    life.sure(status, status == Status::claimed ? "1" : "");
    CHECK(life.circumstances.has_open_incident == (status != Status::claimed));
  }
  life.sure(Status::claimed, "1");
  CHECK_FALSE(life.circumstances.has_open_incident);
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
