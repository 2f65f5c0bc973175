// Whose account it is that has a handle: ours, a stranger's, the same as before or another.
#include <doctest/doctest.h>

#include "judging/life.hpp"
#include "judging/target_state.hpp"

using namespace std::chrono_literals;
using model::Holder;
using model::Status;
using tests::confirm;
using tests::Life;
using tests::Told;

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
  CHECK_FALSE(suspended.sure(Status::suspended, "14").changed);
  CHECK(suspended.belief.state.account_id == "14");
  suspended.sure(Status::available, "14");  // nobody's
  CHECK_FALSE(suspended.belief.state.account_id);
  CHECK_FALSE(suspended.belief.state.holder);
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

TEST_CASE("an id that is shown for the first time is learnt, and no other account") {
  Life life;
  life.sure(Status::claimed);
  CHECK_FALSE(life.sure(Status::claimed, "13").changed);
  CHECK(life.told == Told{"baseline high"});
  CHECK(life.belief.state.account_id == "13");
}
