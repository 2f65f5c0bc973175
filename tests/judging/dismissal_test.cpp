#include "judging/dismissal.hpp"

#include <doctest/doctest.h>

using judging::Belief;
using judging::TargetState;
using model::Holder;
using model::Status;
using Account = std::optional<std::string>;

namespace {

const Account nobody_knows;

TargetState held(Holder by, Account account) {
  return {Status::claimed, by, std::move(account)};
}

}  // namespace

TEST_CASE("the account that was told is dismissed, else the one that is believed, else whoever") {
  struct Row {
    Account told;
    Account believed;
    Account dismissed;
    Holder held_for;
  };
  for (const Row& row :
       {Row{"1", "1", "1", Holder::parody}, Row{"1", "2", "1", Holder::stranger},
        Row{"1", nobody_knows, "1", Holder::parody}, Row{nobody_knows, "2", "2", Holder::parody},
        Row{nobody_knows, nobody_knows, nobody_knows, Holder::parody}}) {
    Belief belief;
    belief.state = held(Holder::stranger, row.believed);
    const auto dismissal = judging::dismiss(belief, row.told, Holder::parody);
    REQUIRE(dismissal);
    CHECK(dismissal->as == Holder::parody);
    CHECK(dismissal->account_id == row.dismissed);
    CHECK(belief.state.holder == row.held_for);
  }
}

TEST_CASE("ours stays ours, and where nobody was told nobody is dismissed") {
  Belief ours;
  ours.state = held(Holder::ours, "1");
  CHECK_FALSE(judging::dismiss(ours, nobody_knows, Holder::squatter));
  CHECK(judging::dismiss(ours, "2", Holder::squatter)->account_id == "2");
  CHECK(ours.state.holder == Holder::ours);
  CHECK(judging::dismiss(ours, "1", Holder::squatter)->account_id == "1");
  CHECK(ours.state.holder == Holder::ours);
  Belief free;
  free.state.status = Status::available;
  CHECK_FALSE(judging::dismiss(free, nobody_knows, Holder::squatter));
  CHECK(judging::dismiss(free, "2", Holder::squatter)->account_id == "2");
  CHECK_FALSE(free.state.holder);
}

TEST_CASE("of a handle that flaps the one that was told is dismissed, not who came since") {
  Belief belief;
  belief.state = held(Holder::stranger, "14");
  belief.hushed = judging::LastTold{{Status::available, std::nullopt, nobody_knows}, {}};
  CHECK_FALSE(judging::dismiss(belief, nobody_knows, Holder::squatter));
  CHECK(belief.state.holder == Holder::stranger);
  belief.hushed->state = held(Holder::stranger, "13");
  CHECK(judging::dismiss(belief, nobody_knows, Holder::squatter)->account_id == "13");
  CHECK(belief.state.holder == Holder::stranger);
  belief.hushed->state = held(Holder::stranger, nobody_knows);
  CHECK(judging::dismiss(belief, nobody_knows, Holder::squatter));
  CHECK(belief.state.holder == Holder::squatter);
}
