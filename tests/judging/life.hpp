// The life of a target, told as a script: what is seen when, what is believed, what is told.
#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

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

  Life() { circumstances.confirm = confirm; }

  judging::Step see(model::Status status, const std::string& account = "", bool parody = false) {
    model::Observation seen;
    seen.status = status;
    seen.checked_at = now;
    if (!account.empty()) seen.profile.account_id = account;
    if (parody) seen.profile.more.emplace_back("parody", "true");
    circumstances.now = now;
    const judging::Step step = judging::next_state(belief, seen, circumstances);
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
    return step;
  }

  // Seen, and seen again after the confirmation.
  judging::Step sure(model::Status status, const std::string& account = "") {
    const judging::Step first = see(status, account);
    if (!first.ask_again) return first;
    CHECK(*first.ask_again == now + confirm);
    CHECK_FALSE(first.told.has_value());
    now = *first.ask_again;
    return see(status, account);
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
