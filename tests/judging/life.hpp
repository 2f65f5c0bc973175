// The life of a target, told as a script: what is seen when, what is believed, what is told.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "judging/second_looks.hpp"
#include "judging/target_state.hpp"

namespace tests {

using Told = std::vector<std::string>;

constexpr auto confirm = std::chrono::minutes(2);

// One target, one answer after the other.
struct Life {
  judging::Belief belief;
  judging::Circumstances circumstances;
  model::Instant now{std::chrono::hours(480'000)};
  Told told;  // "claimed critical"

  Life() {
    circumstances.confirm = confirm;
    circumstances.sweep = 0;
  }

  static model::Observation seen(model::Status status, const std::string& account, bool parody) {
    model::Observation seen;
    seen.status = status;
    seen.tied = true;
    if (!account.empty()) seen.profile.account_id = account;
    if (parody) seen.profile.more.emplace_back("parody", "true");
    return seen;
  }

  judging::Step take(model::Observation seen) {
    seen.checked_at = circumstances.now = now;
    const judging::Step step = judging::next_state(belief, seen, circumstances);
    follow(step);
    return step;
  }

  void follow(const judging::Step& step) {
    belief = step.belief;
    // What is told without opening anything ends what is open.
    if (step.told || step.incident != judging::IncidentStep::none) {
      circumstances.has_open_incident = step.incident == judging::IncidentStep::open;
    }
    if (step.told) {
      told.push_back(std::string(name(step.told->type)) + ' ' +
                     std::string(name(step.told->severity)) +
                     (step.told->flapping ? " flapping" : ""));
    }
  }

  // The answer of another sweep.
  judging::Step see(model::Status status, const std::string& account = "", bool parody = false) {
    circumstances.occasion = judging::Occasion::sweep;
    ++circumstances.sweep;
    return take(seen(status, account, parody));
  }
  // That of a second look.
  judging::Step look(model::Status status, const std::string& account = "", bool parody = false) {
    circumstances.occasion = judging::Occasion::second_look;
    return take(seen(status, account, parody));
  }

  // As many sweeps and second looks as it takes until nothing of it is in doubt; what came of them.
  judging::Step sure(model::Status status, const std::string& account = "") {
    judging::Step sum = see(status, account);
    auto again = sum.ask_again;
    for (int i = 0; i < 20; ++i) {
      judging::Step step;
      if (again && *again != judging::at_next_sweep) {
        now = std::max(now, *again);
        step = look(status, account);
      } else if (belief.pending || belief.baseline) {
        step = see(status, account);
      } else {
        break;
      }
      again = step.ask_again;
      step.changed = step.changed || sum.changed;
      step.dismissal_ends = step.dismissal_ends || sum.dismissal_ends;
      if (!step.told) {
        step.told = sum.told;
        step.before = sum.before;
      }
      sum = step;
    }
    CHECK_FALSE(belief.pending.has_value());
    return sum;
  }

  void later(model::Milliseconds time) { now += time; }
};

// What is seen, in one word a change: "free", "suspended", "reserved", or the account that has it.
inline void change_to(Life& life, const std::string& seen) {
  const auto status = seen == "free"        ? model::Status::available
                      : seen == "suspended" ? model::Status::suspended
                      : seen == "reserved"  ? model::Status::reserved
                                            : model::Status::claimed;
  life.sure(status, status == model::Status::claimed ? seen : "");
}

}  // namespace tests
