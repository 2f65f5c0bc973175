#include "judging/identity.hpp"

#include "judging/holder.hpp"

namespace judging {

using model::Holder;
using model::Observation;
using model::Status;

namespace {

// Where no id proves anything: ours as it is listed, until it was lost.
bool stays_ours(const Belief& belief) {
  const bool is_here = belief.state.status == Status::claimed && is_ours(belief.state);
  return is_here || !belief.lost;
}

bool is_held_by_us(const Observation& seen, const Belief& belief,
                   const Circumstances& circumstances) {
  const auto proven = proven_account(seen);
  if (proven && circumstances.is_our_account) return true;
  const auto& shown = seen.profile.account_id;
  const auto& listed = circumstances.owned_id;
  if (listed && shown && *listed != *shown) return false;
  if (proven && listed) return true;
  if (!circumstances.is_owned) return false;
  if (proven && belief.our_account) return *belief.our_account == *proven;
  return stays_ours(belief);
}

// The account that was there, as far as an answer without one may be about the same.
std::optional<std::string> account_as_before(const TargetState& now, const Belief& belief) {
  const TargetState& was = belief.state;
  const bool may_be_he = was.status == Status::claimed && is_ours(was) == is_ours(now);
  return may_be_he ? was.account_id : std::nullopt;
}

}  // namespace

bool is_about_us(const TargetState& was, const Circumstances& circumstances) {
  return is_ours(was) || circumstances.is_owned;
}

std::optional<std::string> proven_account(const Observation& seen) {
  return seen.profile.id_follows_name ? std::nullopt : seen.profile.account_id;
}

bool lacks_identity(const Observation& seen, const std::optional<std::string>& listed) {
  return seen.status == Status::claimed && !seen.profile.account_id && listed.has_value();
}

bool lacks_identity(const Observation& seen, const Belief& belief,
                    const Circumstances& circumstances) {
  const bool is_believed = belief.state.account_id || belief.unsteady ||
                           (belief.pending && belief.pending->state.account_id);
  const bool unshown = seen.status == Status::claimed && !seen.profile.account_id;
  return unshown && (is_believed || circumstances.owned_id);
}

void withhold_identity(Observation& seen) {
  seen.status = Status::unknown;
  seen.reason = name(model::Reason::no_identity);
  seen.holder.reset();
  seen.profile = {};
}

std::optional<Holder> holder_of(const Observation& seen, const Belief& belief,
                                const Circumstances& circumstances) {
  if (seen.status != Status::claimed) return std::nullopt;
  if (is_held_by_us(seen, belief, circumstances)) return Holder::ours;
  const auto& shown = seen.profile.account_id;
  const auto& dismissed = circumstances.dismissed;
  const bool decided =
      dismissed && (!dismissed->account_id || !shown || *dismissed->account_id == *shown);
  return decided ? dismissed->as : stranger_kind(seen);
}

TargetState state_of(const Observation& seen, const Belief& belief,
                     const Circumstances& circumstances) {
  TargetState state{seen.status, holder_of(seen, belief, circumstances), proven_account(seen)};
  const bool is_trusted = !belief.unsteady || is_ours(state) ||
                          (state.account_id && trace_of(*state.account_id) == *belief.unsteady);
  if (!is_trusted) state.account_id.reset();
  if (seen.status == Status::claimed && !state.account_id) {
    state.account_id = account_as_before(state, belief);
  }
  if (is_closed(seen.status)) {
    state.holder = belief.state.holder;
    // Said to be ours after it was closed: the account that is shown is the one that was lost.
    const bool let_go =
        is_closed(belief.state.status) && is_ours(belief.state) && !belief.state.account_id;
    if (let_go || !state.account_id) state.account_id = belief.state.account_id;
  }
  if (seen.status == Status::available) state.account_id.reset();
  return state;
}

std::uint32_t trace_of(const std::string& account_id) {
  std::uint32_t trace = 2166136261U;  // FNV-1a: kept, and so the same in every version
  for (const char c : account_id) {
    trace ^= static_cast<unsigned char>(c);
    trace *= 16777619U;
  }
  return trace;
}

void note_identity(Belief& belief, const Observation& seen, const Circumstances& circumstances,
                   bool changed) {
  const bool is_there = belief.state.status == Status::claimed;
  // Where none is listed, the first one that was seen stays proposed. Another one of ours that sits
  // here is ours by its own handle, and so is whoever of ours sits at one that is not listed.
  const auto& account = belief.state.account_id;
  const auto& listed = circumstances.owned_id;
  const bool is_another = listed && belief.our_account != listed;
  if (is_another || !circumstances.is_owned) belief.our_account.reset();
  const bool is_proposed =
      circumstances.is_owned && (listed ? account == listed : !belief.our_account);
  if (is_ours(belief.state) && account && is_proposed) belief.our_account = account;
  const bool is_ours_here = is_there && is_ours(belief.state);
  if (changed) belief.lost = true;
  if (is_ours_here || !circumstances.is_owned) belief.lost = false;
  const bool is_strangers =
      is_there && !is_ours(belief.state) && listed && seen.status == Status::claimed;
  belief.listed = is_strangers ? listed : std::nullopt;
  // Steady again: the same account twice; or nobody is there any more.
  const bool steady = !is_there || belief.state.account_id;
  if (!belief.unsteady) return;
  if (steady) {
    belief.unsteady.reset();
  } else if (seen.status == Status::claimed && seen.profile.account_id) {
    belief.unsteady = trace_of(*seen.profile.account_id);
  }
}

}  // namespace judging
