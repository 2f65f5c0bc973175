// An account that goes from one handle of the roster to another: one event, whichever end is seen
// first, in one bracket, in two, or in two sweeps.
#include "judging/moves.hpp"

#include <doctest/doctest.h>

#include "judging/bracket.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::Occasion;
using judging::TargetRow;
using model::EventType;
using model::Holder;
using model::Severity;
using model::Status;

namespace {

// Account 13 had pn02, and pn03 was free.
struct Roster {
  std::vector<TargetRow> rows = {believed("pn02", Status::claimed, "13", 7),
                                 believed("pn03", Status::available)};
  judging::UnitState state = unit;
  model::Instant now = noon;
  std::vector<Changes::Happening> told;
  Changes last;
  bool ours = false;     // pn02 is listed as ours
  bool variant = false;  // pn03 is a look-alike

  static Answer free(const std::string& handle) { return answer(handle, Status::available); }
  static Answer has(const std::string& handle) { return answer(handle, Status::claimed, "13"); }

  void see(std::vector<Answer> answers, Occasion occasion = Occasion::sweep) {
    for (Answer& one : answers) {
      one.seen.checked_at = one.circumstances.now = now;
      if (one.seen.target.handle == "pn02") one.circumstances.is_owned = ours;
      if (one.seen.target.handle == "pn03" && variant) one.seen.target.variant = "omission";
      one.circumstances.is_variant = one.seen.target.variant.has_value();
    }
    state.occasion = occasion;
    last = judging::record(rows, answers, state);
    carry_over(rows, last);
    for (Changes::Happening& one : last.events) told.push_back(one);
  }
  void look(std::vector<Answer> answers) { see(std::move(answers), Occasion::second_look); }
  void next_sweep() {
    ++state.sweeps;
    now += 6h;
  }
  const TargetRow& row(const std::string& handle) {
    for (const TargetRow& one : rows) {
      if (one.handle == handle) return one;
    }
    FAIL(handle);
    return rows.front();
  }
  void check_one_move() {
    REQUIRE(told.size() == 1);
    CHECK(told[0].event.type == EventType::renamed);
    CHECK(told[0].event.seen.target.handle == "pn02");
    CHECK(told[0].event.detail == "pn03");
    REQUIRE(told[0].event.before.has_value());
    CHECK(told[0].event.before->account_id == "13");
    CHECK(row("pn02").belief.state.status == Status::available);
    CHECK(row("pn03").belief.state.account_id == "13");
  }
};

}  // namespace

TEST_CASE("an account that moves within one bracket is told once, whichever answer comes first") {
  for (const bool turned : {false, true}) {
    CAPTURE(turned);
    Roster roster;
    std::vector<Answer> answers = {Roster::free("pn02"), Roster::has("pn03")};
    if (turned) std::swap(answers[0], answers[1]);
    roster.see(answers);
    roster.now += 2min;
    roster.look(answers);
    roster.check_one_move();
    roster.next_sweep();
    roster.see(answers);
    roster.check_one_move();
  }
}

TEST_CASE("an account that moves over two brackets is told once, whichever is recorded first") {
  for (const bool turned : {false, true}) {
    CAPTURE(turned);
    Roster roster;
    const auto both = [&](Occasion occasion) {
      const Answer left = Roster::free("pn02");
      const Answer came = Roster::has("pn03");
      roster.see({turned ? came : left}, occasion);
      roster.see({turned ? left : came}, occasion);
    };
    both(Occasion::sweep);
    roster.now += 2min;
    both(Occasion::second_look);
    roster.check_one_move();
    roster.next_sweep();
    both(Occasion::sweep);
    roster.check_one_move();
  }
}

TEST_CASE("an account that is seen at its new handle first is looked for at its old one, too") {
  Roster roster;
  // pn02 was asked before it moved, and pn03 after.
  roster.see({Roster::has("pn02"), Roster::has("pn03")});
  CHECK(roster.row("pn02").confirm_at == noon + 2min);
  CHECK(roster.row("pn03").confirm_at == noon + 2min);
  roster.now += 2min;
  roster.look({Roster::has("pn03")});
  CHECK(roster.told.empty());  // the other end is looked at now
  CHECK(roster.row("pn03").confirm_at == roster.now + 2min);
  roster.look({Roster::free("pn02")});
  roster.now += 2min;
  roster.look({Roster::has("pn03")});
  roster.check_one_move();
}

TEST_CASE("an account that is at both handles has taken the other") {
  Roster roster;
  roster.see({Roster::has("pn02"), Roster::has("pn03")});
  roster.now += 2min;
  roster.look({Roster::has("pn02"), Roster::has("pn03")});
  REQUIRE(roster.told.size() == 1);
  CHECK(roster.told[0].event.type == EventType::claimed);
  CHECK(roster.told[0].event.seen.target.handle == "pn03");
  CHECK_FALSE(roster.row("pn02").confirm_at.has_value());
}

TEST_CASE("the other end of a move is not waited for without end") {
  for (const bool late : {false, true}) {
    CAPTURE(late);
    Roster roster;
    roster.see({Roster::has("pn03")});
    roster.now = noon + 2min + (late ? 15min : 15min - 1ms);
    roster.look({Roster::has("pn03")});
    CHECK(roster.told.size() == (late ? 1 : 0));
  }
}

TEST_CASE("an account that left in one sweep and is seen elsewhere in the next was renamed") {
  Roster roster;
  roster.see({Roster::free("pn02"), Roster::free("pn03")});
  roster.now += 2min;
  roster.look({Roster::free("pn02")});
  roster.next_sweep();
  // The loss would be believed now; the other end of it is seen in the same sweep.
  roster.see({Roster::free("pn02"), Roster::has("pn03")});
  CHECK(roster.told.empty());
  roster.now += 2min;
  roster.look({Roster::has("pn03")});
  roster.check_one_move();
}

TEST_CASE("a stranger's move is as grave as what he did at his new handle, and is about that") {
  for (const bool variant : {false, true}) {
    CAPTURE(variant);
    Roster roster;
    roster.variant = variant;
    roster.see({Roster::free("pn02"), Roster::has("pn03")});
    roster.now += 2min;
    roster.look({Roster::free("pn02"), Roster::has("pn03")});
    roster.check_one_move();
    const Changes::Happening& one = roster.told[0];
    CHECK(one.event.severity == (variant ? Severity::medium : Severity::critical));
    REQUIRE(one.arrival.has_value());
    CHECK(one.arrival->type == EventType::claimed);
    CHECK(one.arrival->seen.target.handle == "pn03");
    CHECK(one.step == judging::IncidentStep::open);
    // What was open of his old handle is over; what he has now is open.
    REQUIRE(roster.last.resolved.size() == 1);
    CHECK(roster.last.resolved[0].incident == 7);
    CHECK_FALSE(roster.row("pn02").incident.has_value());
    CHECK(roster.row("pn03").incident == judging::not_numbered);
  }
}

TEST_CASE(
    "our account at another handle of ours is renamed when its old handle is lost, and no "
    "stranger") {
  for (const bool turned : {false, true}) {
    CAPTURE(turned);
    Roster roster;
    roster.ours = true;
    roster.rows[0].belief.state.holder = Holder::ours;
    roster.rows[0].belief.our_account = "13";
    roster.rows[0].incident.reset();
    std::vector<Answer> answers = {Roster::free("pn02"), Roster::has("pn03")};
    if (turned) std::swap(answers[0], answers[1]);
    roster.see(answers);
    CHECK(roster.row("pn03").belief.state.holder == Holder::ours);
    for (const auto at :
         {model::Milliseconds(2min), model::Milliseconds(15min), model::Milliseconds(1h)}) {
      CHECK(roster.told.empty());
      roster.now = noon + at;
      roster.look({Roster::free("pn02")});
    }
    roster.check_one_move();
    CHECK(roster.told[0].event.severity == Severity::high);
    CHECK(roster.row("pn03").belief.state.holder == Holder::ours);
  }
}

TEST_CASE(
    "a move that leaves an end of which nothing more is seen is told of the target as it was") {
  Roster roster;
  Answer left = Roster::free("pn02");
  left.seen.target.expected = "PN02";
  roster.see({left, Roster::has("pn03")});
  roster.now += 2min;
  roster.look({Roster::has("pn03")});
  roster.check_one_move();
  const model::Event& event = roster.told[0].event;
  CHECK(event.seen.target.expected == "PN02");
  CHECK(event.seen.target.platform == "bluesky");
  CHECK(event.seen.status == Status::available);
  CHECK(event.seen.checked_at == noon);
  CHECK(event.at == noon + 2min);
}

TEST_CASE("of an old handle that flaps nobody hears, and so of the new one") {
  Roster roster;
  TargetRow& home = roster.rows[0];
  home.belief.hushed = judging::LastTold{home.belief.state, noon - 1h};
  home.belief.told = {noon - 1h};
  roster.see({Roster::free("pn02"), Roster::has("pn03")});
  roster.now += 2min;
  roster.look({Roster::free("pn02"), Roster::has("pn03")});
  REQUIRE(roster.told.size() == 1);
  CHECK(roster.told[0].event.type == EventType::claimed);
  CHECK(roster.told[0].event.seen.target.handle == "pn03");
}

TEST_CASE("whoever comes after an account that moves is told himself, and no part of its move") {
  Roster roster;
  const Answer another = answer("pn02", Status::claimed, "14");
  roster.see({another, Roster::has("pn03")});
  roster.now += 2min;
  roster.look({another, Roster::has("pn03")});
  REQUIRE(roster.told.size() == 2);
  std::map<std::string, EventType> told;
  for (const Changes::Happening& one : roster.told) {
    told[one.event.seen.target.handle] = one.event.type;
    CHECK(one.event.severity == Severity::critical);
  }
  CHECK(told["pn02"] == EventType::changed_hands);
  CHECK(told["pn03"] == EventType::claimed);
  CHECK(roster.row("pn02").belief.state.account_id == "14");
  CHECK(roster.row("pn02").incident == 7);
}

TEST_CASE("a handle of ours that was lost stays lost when who took it moves on, seen or not") {
  for (const bool seen : {true, false}) {
    CAPTURE(seen);
    Roster roster;
    roster.ours = true;
    roster.rows[0].belief.lost = true;
    roster.rows[0].belief.our_account = "12";
    roster.see({Roster::free("pn02"), Roster::has("pn03")});
    roster.now += 2min;
    std::vector<Answer> answers = {Roster::has("pn03")};
    if (seen) answers.push_back(Roster::free("pn02"));
    roster.look(answers);
    roster.check_one_move();
    CHECK(roster.row("pn02").incident == 7);
    CHECK(roster.last.resolved.empty());
  }
}

TEST_CASE(
    "a lost handle of ours of which nothing stands is told of itself when a stranger leaves it") {
  Roster roster;
  roster.ours = true;
  roster.rows[0].belief.lost = true;
  roster.rows[0].belief.our_account = "12";
  roster.rows[0].incident.reset();  // somebody dismissed it
  roster.see({Roster::free("pn02"), Roster::has("pn03")});
  roster.now += 2min;
  roster.look({Roster::free("pn02"), Roster::has("pn03")});
  REQUIRE(roster.told.size() == 1);
  CHECK(roster.told[0].event.type == EventType::claimed);
  CHECK(roster.told[0].event.seen.target.handle == "pn03");
  for (const auto at : {model::Milliseconds(15min), model::Milliseconds(1h)}) {
    roster.now = noon + at;
    roster.look({Roster::free("pn02")});
  }
  REQUIRE(roster.told.size() == 2);
  CHECK(roster.told[1].event.type == EventType::renamed);
  CHECK(roster.told[1].event.detail == "pn03");
  CHECK(roster.told[1].event.severity == Severity::high);
  CHECK(roster.row("pn02").incident == judging::not_numbered);
}

TEST_CASE("ours that comes home from another handle is back, and what its absence opened is over") {
  Roster roster;
  // It had been renamed: from pn03, which is listed, to pn02.
  roster.rows[0].incident.reset();
  roster.rows[1].belief.our_account = "13";
  roster.rows[1].incident = 8;
  std::vector<Answer> answers = {Roster::free("pn02"), Roster::has("pn03")};
  answers[1].circumstances.is_owned = true;
  roster.see(answers);
  roster.now += 2min;
  roster.look(answers);
  REQUIRE(roster.told.size() == 1);
  CHECK(roster.told[0].event.type == EventType::back);
  CHECK(roster.told[0].event.seen.target.handle == "pn03");
  CHECK(roster.told[0].step == judging::IncidentStep::resolve);
  CHECK_FALSE(roster.row("pn03").incident.has_value());
  CHECK(roster.row("pn02").belief.state.status == Status::available);
  CHECK(roster.row("pn02").belief.told.empty());
}

TEST_CASE("of a handle that flaps the notice is told, though its account is back at another") {
  Roster roster;
  roster.rows[0].belief.told.assign(judging::most_told, noon - 1h);
  roster.rows[1].belief.our_account = "13";
  roster.rows[1].incident = 8;
  std::vector<Answer> answers = {Roster::free("pn02"), Roster::has("pn03")};
  answers[1].circumstances.is_owned = true;
  for (int sweep = 0; sweep < 2; ++sweep) {
    roster.see(answers);
    roster.now += 2min;
    roster.look(answers);
    roster.next_sweep();
  }
  REQUIRE(roster.told.size() == 2);
  CHECK(roster.told[0].event.type == EventType::back);
  CHECK(roster.told[1].event.seen.target.handle == "pn02");
  CHECK(roster.told[1].event.detail == "it changed 7 times within a day");
}

TEST_CASE("a handle that is not listed is not lost when our account goes from there to another") {
  Roster roster;
  roster.rows[0].belief.state.holder = Holder::ours;
  roster.rows[0].incident.reset();
  roster.rows[1] = believed("pn03", Status::claimed, "13");
  roster.rows[1].belief.state.holder = Holder::ours;
  std::vector<Answer> answers = {Roster::free("pn02"), Roster::has("pn03")};
  answers[1].circumstances.is_owned = true;
  for (int sweep = 0; sweep < 2; ++sweep) {
    roster.see(answers);
    roster.now += 2min;
    roster.look({Roster::free("pn02")});
    roster.next_sweep();
  }
  REQUIRE(roster.told.size() == 1);
  CHECK(roster.told[0].event.type == EventType::renamed);
  CHECK(roster.told[0].step != judging::IncidentStep::open);
  CHECK_FALSE(roster.row("pn02").incident.has_value());
}

TEST_CASE("which account left is known of what was believed, and of nobody who is still there") {
  const auto row = believed("pn02", Status::claimed, "13");
  CHECK(judging::account_that_left(row.belief, answer("pn02", Status::available).seen) == "13");
  CHECK_FALSE(judging::account_that_left(row.belief, answer("pn02", Status::claimed, "13").seen));
  CHECK_FALSE(judging::account_that_left(row.belief, answer("pn02", Status::unknown).seen));
  const auto free = believed("pn02", Status::available);
  CHECK_FALSE(judging::account_that_left(free.belief, answer("pn02", Status::available).seen));
  auto hushed = believed("pn02", Status::available);
  hushed.belief.hushed = judging::LastTold{{Status::claimed, Holder::stranger, "14"}, noon - 1h};
  CHECK(judging::account_that_left(hushed.belief, answer("pn02", Status::available).seen) == "14");
  hushed.belief.our_account = "1";
  CHECK(judging::account_that_left(hushed.belief, answer("pn02", Status::available).seen) == "1");
}

TEST_CASE("which account came is asked of who is news here, and of ours that is not so by itself") {
  struct Row {
    const char* what;
    bool owned;
    std::optional<std::string> listed, first;
    bool asked;
  };
  for (const Row& row :
       {Row{"it is listed here", true, "13", std::nullopt, false},
        Row{"another is listed here", true, "9", std::nullopt, true},
        Row{"it was the first here", true, std::nullopt, "13", false},
        Row{"another was the first here", true, std::nullopt, "9", true},
        Row{"the handle is not listed", false, std::nullopt, std::nullopt, true}}) {
    CAPTURE(row.what);
    TargetRow known = believed("pn02", Status::claimed, "13");
    known.belief.state.holder = Holder::ours;
    known.belief.our_account = row.first;
    Answer one = answer("pn02", Status::claimed, "13");
    one.circumstances.is_owned = row.owned;
    one.circumstances.owned_id = row.listed;
    CHECK(judging::account_that_came(known.belief, one).has_value() == row.asked);
  }
  const TargetRow strangers = believed("pn02", Status::claimed, "13");
  CHECK_FALSE(judging::account_that_came(strangers.belief, Roster::has("pn02")));
  CHECK(judging::account_that_came(strangers.belief, answer("pn02", Status::claimed, "14")) ==
        "14");
  CHECK_FALSE(judging::account_that_came(strangers.belief, Roster::free("pn02")));
}

TEST_CASE("who is known to be at a third handle is not waited for at the second") {
  Roster roster;
  roster.see({Roster::has("pn03")});  // a visit, whose looks are still to come
  roster.rows.push_back(believed("pn04", Status::claimed, "13"));
  for (int sweep = 0; sweep < 2; ++sweep) {
    roster.next_sweep();
    roster.see({Roster::free("pn02")});
    roster.now += 2min;
    roster.look({Roster::free("pn02")});
  }
  CHECK(roster.row("pn02").belief.state.status == Status::available);
}
