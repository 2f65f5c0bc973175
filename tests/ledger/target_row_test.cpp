// A belief in its row: what is written is read again, whatever it holds.
#include "ledger/target_row.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using model::Holder;
using model::Instant;
using model::Status;

namespace {

void check_same(const judging::TargetState& a, const judging::TargetState& b) {
  CHECK(a.status == b.status);
  CHECK(a.holder == b.holder);
  CHECK(a.account_id == b.account_id);
}

void check_same(const judging::Pending& a, const judging::Pending& b) {
  check_same(a.state, b.state);
  CHECK(a.first_seen == b.first_seen);
  CHECK(a.last == b.last);
  CHECK(a.agreed == b.agreed);
  CHECK(a.failed == b.failed);
  CHECK(a.repeats == b.repeats);
  CHECK(a.denied == b.denied);
  CHECK(a.others == b.others);
  CHECK(a.sweep == b.sweep);
  CHECK(a.confirmed == b.confirmed);
  CHECK(a.lost_in == b.lost_in);
  CHECK(a.expected == b.expected);
  CHECK(a.variant == b.variant);
}

const Instant noon(480'000h);

// With nothing that is not said.
judging::Pending full_pending() {
  judging::Pending pending;
  pending.state = {Status::claimed, Holder::parody, "14"};
  pending.first_seen = noon - 1min;
  pending.last = noon - 30s;
  pending.agreed = 2;
  pending.failed = 3;
  pending.repeats = pending.denied = pending.others = pending.confirmed = true;
  pending.lost_in = 7;
  pending.sweep = 5;
  pending.expected = "PN02";
  pending.variant = "omission";
  return pending;
}

judging::Belief again(const judging::Belief& belief) {
  ledger::TargetColumns row;
  row.set(belief);
  return row.belief();
}

}  // namespace

TEST_CASE("a belief survives its row: who has it, what is pending, what was told, the hush") {
  judging::Belief belief;
  belief.state = {Status::suspended, Holder::squatter, "13"};
  belief.since = noon - 3h;
  belief.our_account = "1";
  belief.pending = full_pending();
  belief.told = {noon - 2h, noon - 1h};
  belief.hushed = judging::LastTold{{Status::reserved, Holder::dormant, "15"}, noon - 4h};
  const judging::Belief read = again(belief);
  check_same(read.state, belief.state);
  CHECK(read.since == belief.since);
  CHECK(read.our_account == "1");
  REQUIRE(read.pending);
  check_same(*read.pending, *belief.pending);
  CHECK(read.told == belief.told);
  REQUIRE(read.hushed);
  check_same(read.hushed->state, belief.hushed->state);
  CHECK(read.hushed->since == noon - 4h);
}

TEST_CASE("each rare part of a belief survives alone") {
  const auto with = [](auto change) {
    judging::Belief belief;
    belief.state = {Status::available, std::nullopt, std::nullopt};
    change(belief);
    return again(belief);
  };
  CHECK(with([](auto& belief) { belief.our_account = "1"; }).our_account == "1");
  CHECK(with([](auto& belief) { belief.told = {noon}; }).told == std::vector{noon});
  const auto pending = with([](auto& belief) {
    belief.pending = judging::Pending();
    belief.pending->state.status = Status::claimed;
    belief.pending->first_seen = belief.pending->last = noon;
  });
  REQUIRE(pending.pending);
  check_same(pending.pending->state, {Status::claimed, std::nullopt, std::nullopt});
  CHECK(pending.pending->last == noon);
  CHECK(with([](auto& belief) { belief.lost = true; }).lost);
  CHECK(with([](auto& belief) { belief.unsteady = 4'294'967'295U; }).unsteady == 4'294'967'295U);
  CHECK(with([](auto& belief) { belief.listed = "1"; }).listed == "1");
  CHECK(with([](auto& belief) { belief.baseline = 0; }).baseline == 0);
  const judging::Misses misses{2, 7};
  CHECK(with([&](auto& belief) { belief.misses = misses; }).misses == misses);
  const auto hushed = with([](auto& belief) {
    belief.hushed = judging::LastTold{{Status::available, std::nullopt, std::nullopt}, noon};
  });
  REQUIRE(hushed.hushed);
  check_same(hushed.hushed->state, {Status::available, std::nullopt, std::nullopt});
}

TEST_CASE(
    "the account that is ours is kept once while it has the handle, and beside it when lost") {
  judging::Belief belief;
  belief.state = {Status::claimed, Holder::ours, "1"};
  belief.our_account = "1";
  ledger::TargetColumns row;
  row.set(belief);
  CHECK_FALSE(row.rare.get());  // a million of them are one line each
  CHECK(row.belief().our_account == "1");
  belief.state = {Status::claimed, Holder::stranger, "1"};  // no longer listed
  row.set(belief);
  CHECK(row.belief().our_account == "1");
  belief.state = {Status::claimed, Holder::ours, "2"};
  row.set(belief);
  CHECK(row.belief().our_account == "1");
  belief.our_account.reset();
  belief.state = {Status::claimed, Holder::stranger, "2"};
  row.set(belief);
  CHECK_FALSE(row.belief().our_account);
}

TEST_CASE("of a handle that flaps an earlier version kept no more than that") {
  ledger::TargetColumns row;
  row.status = static_cast<int>(Status::claimed);
  row.rare = std::optional<std::string>(R"({"told":[1728000000000],"hushed":true})");
  const judging::Belief belief = row.belief();
  REQUIRE(belief.hushed);
  CHECK(belief.hushed->state.status == Status::unknown);
  CHECK(belief.told == std::vector{noon});
}

TEST_CASE("a row says the same as another only if everything but when it was asked is the same") {
  const auto differs = [](auto change) {
    ledger::TargetColumns row, other;
    CHECK(row.agrees_with(other));
    change(other);
    return !row.agrees_with(other) && !other.agrees_with(row);
  };
  using Row = ledger::TargetColumns;
  CHECK(differs([](Row& row) { row.status = 3; }));
  CHECK(differs([](Row& row) { row.since = 3; }));
  CHECK(differs([](Row& row) { row.reason = "profile/2"; }));
  CHECK(differs([](Row& row) { row.holder = std::optional(3LL); }));
  CHECK(differs([](Row& row) { row.account = std::optional<std::string>("13"); }));
  CHECK(differs([](Row& row) { row.gap_at = std::optional(3LL); }));
  CHECK(differs([](Row& row) { row.incident = std::optional(3LL); }));
  CHECK(differs([](Row& row) { row.dismissed = std::optional(3LL); }));
  CHECK(differs([](Row& row) { row.dismissed_account = std::optional<std::string>("13"); }));
  CHECK(differs([](Row& row) { row.rare = std::optional<std::string>("{}"); }));
  CHECK(differs([](Row& row) { row.confirm_at = std::optional(3LL); }));
  CHECK(differs([](Row& row) { row.doubt = std::optional<std::string>("{}"); }));
  CHECK(differs([](Row& row) { row.lost_in = std::optional(3LL); }));
  CHECK_FALSE(differs([](Row& row) { row.asked_at = 3; }));
  CHECK_FALSE(differs([](Row& row) { row.asks = 3; }));
  CHECK_FALSE(differs([](Row& row) { row.sweep = 3; }));
}

TEST_CASE("a number that a later version wrote is nothing that this one would act upon") {
  ledger::TargetColumns row;
  row.status = 99;
  row.holder = std::optional(99LL);
  row.dismissed = std::optional(99LL);
  row.dismissed_account = std::optional<std::string>("13");
  row.rare =
      std::optional<std::string>(R"({"pending":{"at":1728000000000,"status":99,"holder":99}})");
  const judging::Belief belief = row.belief();
  check_same(belief.state, {Status::unknown, Holder::stranger, std::nullopt});
  REQUIRE(belief.pending);
  check_same(belief.pending->state, {Status::unknown, Holder::stranger, std::nullopt});
  REQUIRE(row.dismissal());
  CHECK(row.dismissal()->as == Holder::stranger);
  CHECK(row.dismissal()->account_id == "13");
  row.rare = std::optional<std::string>("{");
  CHECK_FALSE(row.belief().pending);
}

TEST_CASE(
    "a target's gap and its doubts are kept apart from its belief, and leave no trace when over") {
  judging::TargetRow values;
  values.handle = "pn02";
  values.undecided = judging::Undecided{noon, 7, true, true};
  values.belief.baseline = 3;
  ledger::TargetColumns row;
  row.set(values);
  CHECK(row.values().undecided == values.undecided);
  CHECK(row.values().belief.baseline == 3);
  CHECK_FALSE(row.rare.get());
  row.set(row.belief());  // by whoever knows of beliefs alone
  CHECK(row.undecided() == values.undecided);
  values.undecided = judging::Undecided{noon, 7, false, false};
  row.set(values);
  CHECK(row.values().undecided == values.undecided);
  values.undecided.reset();
  values.belief.baseline.reset();
  row.set(values);
  CHECK_FALSE(row.doubt.get());
  row.doubt = std::optional<std::string>("{");
  CHECK_FALSE(row.undecided().has_value());
  CHECK_FALSE(row.belief().baseline.has_value());
}

TEST_CASE("a loss is counted by the sweep that saw it, of an account that was there") {
  const auto lost_in = [](Status was, Status now, long long sweep) {
    judging::Belief belief;
    belief.state.status = was;
    belief.pending = judging::Pending();
    belief.pending->state.status = now;
    belief.pending->sweep = sweep;
    ledger::TargetColumns row;
    row.set(belief);
    return row.lost_in.get();
  };
  CHECK(lost_in(Status::claimed, Status::available, 5) == 5);
  CHECK(lost_in(Status::claimed, Status::suspended, 5) == 5);
  CHECK_FALSE(lost_in(Status::claimed, Status::available, 0));  // a second look alone said so
  CHECK_FALSE(lost_in(Status::claimed, Status::claimed, 5));
  CHECK_FALSE(lost_in(Status::available, Status::reserved, 5));
}
