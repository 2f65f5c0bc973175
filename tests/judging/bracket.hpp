// The answers of one bracket, and the rows they fall upon: at noon, six hours after the last sweep.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "judging/record.hpp"

namespace tests {

inline const model::Instant noon{std::chrono::hours(480'000)};

inline judging::TargetRow believed(const std::string& handle, model::Status status,
                                   const std::string& account = "",
                                   std::optional<long long> incident = std::nullopt) {
  judging::TargetRow row;
  row.handle = handle;
  row.belief.state.status = status;
  if (status == model::Status::claimed) row.belief.state.holder = model::Holder::stranger;
  if (!account.empty()) row.belief.state.account_id = account;
  row.belief.since = noon - std::chrono::hours(48);
  row.reason = "profile/1";
  row.asked_at = noon - std::chrono::hours(6);
  row.asks = 4;
  row.sweep = 4;
  row.incident = incident;
  return row;
}

inline judging::Answer answer(const std::string& handle, model::Status status,
                              const std::string& account = "", model::Instant at = noon) {
  judging::Answer answer;
  answer.seen.target.platform = "bluesky";
  answer.seen.target.handle = handle;
  answer.seen.checked_at = at;
  answer.seen.status = status;
  answer.seen.reason = status == model::Status::unknown ? "timeout" : "profile/2";
  if (status != model::Status::unknown) answer.seen.elapsed_ms = 84;
  if (!account.empty()) answer.seen.profile.account_id = account;
  answer.seen.tied = true;
  answer.circumstances.now = at;
  answer.circumstances.confirm = std::chrono::minutes(2);
  return answer;
}

// Swept four times, and never caught lying.
inline judging::UnitState swept_unit(long long claimed = 100) {
  judging::UnitState unit;
  unit.watch = "police";
  unit.sweeps = 4;
  unit.swept_at = noon - std::chrono::hours(6);
  unit.claimed = claimed;
  return unit;
}
inline const judging::UnitState unit = swept_unit();

inline void move_on(std::vector<judging::Answer>& answers, model::Milliseconds by) {
  for (judging::Answer& one : answers) {
    one.seen.checked_at += by;
    one.circumstances.now += by;
  }
}

// Rows as they are after changes; those without an answer stay as they are.
inline void carry_over(std::vector<judging::TargetRow>& rows, const judging::Changes& changes) {
  for (const judging::Changes::Target& one : changes.targets) {
    std::erase_if(rows,
                  [&](const judging::TargetRow& row) { return row.handle == one.row.handle; });
    rows.push_back(one.row);
  }
}

// A gain is told at its second look, two minutes later.
inline judging::Changes twice(std::vector<judging::TargetRow> rows,
                              std::vector<judging::Answer> answers,
                              judging::UnitState state = unit) {
  carry_over(rows, judging::record(rows, answers, state));
  move_on(answers, std::chrono::minutes(2));
  state.occasion = judging::Occasion::second_look;
  return judging::record(rows, answers, state);
}

// A loss at that of the next sweep.
inline judging::Changes two_sweeps(std::vector<judging::TargetRow> rows,
                                   std::vector<judging::Answer> answers,
                                   judging::UnitState state = unit) {
  carry_over(rows, judging::record(rows, answers, state));
  move_on(answers, std::chrono::minutes(2));
  state.occasion = judging::Occasion::second_look;
  carry_over(rows, judging::record(rows, answers, state));
  move_on(answers, std::chrono::hours(6));
  state.occasion = judging::Occasion::sweep;
  ++state.sweeps;
  return judging::record(rows, answers, state);
}

inline const judging::Changes::Happening* about(const judging::Changes& changes,
                                                const std::string& handle) {
  for (const judging::Changes::Happening& one : changes.events) {
    if (one.event.seen.target.handle == handle) return &one;
  }
  return nullptr;
}

inline const judging::TargetRow& row_of(const judging::Changes& changes,
                                        const std::string& handle) {
  for (const judging::Changes::Target& one : changes.targets) {
    if (one.row.handle == handle) return one.row;
  }
  FAIL("no row of " << handle);
  return changes.targets.front().row;
}

}  // namespace tests
