// What is believed of a target, and what is not sure yet. Plain values: the ledger keeps them, the
// rules of this room change them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"

namespace judging {

// What an answer says of a target, as far as beliefs go.
struct TargetState {
  model::Status status = model::Status::unknown;
  std::optional<model::Holder> holder;    // of an account, also while it is suspended
  std::optional<std::string> account_id;  // as above; empty where the platform proves none
};

bool is_ours(const TargetState& state);
// Suspended and reserved say the same to whoever waits for a handle: nobody can have it now.
bool is_closed(model::Status status);
// The same for whoever watches: who has it, or why nobody does. An account that is not known may be
// any.
bool same_state(const TargetState& a, const TargetState& b);
// The same, or closed for either reason: what a second look is to say.
bool says_the_same(const TargetState& a, const TargetState& b);

// A change that was seen and is not believed yet: a gain (somebody is there) or a loss.
struct Pending {
  TargetState state;
  model::Instant first_seen{};
  model::Instant last{};   // the last look that agreed; at first the first answer
  int agreed = 0;          // second looks that said the same
  int failed = 0;          // those of a gain since then that failed or said otherwise
  bool repeats = false;    // the last look of a gain failed: the next sweep repeats it
  bool denied = false;     // a look at a gain said that nobody is there, or was caught lying
  bool others = false;     // a look at a gain showed another account
  long long sweep = 0;     // the first sweep that said so; 0: so far a second look alone did
  bool confirmed = false;  // a later sweep said so, too
  long long lost_in = 0;   // of a loss that was seen as another before: the sweep of the first
  bool moved = false;      // of a loss: its account is believed to be at another handle now
  bool of_ours = false;    // of a loss: of our account, or at a handle that is listed as ours
  std::optional<std::string> variant;  // it is of a look-alike, by this model
  // Of a loss: the roster's spelling, to tell of it should its account turn up elsewhere.
  std::optional<std::string> expected;
};
bool is_gain(const Pending& pending);

// What people were last told of a target that flaps.
struct LastTold {
  TargetState state;  // unknown: an earlier version did not keep it
  model::Instant since{};
};

// Sweeps in which a road that can only say claimed found nobody.
struct Misses {
  int sweeps = 0;      // up to enough_misses
  long long last = 0;  // the number of the last of them
  bool operator==(const Misses&) const = default;
};

struct Belief {
  TargetState state;       // unknown: no firm answer was believed yet
  model::Instant since{};  // the first answer that said so
  std::optional<Pending> pending;
  // Of a handle that is listed as ours: the id that is, or the first one seen; also when it is
  // lost.
  std::optional<std::string> our_account;
  std::vector<model::Instant> told;  // when, within the last flapping_window
  std::optional<LastTold> hushed;    // it flaps: nothing is told until it is quiet
  // A baseline that no second sweep has confirmed: the sweep that gave it (0: a second look).
  std::optional<long long> baseline;
  std::optional<Misses> misses;
  bool lost = false;  // ours by the list, until somebody else or nobody was believed to have it
  // It showed another account at every look: ids say nothing, until two answers show the same one
  // (kept as a hash of the last).
  std::optional<std::uint32_t> unsteady;
  std::optional<std::string> listed;  // the id that is listed, while the account is another
};

// What a person decided of the account that holds a handle.
struct Dismissal {
  model::Holder as = model::Holder::bystander;
  std::optional<std::string> account_id;  // empty: whoever held it then
};

}  // namespace judging
