// What the answers of one bracket change: beliefs, history, incidents and what people are told. The
// one place where an answer's consequences are decided. Pure: rows as they were in, rows as they
// are out; whoever keeps them writes all of it in one transaction.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "judging/hidden.hpp"
#include "judging/losses.hpp"
#include "judging/second_looks.hpp"
#include "judging/target_state.hpp"

namespace judging {

// What is kept of a target.
struct TargetRow {
  std::string handle;
  Belief belief;
  std::string reason;                      // of the last answer
  std::optional<model::Instant> asked_at;  // the last answer when the row was written
  long long asks = 0;                      // sweeps with an answer until then
  // Of the unit, then. None: there was no answer yet, or the target left the roster; then none of
  // the sweeps that came after counts for it.
  std::optional<long long> sweep;
  std::optional<model::Instant> gap_at;  // nothing counts since
  std::optional<Undecided> undecided;    // the part of the gap that may be its own doing
  std::optional<long long> incident;     // the open one; not_numbered: opened by these changes
  std::optional<Dismissal> dismissal;
  // When the pending change is to be looked at again; at_next_sweep: by that.
  std::optional<model::Instant> confirm_at;
};

// An incident has its number from whoever writes it down.
constexpr long long not_numbered = 0;

// Of each sweep since a row was written it is known that it changed nothing; this writes it down.
// `sweeps` and `swept_at`: of the unit now. In a gap a row is written at each answer.
void catch_up(TargetRow& row, long long sweeps, const std::optional<model::Instant>& swept_at);

// One answer, and what is known of its target beside it: what is listed and configured. The rest of
// the circumstances follows from the rows and the unit, and is not read.
struct Answer {
  model::Observation seen;
  Circumstances circumstances;
};

// What is known of the unit before the answers.
struct UnitState {
  std::string watch;
  long long sweeps = 0;  // whole ones
  std::optional<model::Instant> swept_at;
  // By account: handles of the platform and server that it is believed to have, but those of the
  // rows that are given.
  std::map<std::string, std::set<std::string>> elsewhere;
  Occasion occasion = Occasion::sweep;
  std::vector<model::Instant> lies;  // when the platform was caught at the last of them
  std::map<long long, Losses> losses;
  long long claimed = 0;  // targets that are believed to have an account
  long long targets = 0;  // all of them
  long long decided = 0;  // those of whom the last answer counted
  // By account: handles of the platform and server at which it is believed to be ours.
  std::map<std::string, std::set<std::string>> ours;
  std::set<std::string> missed;  // accounts of handles of ours there that they do not have
};

struct HistoryLine {
  std::string handle;
  model::Instant at{};
  std::optional<model::Instant> until;  // of a gap
  model::Status status = model::Status::unknown;
  std::optional<model::Holder> holder;
  std::optional<std::string> account, display_name;
  std::string reason;
};

struct Changes {
  struct Target {
    TargetRow row;
    bool counts = false;  // to be written even where it says the same as before
  };
  // An event, with what it does to the incident that it belongs to.
  struct Happening {
    model::Event event;
    IncidentStep step = IncidentStep::none;
    std::optional<long long> incident;  // that was open; not_numbered: by these changes
    // Of an account that moved to another expected handle: what would be told of that one, which is
    // what the incident is about.
    std::optional<model::Event> arrival;
  };
  struct Resolved {
    long long incident = not_numbered;
    std::string handle;
    model::Instant at{};
  };
  // What is told of the platform, for the many losses of a sweep; they have one incident.
  struct ManyLost {
    long long sweep = 0;
    model::Event event;
  };
  // None of the many losses of a sweep stands any more: their incident ends, told or not.
  struct LossesOver {
    long long sweep = 0;
    model::Instant at{};
    std::optional<model::Event> told;
  };
  std::vector<Target> targets;
  std::vector<HistoryLine> history;
  std::vector<Happening> events;
  std::vector<Resolved> resolved;  // incidents that end unsaid
  std::vector<ManyLost> many_lost;
  std::vector<LossesOver> losses_over;
  std::vector<model::Instant> lies;         // in which the platform was caught by second looks
  std::optional<model::Instant> ask_again;  // the earliest second look that is wanted
  std::optional<model::Instant> found;      // the first stranger of a baseline was seen then
};

// `rows`: those there are of the answers' targets, and of others of the unit as far as accounts
// came from them. Answers that are `invalid` say nothing.
Changes record(std::span<const TargetRow> rows, std::span<const Answer> answers,
               const UnitState& unit);

}  // namespace judging
