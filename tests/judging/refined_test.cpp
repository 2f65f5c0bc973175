// What a sign-up check, or what a platform gives to nobody, makes of what was believed free.
#include <doctest/doctest.h>

#include "judging/bracket.hpp"
#include "judging/record.hpp"

using namespace std::chrono_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::TargetRow;
using model::EventType;
using model::Refined;
using model::Status;

namespace {

Answer said(Status status, Refined refined, const char* reason) {
  Answer one = answer("pn02", status);
  one.seen.refined = refined;
  one.seen.reason = reason;
  return one;
}

// Sweep after sweep with a second look at each, six hours apart.
std::vector<EventType> told(std::vector<TargetRow> rows, const std::vector<Answer>& sweeps,
                            Status* believed_in_the_end = nullptr) {
  std::vector<EventType> events;
  judging::UnitState state = unit;
  model::Milliseconds passed{0};
  for (const Answer& one : sweeps) {
    for (const auto occasion : {judging::Occasion::sweep, judging::Occasion::second_look}) {
      std::vector<Answer> answers = {one};
      move_on(answers, passed);
      state.occasion = occasion;
      const Changes changes = judging::record(rows, answers, state);
      for (const auto& happening : changes.events) events.push_back(happening.event.type);
      carry_over(rows, changes);
      passed += 3min;
    }
    ++state.sweeps;
    state.swept_at = noon + passed;
    passed += 6h;
  }
  if (believed_in_the_end != nullptr) *believed_in_the_end = rows.front().belief.state.status;
  return events;
}

}  // namespace

TEST_CASE("a definition that has learnt what a platform keeps back is no event") {
  Status believed_last = Status::unknown;
  // Its sign-up check is asked for the first time.
  const auto by_signup = said(Status::reserved, Refined::by_signup, "signup/2");
  CHECK(
      told({believed("pn02", Status::available)}, {by_signup, by_signup, by_signup}, &believed_last)
          .empty());
  CHECK(believed_last == Status::reserved);
  // Its grammar says so.
  const auto by_rule = said(Status::reserved, Refined::by_rule, "profile/2");
  TargetRow before = believed("pn02", Status::available);
  before.reason = "profile/2";
  CHECK(told({before}, {by_rule, by_rule, by_rule}, &believed_last).empty());
  CHECK(believed_last == Status::reserved);
}

TEST_CASE("what the sign-up check called free and calls taken now is withheld, and told") {
  TargetRow free = believed("pn02", Status::available);
  free.reason = "signup/1";
  const auto kept = said(Status::reserved, Refined::by_signup, "signup/2");
  CHECK(told({free}, {kept, kept, kept}) == std::vector{EventType::withheld});
  // A sweep in which it could not be asked takes nothing back, and hides nothing.
  const auto in_vain = said(Status::available, Refined::in_vain, "profile/2");
  CHECK(told({free}, {kept, in_vain, kept, kept}) == std::vector{EventType::withheld});
}

TEST_CASE("that the sign-up check could not be asked takes nothing back") {
  Status believed_last = Status::unknown;
  TargetRow kept = believed("pn02", Status::reserved);
  kept.reason = "signup/2";
  const auto in_vain = said(Status::available, Refined::in_vain, "profile/2");
  CHECK(told({kept}, {in_vain, in_vain, in_vain}, &believed_last).empty());
  CHECK(believed_last == Status::reserved);
}

TEST_CASE("an account that is gone is told as before, whatever a sign-up check says") {
  const auto free = said(Status::available, Refined::by_signup, "signup/1");
  const auto unsure = said(Status::available, Refined::in_vain, "profile/2");
  const auto kept = said(Status::reserved, Refined::by_signup, "signup/2");
  const TargetRow held = believed("pn02", Status::claimed, "13");
  CHECK(told({held}, {free, free, free}) == std::vector{EventType::released});
  CHECK(told({held}, {unsure, unsure, unsure}) == std::vector{EventType::released});
  CHECK(told({held}, {kept, kept, kept}) == std::vector{EventType::suspended});
}
