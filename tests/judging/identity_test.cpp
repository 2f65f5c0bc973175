// Whose account it is: by an id that is listed, pinned or believed, and where nothing proves it.
#include "judging/identity.hpp"

#include <doctest/doctest.h>

#include "judging/bracket.hpp"
#include "judging/holder.hpp"
#include "judging/life.hpp"

using namespace std::chrono_literals;
using judging::Occasion;
using model::Holder;
using model::Status;
using tests::Life;
using tests::Told;

namespace {

// A platform that shows no id, or one that it makes from the handle.
struct Nameless : Life {
  bool follows = false;

  judging::Step see_it(Status status, Occasion occasion = Occasion::sweep) {
    model::Observation page =
        seen(status, status == Status::claimed && follows ? "@pn02" : "", false);
    page.profile.id_follows_name = follows;
    circumstances.occasion = occasion;
    circumstances.sweep += occasion == Occasion::sweep ? 1 : 0;
    return take(std::move(page));
  }
  void surely(Status status) {
    auto again = see_it(status).ask_again;
    for (int i = 0; i < 9 && (again || belief.pending || belief.baseline); ++i) {
      if (again) now = *again;
      again = see_it(status, again ? Occasion::second_look : Occasion::sweep).ask_again;
    }
  }
};

}  // namespace

TEST_CASE("where no id proves it, ours stays ours while it is claimed, and the next claim is not") {
  for (const bool follows : {false, true}) {
    for (const Status gone : {Status::available, Status::suspended, Status::reserved}) {
      CAPTURE(follows);
      CAPTURE(name(gone));
      Nameless life;
      life.follows = follows;
      life.circumstances.is_owned = true;
      if (follows) life.circumstances.owned_id = "@pn02";
      life.surely(Status::claimed);
      CHECK(life.belief.state.holder == Holder::ours);
      life.later(48h);
      life.see_it(gone);  // seen, and not believed
      life.later(6h);
      life.surely(Status::claimed);
      CHECK(life.belief.state.holder == Holder::ours);
      CHECK(life.told.empty());
      life.later(6h);
      life.surely(gone);
      CHECK(life.told.size() == 1);
      life.later(6h);
      life.surely(Status::claimed);
      CHECK(life.belief.state.holder == Holder::stranger);
      CHECK(life.told.back() == "claimed critical");
      CHECK(life.circumstances.has_open_incident);
      life.later(48h);
      life.surely(Status::claimed);
      CHECK(life.belief.state.holder == Holder::stranger);  // until a person says that it is ours
      life.belief.lost = false;
      life.surely(Status::claimed);
      CHECK(life.belief.state.holder == Holder::ours);
      CHECK(life.told.back() == "back info");
    }
  }
}

TEST_CASE("a stranger's return is told as one only where an id proves it") {
  for (const bool follows : {false, true}) {
    Nameless life;
    life.follows = follows;
    life.surely(Status::claimed);
    life.later(48h);
    life.surely(Status::suspended);
    life.later(48h);
    life.surely(Status::claimed);
    CHECK(life.told.back() == "claimed critical");
  }
  Life known;
  known.sure(Status::claimed, "13");
  known.sure(Status::suspended);
  known.sure(Status::claimed, "13");
  CHECK(known.told.back() == "back info");
  CHECK(known.circumstances.has_open_incident);
}

TEST_CASE("a handle that is listed as ours only now is ours by whoever has it") {
  Nameless life;
  life.surely(Status::claimed);
  CHECK(life.told == Told{"baseline high"});
  life.circumstances.is_owned = true;
  life.surely(Status::claimed);
  CHECK(life.belief.state.holder == Holder::ours);
  CHECK_FALSE(life.circumstances.has_open_incident);
}

TEST_CASE("a claim without an id decides nothing where one is listed, pinned or believed") {
  struct Row {
    const char* what;
    bool listed, believed, pending, shown, lacks;
  };
  const Row rows[] = {
      {"nobody knows whose it should be", false, false, false, false, false},
      {"an id is listed", true, false, false, false, true},
      {"one is believed", false, true, false, false, true},
      {"one was seen, and is not believed yet", false, false, true, false, true},
      {"an id is shown", true, true, true, true, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Life life;
    if (row.listed) life.circumstances.owned_id = "1";
    if (row.believed) life.sure(Status::claimed, "1");
    if (row.pending) life.see(Status::claimed, "1");
    const auto seen = Life::seen(Status::claimed, row.shown ? "1" : "", false);
    CHECK(judging::lacks_identity(seen, life.belief, life.circumstances) == row.lacks);
    CHECK_FALSE(judging::lacks_identity(Life::seen(Status::available, "", false), life.belief,
                                        life.circumstances));
  }
  // Of a suspended account, too: whoever returns may be another.
  Life suspended;
  suspended.sure(Status::claimed, "1");
  suspended.sure(Status::suspended);
  CHECK(judging::lacks_identity(Life::seen(Status::claimed, "", false), suspended.belief,
                                suspended.circumstances));
  // Of a free handle nobody is believed to have it.
  Life free;
  free.sure(Status::claimed, "1");
  free.sure(Status::available);
  CHECK_FALSE(judging::lacks_identity(Life::seen(Status::claimed, "", false), free.belief,
                                      free.circumstances));
}

TEST_CASE("such an answer is unknown, leaves the belief alone and is a look that failed") {
  using namespace tests;
  judging::TargetRow row = believed("pn02", Status::claimed, "13");
  const auto once =
      judging::record(std::vector{row}, std::vector{answer("pn02", Status::claimed)}, unit);
  CHECK(row_of(once, "pn02").reason == "no-identity");
  CHECK(row_of(once, "pn02").gap_at == noon);
  CHECK(row_of(once, "pn02").belief.state.account_id == "13");
  CHECK(once.events.empty());
  const auto pending = judging::record(std::vector{believed("pn02", Status::available)},
                                       std::vector{answer("pn02", Status::claimed, "13")}, unit);
  const auto failed =
      judging::record(std::vector{row_of(pending, "pn02")},
                      std::vector{answer("pn02", Status::claimed, "", noon + 2min)}, unit);
  CHECK(row_of(failed, "pn02").confirm_at == judging::at_next_sweep);
  CHECK(row_of(failed, "pn02").belief.pending->failed == 1);
  CHECK(failed.lies.empty());
}

TEST_CASE("check says the same: a listed id that is not shown leaves it open whose it is") {
  judging::OwnedHandles owned;
  owned.add("x", "", "acme", "12");
  owned.add("x", "", "acme-shop", std::nullopt);
  const auto seen = [&](const char* handle, Status status, const char* id) {
    model::Observation one;
    one.target.platform = "x";
    one.target.handle = handle;
    one.status = status;
    one.reason = "profile/1";
    if (*id != '\0') one.profile.account_id = id;
    judging::identify(one, owned);
    return one;
  };
  const auto open = seen("acme", Status::claimed, "");
  CHECK(open.status == Status::unknown);
  CHECK(open.reason == "no-identity");
  CHECK_FALSE(open.holder.has_value());
  CHECK(seen("acme", Status::claimed, "12").holder == Holder::ours);
  CHECK(seen("acme", Status::claimed, "13").holder == Holder::stranger);
  CHECK(seen("acme", Status::available, "").status == Status::available);
  CHECK(seen("acme-shop", Status::claimed, "").holder == Holder::ours);
  CHECK(seen("other", Status::claimed, "").holder == Holder::stranger);
  CHECK(seen("other", Status::claimed, "12").holder == Holder::ours);
}

TEST_CASE("our account at another of our handles is ours, unless its id follows the name") {
  for (const bool listed : {true, false}) {
    Life life;
    life.circumstances.is_owned = listed;
    if (listed) life.circumstances.owned_id = "1";
    life.circumstances.is_our_account = true;
    life.sure(Status::claimed, "2");
    CHECK(life.belief.state.holder == Holder::ours);
    CHECK(life.told.empty());
  }
  Life follows;
  follows.circumstances.is_our_account = true;
  model::Observation one = Life::seen(Status::claimed, "2", false);
  one.profile.id_follows_name = true;
  CHECK(judging::holder_of(one, follows.belief, follows.circumstances) == Holder::stranger);
}

TEST_CASE(
    "the first id at a handle that is listed without one stays proposed, whoever sits there") {
  Life life;
  life.circumstances.is_owned = true;
  life.sure(Status::claimed, "1");
  CHECK(life.belief.our_account == "1");
  // Another account of ours comes, which is ours for being listed elsewhere, and for no more.
  life.circumstances.is_our_account = true;
  life.later(48h);
  life.sure(Status::claimed, "2");
  CHECK(life.belief.state.holder == Holder::ours);
  CHECK(life.belief.our_account == "1");
  life.circumstances.is_our_account = false;
  life.later(48h);
  life.sure(Status::claimed, "2");
  CHECK(life.belief.state.holder == Holder::stranger);
  life.later(48h);
  life.sure(Status::claimed, "1");
  CHECK(life.belief.state.holder == Holder::ours);
  CHECK(life.told == Told{"baseline high", "back info"});
  // What is listed stands above what was proposed.
  life.circumstances.owned_id = "3";
  life.later(48h);
  life.sure(Status::claimed, "3");
  CHECK(life.belief.our_account == "3");
}

TEST_CASE("the same account on both sides has not changed hands, whatever the list says of it") {
  struct Row {
    const char* what;
    bool owned;
    std::optional<std::string> id;
  };
  for (const Row& row : {Row{"the list lost its row", false, std::nullopt},
                         Row{"the list names another account", true, "9"}}) {
    CAPTURE(row.what);
    Life life;
    life.circumstances.is_owned = true;
    life.sure(Status::claimed, "1");
    life.circumstances.is_owned = row.owned;
    life.circumstances.owned_id = row.id;
    life.later(48h);
    CHECK_FALSE(life.sure(Status::claimed, "1").before.has_value());
    CHECK(life.told == Told{"baseline high"});
    CHECK(life.belief.state.holder == Holder::stranger);
    life.later(48h);
    life.sure(Status::claimed, "13");
    CHECK(life.told.back() == "changed-hands critical");
  }
  // Nor where the platform shows nobody's.
  Nameless nameless;
  nameless.circumstances.is_owned = true;
  nameless.surely(Status::claimed);
  nameless.circumstances.is_owned = false;
  nameless.surely(Status::claimed);
  CHECK(nameless.told == Told{"baseline high"});
}

TEST_CASE("the id that is listed is remembered while another account has the handle") {
  Life life;
  life.circumstances.is_owned = true;
  life.circumstances.owned_id = "1";
  life.sure(Status::claimed, "2");
  CHECK(life.belief.listed == "1");
  life.sure(Status::claimed, "1");
  CHECK_FALSE(life.belief.listed.has_value());
}

TEST_CASE("an account id is known again by its trace, which is the same in every version") {
  CHECK(judging::trace_of("") == 2166136261U);
  CHECK(judging::trace_of("13") == judging::trace_of("13"));
  CHECK(judging::trace_of("13") != judging::trace_of("31"));
}
