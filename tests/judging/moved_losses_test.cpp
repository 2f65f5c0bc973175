// Accounts that left a handle and are known at another: nobody lost them.
#include <doctest/doctest.h>

#include "judging/bracket.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tests;
using judging::Answer;
using judging::Changes;
using judging::Occasion;
using judging::TargetRow;
using model::Holder;
using model::Status;

TEST_CASE("accounts of ours that moved are lost by nobody, however many they are") {
  for (const bool in_two_brackets : {false, true}) {
    CAPTURE(in_two_brackets);
    std::vector<TargetRow> rows;
    for (const char* number : {"0", "1"}) {
      TargetRow row = believed("pn"s + number, Status::claimed, "a"s + number);
      row.belief.state.holder = Holder::ours;
      row.belief.our_account = "a"s + number;
      rows.push_back(std::move(row));
    }
    rows.push_back(believed("pn2", Status::available));
    rows.push_back(believed("pn3", Status::available));
    judging::UnitState state = swept_unit(2);
    std::vector<std::string> told;
    const auto see = [&](model::Milliseconds after, Occasion occasion) {
      std::vector<Answer> all = {answer("pn0", Status::available, "", noon + after),
                                 answer("pn1", Status::available, "", noon + after),
                                 answer("pn2", Status::claimed, "a0", noon + after),
                                 answer("pn3", Status::claimed, "a1", noon + after)};
      for (Answer& one : all) {
        const std::string& handle = one.seen.target.handle;
        one.circumstances.is_owned = handle == "pn0" || handle == "pn1";
      }
      state.occasion = occasion;
      const std::size_t brackets = in_two_brackets ? 2 : 1;
      for (std::size_t i = 0; i < brackets; ++i) {
        const auto part = std::span<const Answer>(all).subspan(i * 2, all.size() / brackets);
        const Changes changes = judging::record(rows, part, state);
        carry_over(rows, changes);
        for (const auto& one : changes.events) {
          told.emplace_back(one.event.seen.target.handle + " " + std::string(name(one.event.type)) +
                            " " + one.event.detail);
        }
        CHECK(changes.many_lost.empty());
      }
    };
    see(0ms, Occasion::sweep);
    ++state.sweeps;
    for (const auto after : {model::Milliseconds(2min), model::Milliseconds(15min)}) {
      see(after, Occasion::second_look);
    }
    CHECK(told.empty());
    see(1h, Occasion::second_look);
    CHECK(told == std::vector<std::string>{"pn0 renamed pn2", "pn1 renamed pn3"});
  }
}
