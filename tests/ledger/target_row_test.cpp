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

judging::Belief again(const judging::Belief& belief) {
  ledger::TargetColumns row;
  row.set(belief);
  return row.belief();
}

const Instant noon(480'000h);

}  // namespace

TEST_CASE("a belief survives its row: who has it, what is pending, what was told, the hush") {
  judging::Belief belief;
  belief.state = {Status::suspended, Holder::squatter, "13"};
  belief.since = noon - 3h;
  belief.our_account = "1";
  belief.pending = judging::Pending{{Status::claimed, Holder::parody, "14"}, noon - 1min};
  belief.told = {noon - 2h, noon - 1h};
  belief.hushed = judging::LastTold{{Status::reserved, Holder::dormant, "15"}, noon - 4h};
  const judging::Belief read = again(belief);
  check_same(read.state, belief.state);
  CHECK(read.since == belief.since);
  CHECK(read.our_account == "1");
  REQUIRE(read.pending);
  check_same(read.pending->state, belief.pending->state);
  CHECK(read.pending->first_seen == noon - 1min);
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
    belief.pending = judging::Pending{{Status::claimed, std::nullopt, std::nullopt}, noon};
  });
  REQUIRE(pending.pending);
  check_same(pending.pending->state, {Status::claimed, std::nullopt, std::nullopt});
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
  row.rare = std::optional<std::string>(R"({"at":1728000000000,"status":99,"holder":99})");
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
