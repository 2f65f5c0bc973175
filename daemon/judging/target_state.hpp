// The life of a target: what is believed of it, one observation, and what follows. Pure.
//
// A belief changes only by evidence that counted (contract, 'Truth'): `unknown` never reaches it.
// Whatever people would be told of is asked again after `confirm` and believed at the second firm
// answer that says the same; a first answer that nobody need hear of is believed at once. So an
// alert always rests on two answers, each with its own controls.
//
//   nothing believed -> a stranger is there            baseline
//   free or reserved -> a stranger took it             claimed
//   an account -> another account, not ours            changed-hands
//   an account -> free                                 released
//   an account -> suspended or reserved                suspended
//   its account is at another handle now               renamed
//   lost or suspended -> as it was                     back
//
// A target that is told of more than `most_told` times in a day flaps: one notice says so, and its
// incident stays open. The next comes when it has been quiet for a day: what is then another than
// people were last told, and what they would be told of at a first look, so that nothing that
// stands is closed or unsaid.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"

namespace judging {

constexpr std::size_t most_told = 6;
constexpr model::Milliseconds flapping_window = std::chrono::hours(24);

// What an answer says of a target, as far as beliefs go.
struct TargetState {
  model::Status status = model::Status::unknown;
  std::optional<model::Holder> holder;    // of an account, also while it is suspended
  std::optional<std::string> account_id;  // as above; empty where the platform shows none
};

struct Pending {
  TargetState state;
  model::Instant first_seen{};
};

// What people were last told of a target that flaps.
struct LastTold {
  TargetState state;  // unknown: an earlier version did not keep it
  model::Instant since{};
};

struct Belief {
  TargetState state;       // unknown: no firm answer was believed yet
  model::Instant since{};  // the first answer that said so
  std::optional<Pending> pending;
  std::optional<std::string> our_account;  // the id last believed to be ours, also when it is lost
  std::vector<model::Instant> told;        // when, within the last flapping_window
  std::optional<LastTold> hushed;          // it flaps: nothing is told until it is quiet
};

// What a person decided of the account that holds a handle.
struct Dismissal {
  model::Holder as = model::Holder::bystander;
  std::optional<std::string> account_id;  // empty: whoever held it then
};

struct Circumstances {
  model::Instant now{};
  model::Milliseconds confirm{120'000};
  bool is_owned = false;                // listed as ours, or decided to be
  std::optional<std::string> owned_id;  // the account id that is listed
  bool is_variant = false;              // a look-alike of an expected handle
  bool has_open_incident = false;
  std::optional<Dismissal> dismissed;
  // How long the platform keeps a handle back whose account is gone; max(): for ever. None: it does
  // not, as far as is known.
  std::optional<model::Milliseconds> held_back;
  bool moved = false;  // the account that was here is seen at another handle of the platform
};

struct Told {
  model::EventType type = model::EventType::claimed;
  model::Severity severity = model::Severity::info;
  bool flapping = false;
  std::optional<model::Instant> held_until{};  // of released: nobody can have the handle before
};

enum class IncidentStep { none, open, resolve };  // open: or go on with the one that is open

struct Step {
  Belief belief;
  bool changed = false;  // what is believed is another state than before: a line of its history
  std::optional<Told> told;
  std::optional<model::Before> before;  // of what is told
  IncidentStep incident = IncidentStep::none;
  bool dismissal_ends = false;              // it was of an account that is gone
  std::optional<model::Instant> ask_again;  // when the pending change is to be confirmed
};

// `seen` is firm: its status is evidence. Its holder is decided here, not read.
Step next_state(const Belief& belief, const model::Observation& seen,
                const Circumstances& circumstances);

// Who holds it: ours by a listed id, else by the id that was first believed to be; never guessed.
std::optional<model::Holder> holder_of(const model::Observation& seen, const Belief& belief,
                                       const Circumstances& circumstances);

}  // namespace judging
