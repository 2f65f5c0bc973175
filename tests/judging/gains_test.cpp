// Somebody is there: when that is believed, how often it is looked at before, and when it is given
// up.
#include <doctest/doctest.h>

#include "judging/life.hpp"

using namespace std::chrono_literals;
using judging::at_next_sweep;
using judging::Occasion;
using judging::Step;
using model::Holder;
using model::Status;
using tests::Life;
using tests::Told;

namespace {

// Free for sure, and swept an interval ago.
struct Free : Life {
  Free() {
    sure(Status::available);
    later(6h);
  }

  // A look without an answer.
  Step fails(model::Reason why = model::Reason::timeout) {
    circumstances.now = now;
    model::Observation none = seen(Status::unknown, "", false);
    none.reason = name(why);
    const Step step = judging::next_state_unanswered(belief, none, true, circumstances);
    follow(step);
    return step;
  }
  Step fails_in_sweep(model::Reason why = model::Reason::timeout) {
    circumstances.occasion = Occasion::sweep;
    ++circumstances.sweep;
    return fails(why);
  }

  // Of a page that shows no id and ties nothing to the handle.
  Step untied(Occasion occasion, std::optional<std::string> id = std::nullopt,
              bool follows = false) {
    model::Observation page = seen(Status::claimed, "", false);
    page.tied = false;
    page.profile.account_id = std::move(id);
    page.profile.id_follows_name = follows;
    circumstances.occasion = occasion;
    circumstances.sweep += occasion == Occasion::sweep ? 1 : 0;
    return take(std::move(page));
  }
};

}  // namespace

TEST_CASE(
    "a gain is believed after one look where an id or a tied rule proves it, else after two") {
  struct Row {
    const char* what;
    std::optional<std::string> id;
    bool follows, tied;
    std::vector<model::Milliseconds> looks;  // after each other
  };
  const Row rows[] = {
      {"an id", "13", false, false, {2min}},
      {"a tied rule", std::nullopt, false, true, {2min}},
      {"an id that follows the name, and a tied rule", "x", true, true, {2min}},
      {"nothing", std::nullopt, false, false, {2min, 1h}},
      {"an id that follows the name", "x", true, false, {2min, 1h}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Free life;
    const auto see = [&](Occasion occasion) {
      model::Observation page = Life::seen(Status::claimed, row.id.value_or(""), false);
      page.tied = row.tied;
      page.profile.id_follows_name = row.follows;
      life.circumstances.occasion = occasion;
      life.circumstances.sweep += occasion == Occasion::sweep ? 1 : 0;
      return life.take(page);
    };
    auto again = see(Occasion::sweep).ask_again;
    for (const auto wait : row.looks) {
      REQUIRE(again.has_value());
      CHECK(*again == life.now + wait);
      life.now = *again - 1ms;
      CHECK(see(Occasion::second_look).ask_again == again);
      CHECK(life.told.empty());
      life.later(1ms);
      again = see(Occasion::second_look).ask_again;
    }
    CHECK_FALSE(again.has_value());
    CHECK(life.told == Told{"claimed critical"});
  }
}

TEST_CASE("each lie that was caught lately adds a look a quarter of an hour later, up to eight") {
  struct Row {
    std::size_t lies;
    bool tied;
    std::vector<model::Milliseconds> looks;
  };
  const Row rows[] = {
      {0, true, {2min}},
      {1, true, {2min, 15min}},
      {2, true, {2min, 15min, 15min}},
      {3, true, {2min, 15min, 15min, 15min}},
      {9, true, {2min, 15min, 15min, 15min, 15min, 15min, 15min, 15min}},
      {1, false, {2min, 1h, 15min}},
      {2, false, {2min, 1h, 15min, 15min}},
      {9, false, {2min, 1h, 15min, 15min, 15min, 15min, 15min, 15min}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.lies);
    CAPTURE(row.tied);
    Free life;
    life.circumstances.lies = row.lies;
    const auto see = [&](Occasion occasion) {
      return row.tied ? (occasion == Occasion::sweep ? life.see(Status::claimed)
                                                     : life.look(Status::claimed))
                      : life.untied(occasion);
    };
    auto again = see(Occasion::sweep).ask_again;
    for (const auto wait : row.looks) {
      CHECK(life.told.empty());
      CHECK(again == life.now + wait);
      life.later(wait);
      again = see(Occasion::second_look).ask_again;
    }
    CHECK_FALSE(again.has_value());
    CHECK(life.told == Told{"claimed critical"});
  }
}

TEST_CASE("a look that fails or disagrees is repeated by the next sweep, three times at most") {
  for (const bool fails : {true, false}) {
    CAPTURE(fails);
    for (int failures = 1; failures <= 4; ++failures) {
      CAPTURE(failures);
      Free life;
      life.see(Status::claimed, "13");
      const auto first_seen = life.now;
      life.later(2min);
      Step step = fails ? life.fails() : life.look(Status::available);
      CHECK(step.lied == !fails);
      for (int i = 1; i < failures; ++i) {
        CHECK(step.ask_again == at_next_sweep);
        // Nobody looks before the next sweep does.
        CHECK(life.look(Status::claimed, "13").ask_again == at_next_sweep);
        life.later(6h);
        step = fails ? life.fails_in_sweep() : life.see(Status::available);
      }
      const bool given_up = failures == 4;
      CHECK(life.belief.pending.has_value() != given_up);
      CHECK(step.ask_again.has_value() != given_up);
      life.later(6h);
      const bool told_at_once = !life.see(Status::claimed, "13").ask_again;
      CHECK(told_at_once == !given_up);
      CHECK(life.told.size() == (given_up ? 0 : 1));
      if (given_up) {
        life.later(2min);
        life.look(Status::claimed, "13");
        CHECK(life.belief.since > first_seen);  // it began afresh
      } else {
        CHECK(life.belief.since == first_seen);
      }
      CHECK(life.told == Told{"claimed critical"});
    }
  }
}

TEST_CASE("a look that was denied, or beside which the platform lied, takes back one that agreed") {
  using model::Reason;
  // None: the look said that nobody is there.
  for (const auto& why : {std::optional<Reason>(), std::optional(Reason::platform_blind),
                          std::optional(Reason::timeout)}) {
    CAPTURE(why ? name(*why) : "denied");
    Free life;
    life.circumstances.lies = 1;  // two looks are wanted
    life.see(Status::claimed, "13");
    life.later(2min);
    life.look(Status::claimed, "13");
    life.later(15min);
    const Step step = why ? life.fails(*why) : life.look(Status::available);
    CHECK(step.ask_again == at_next_sweep);
    life.later(6h);
    const auto again = life.see(Status::claimed, "13").ask_again;
    const bool is_taken_back = why != Reason::timeout;
    CHECK(again == (is_taken_back ? std::optional(life.now + 15min) : std::nullopt));
    CHECK(life.told.size() == (is_taken_back ? 0 : 1));
  }
}

TEST_CASE("three looks in a row may fail, however many failed before") {
  Free life;
  life.circumstances.lies = 2;  // three looks are wanted
  life.see(Status::claimed, "13");
  for (int looks = 1; looks <= 3; ++looks) {
    CHECK(life.told.empty());
    life.later(15min);
    life.fails();
    for (int failures = 1; failures < 3; ++failures) {
      life.later(6h);
      life.fails_in_sweep();
    }
    life.later(6h);
    life.see(Status::claimed, "13");
  }
  CHECK(life.told == Told{"claimed critical"});
}

TEST_CASE("after a look that disagreed, the repeated one is followed by another") {
  Free life;
  life.see(Status::claimed, "13");
  life.later(2min);
  CHECK(life.look(Status::available).lied);
  life.circumstances.lies = 1;
  life.later(6h);
  const Step step = life.see(Status::claimed, "13");
  CHECK(step.ask_again == life.now + 15min);
  CHECK(life.told.empty());
  life.later(15min);
  life.look(Status::claimed, "13");
  CHECK(life.told == Told{"claimed critical"});
}

TEST_CASE("another account at the second look is what the next sweep has to say again") {
  Free life;
  const auto first_seen = life.now;
  life.see(Status::claimed, "13");
  life.later(2min);
  CHECK(life.look(Status::claimed, "14").ask_again == at_next_sweep);
  life.later(6h);
  life.see(Status::claimed, "14");
  CHECK(life.told == Told{"claimed critical"});
  CHECK(life.belief.state.account_id == "14");
  CHECK(life.belief.since == first_seen);
}

TEST_CASE("the looks that agreed on one account do not count for the one who comes after it") {
  Free life;
  life.circumstances.lies = 1;  // two looks are wanted
  life.see(Status::claimed, "13");
  life.later(2min);
  life.look(Status::claimed, "13");
  life.later(15min);
  CHECK(life.look(Status::claimed, "14").ask_again == at_next_sweep);
  life.later(6h);
  const Step step = life.see(Status::claimed, "14");
  CHECK(life.told.empty());
  CHECK(step.ask_again == life.now + 15min);
  life.later(15min);
  life.look(Status::claimed, "14");
  CHECK(life.told == Told{"claimed critical"});
  CHECK(life.belief.state.account_id == "14");
}

TEST_CASE("a handle that shows another account at every look is told as taken, and once") {
  Free life;
  life.see(Status::claimed, "a0");
  life.later(2min);
  Step step = life.look(Status::claimed, "a1");
  for (int sweep = 2; sweep <= 4; ++sweep) {
    CHECK(step.ask_again == at_next_sweep);
    CHECK(life.told.empty());
    life.later(6h);
    step = life.see(Status::claimed, "a" + std::to_string(sweep));
  }
  CHECK(life.told == Told{"claimed critical"});
  REQUIRE(step.told.has_value());
  CHECK(step.told->others);
  CHECK_FALSE(step.ask_again.has_value());
  CHECK(life.belief.state.holder == Holder::stranger);
  CHECK_FALSE(life.belief.state.account_id.has_value());
  for (int sweep = 5; sweep < 30; ++sweep) {
    life.later(6h);
    CHECK_FALSE(life.see(Status::claimed, "a" + std::to_string(sweep)).ask_again.has_value());
  }
  CHECK(life.told.size() == 1);
  // Steady again: who is there now is known, and who comes after him.
  life.see(Status::claimed, "b");
  life.see(Status::claimed, "b");
  CHECK(life.belief.state.account_id == "b");
  CHECK(life.told.size() == 1);
  life.later(6h);
  life.sure(Status::claimed, "c");
  CHECK(life.told.back() == "changed-hands critical");
}

TEST_CASE("looks that only failed do not make somebody of an account that was seen once") {
  Free life;
  life.see(Status::claimed, "13");
  life.later(2min);
  life.fails();
  for (int sweep = 0; sweep < 3; ++sweep) life.fails_in_sweep();
  CHECK(life.told.empty());
  CHECK_FALSE(life.belief.pending.has_value());
  // Nor does a look that said that nobody is there, among others that showed somebody else.
  Free denied;
  denied.see(Status::claimed, "a0");
  denied.later(2min);
  denied.look(Status::claimed, "a1");
  denied.see(Status::available);
  denied.see(Status::claimed, "a2");
  CHECK(denied.belief.pending.has_value());
  denied.see(Status::claimed, "a3");
  CHECK(denied.told.empty());
}

TEST_CASE("nor do looks that showed others where the platform was caught lying since") {
  for (const auto why : {model::Reason::timeout, model::Reason::platform_blind}) {
    CAPTURE(name(why));
    Free life;
    life.see(Status::claimed, "a0");
    life.later(2min);
    life.look(Status::claimed, "a1");
    life.later(6h);
    life.see(Status::claimed, "a2");
    for (int i = 0; i < 2; ++i) {
      life.later(6h);
      life.fails_in_sweep(why);
    }
    CHECK(life.told.size() == (why == model::Reason::timeout ? 1 : 0));
    CHECK_FALSE(life.belief.pending.has_value());
  }
}

TEST_CASE("our account that shows at a second look is ours, and the stranger was none") {
  Free life;
  life.circumstances.is_owned = true;
  life.circumstances.owned_id = "1";
  life.see(Status::claimed, "13");
  life.later(2min);
  life.look(Status::claimed, "1");
  CHECK(life.belief.state.holder == Holder::ours);
  CHECK(life.told.empty());
  // And the other way round a stranger begins anew.
  Free other;
  other.circumstances.is_owned = true;
  other.circumstances.owned_id = "1";
  other.circumstances.has_open_incident = true;
  other.see(Status::claimed, "1");
  other.later(2min);
  CHECK(other.look(Status::claimed, "13").ask_again == other.now + 2min);
  other.later(2min);
  other.look(Status::claimed, "13");
  CHECK(other.told == Told{"claimed critical"});
}

TEST_CASE("gains are not held back for being many, nor for what is lost meanwhile") {
  Free life;
  life.circumstances.many_lost = true;
  life.sure(Status::claimed, "13");
  CHECK(life.told == Told{"claimed critical"});
}

TEST_CASE("ours that changes hands while a stranger's loss was pending is told of the stranger") {
  Life life;
  life.circumstances.is_owned = true;
  life.sure(Status::claimed, "1");
  life.later(6h);
  life.see(Status::available);
  life.later(2min);
  CHECK(life.look(Status::claimed, "13").ask_again == life.now + 2min);
  life.later(2min);
  life.look(Status::claimed, "13");
  CHECK(life.told == Told{"changed-hands critical"});
}

TEST_CASE("a gain that its look shows as gone, and with it the account before, is a loss") {
  Life life;
  life.sure(Status::claimed, "13");
  life.told.clear();
  life.later(6h);
  life.see(Status::claimed, "14");
  life.later(2min);
  CHECK(life.look(Status::available).ask_again == life.now + 2min);
  CHECK_FALSE(judging::is_gain(*life.belief.pending));
  life.sure(Status::available);
  CHECK(life.told == Told{"released low"});
}
