#include "judging/moves.hpp"

#include <algorithm>

#include "judging/telling.hpp"

namespace judging {

using model::Observation;
using model::Status;

namespace {

// The other end of a move is waited for at most so much longer than the look itself.
constexpr model::Milliseconds other_end_within = std::chrono::minutes(15);

// Of a handle as it was left: by its last answer, or as it is known.
Circumstances circumstances_at(const Known& home, const model::Event& arrival,
                               const Observation& seen) {
  Circumstances circumstances;
  circumstances.is_owned = home.row.belief.lost || is_ours(home.row.belief.state);
  if (home.answer != nullptr) circumstances = home.answer->circumstances;
  circumstances.now = arrival.at;
  circumstances.is_variant = seen.target.variant.has_value();
  return circumstances;
}

}  // namespace

std::optional<std::string> account_that_left(const Belief& belief, const Observation& seen) {
  if (!is_evidence(seen.status) || seen.status == Status::claimed) return std::nullopt;
  if (belief.state.status == Status::claimed) return belief.state.account_id;
  if (!belief.hushed) return std::nullopt;
  return belief.our_account ? belief.our_account : belief.hushed->state.account_id;
}

std::optional<std::string> account_that_came(const Belief& belief, const Answer& answer) {
  if (answer.seen.status != Status::claimed) return std::nullopt;
  auto account = proven_account(answer.seen);
  const auto& listed = answer.circumstances.owned_id;
  const auto& own = listed ? listed : belief.our_account;
  const bool by_another =
      is_ours(belief.state) && (!answer.circumstances.is_owned || own != account);
  const bool is_here = belief.state.status == Status::claimed && belief.state.account_id == account;
  const bool is_news = account && (by_another || !is_here);
  return is_news ? account : std::nullopt;
}

bool Moves::must_wait(const Answer& answer) const {
  const std::string& handle = answer.seen.target.handle;
  const auto account = proven_account(answer.seen);
  if (!account || !is_coming(targets_.at(handle).row.belief, *account)) return false;
  const Known* home = targets_.home_of(*account, handle);
  if (home == nullptr || home->answer == nullptr || home->taken) return false;
  const Observation& there = home->answer->seen;
  return is_evidence(there.status) && proven_account(there) != account;
}

void Moves::note_other_end(Circumstances& known, const TargetRow& row,
                           const Observation& seen) const {
  if (const auto left = account_that_left(row.belief, seen)) {
    // Where it is believed to be somewhere else, it is known where it went.
    known.unsettled = targets_.is_coming_elsewhere(*left, row.handle) &&
                      targets_.home_of(*left, row.handle) == nullptr;
  }
  const auto account = proven_account(seen);
  if (seen.status != Status::claimed || !account) return;
  const Known* home = targets_.home_of(*account, row.handle);
  const bool is_ours_there = home != nullptr && is_ours(home->row.belief.state);
  known.is_our_account = known.is_our_account || is_ours_there || is_ours_elsewhere(*account, row);
  if (home == nullptr || known.is_our_account) return;
  known.arrived = has_left_empty(*home, *account);
  const auto& pending = row.belief.pending;
  const model::Instant first = pending ? pending->first_seen : known.now;
  known.unsettled = !has_left(*home, *account) && home->row.confirm_at &&
                    *home->row.confirm_at != at_next_sweep &&
                    known.now < first + known.confirm + other_end_within;
}

// One that came here as ours stays so when it does not have the handle any more by which it was.
bool Moves::is_ours_elsewhere(const std::string& account, const TargetRow& row) const {
  const TargetState& state = row.belief.state;
  const bool stays = is_ours(state) && state.account_id == account;
  if (stays && unit_.missed.contains(account)) return true;
  const auto found = unit_.ours.find(account);
  if (found == unit_.ours.end()) return false;
  return found->second.size() > 1 || !found->second.contains(row.handle);
}

std::optional<std::string> Moves::where_it_is_now(const TargetRow& row,
                                                  const Observation& seen) const {
  const auto account = account_that_left(row.belief, seen);
  if (!account) return std::nullopt;
  if (const Known* there = targets_.home_of(*account, row.handle)) return there->row.handle;
  const auto others = unit_.elsewhere.find(*account);
  if (others == unit_.elsewhere.end()) return std::nullopt;
  for (const std::string& handle : others->second) {
    if (handle != row.handle) return handle;
  }
  return std::nullopt;
}

std::vector<std::string> Moves::other_ends(const TargetRow& row, const std::string& account) const {
  std::vector<std::string> handles;
  for (const auto& [handle, home] : targets_.all()) {
    const bool is_home = targets_.is_home_of(home, account, row.handle);
    if (is_home && !has_left(home, account)) handles.push_back(handle);
  }
  return handles;
}

const Known* Moves::home_left_by(const std::string& account, const std::string& to) const {
  for (const auto& [handle, home] : targets_.all()) {
    const bool is_home = targets_.is_home_of(home, account, to);
    if (is_home && has_left_empty(home, account)) return &home;
  }
  return nullptr;
}

std::optional<Moves::Departure> Moves::departure_of(const model::Event& arrival,
                                                    const std::string& to) const {
  const auto& account = arrival.seen.profile.account_id;
  const Known* home = account ? home_left_by(*account, to) : nullptr;
  if (home == nullptr) return std::nullopt;
  Departure departure;
  departure.handle = home->row.handle;
  departure.seen = last_seen(*home, arrival.seen);
  departure.step = move_away(home->row.belief, circumstances_at(*home, arrival, departure.seen));
  // A handle of ours of which nothing stands is told of itself: that asks people anew.
  const bool asks_anew = departure.step.incident == IncidentStep::open && !home->row.incident;
  if (!departure.step.told || asks_anew) return std::nullopt;
  // A return is told of its own handle: of this one nothing is, unless it flaps.
  const bool is_return = arrival.type == model::EventType::back;
  if (is_return && departure.step.told->flapping) return std::nullopt;
  if (is_return) departure.step.belief.told = home->row.belief.told;
  TargetRow left = home->row;
  left.belief = departure.step.belief;
  departure.event = event_of(unit_, left, departure.seen, departure.step, to);
  departure.event.at = arrival.at;
  departure.event.severity = std::min(departure.event.severity, arrival.severity);
  return departure;
}

}  // namespace judging
