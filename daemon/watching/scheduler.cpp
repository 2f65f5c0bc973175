#include "watching/scheduler.hpp"

#include <algorithm>
#include <iterator>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "targets/planning.hpp"
#include "text/time.hpp"
#include "watching/unit_plan.hpp"

namespace watching {

namespace asio = boost::asio;
using model::Instant;
using model::Milliseconds;

namespace {

constexpr Milliseconds least_confirm{1'000};
constexpr Milliseconds slice_time = std::chrono::minutes(2);
constexpr std::size_t least_slice = 100;
constexpr std::size_t most_slice = 5'000;
constexpr Milliseconds worth_telling{10'000};
// Answers written down in one go: all others wait meanwhile, a millisecond or two.
constexpr std::size_t most_at_a_time = 50;

std::string place_of(const ledger::UnitKey& key) {
  return key.platform + '\n' + key.server;
}

// The end of the last sweep, whole or cut short.
std::optional<Instant> last_sweep(const ledger::Unit& row) {
  return std::max(row.swept_at, row.in_vain_at);
}

// The last ones, at most so many.
std::vector<model::Target> taken_from(std::vector<model::Target>& targets, std::size_t most) {
  const auto first = targets.end() - static_cast<std::ptrdiff_t>(std::min(most, targets.size()));
  std::vector<model::Target> taken(std::make_move_iterator(first),
                                   std::make_move_iterator(targets.end()));
  targets.erase(first, targets.end());
  return taken;
}

}  // namespace

Scheduler::Scheduler(async::Executor executor, SchedulerTools tools, probing::SharedLimits& limits,
                     std::vector<targets::WatchedUnit> units, Recording& recording)
    : executor_(std::move(executor)),
      tools_(tools),
      limits_(limits),
      recording_(recording),
      permits_(executor_, most_at_once, async::Semaphore::Order::newest_first),
      random_(tools.seed),
      up_since_(tools.clock.now()) {
  for (targets::WatchedUnit& unit : units) {
    auto kept = std::make_unique<Kept>();
    kept->timing = {unit.every, hash_of(unit.key.watch + '\n' + place_of(unit.key))};
    kept->row = tools_.ledger.units.get(unit.key);
    turns_.try_emplace(place_of(unit.key), std::make_unique<async::Semaphore>(executor_, 1));
    kept->unit = std::move(unit);
    kept->confirmed_at = tools_.ledger.limits.second_look(kept->row.id);
    refresh(*kept);
    kept->targets = tools_.ledger.beliefs.count(kept->row);
    kept_.push_back(std::move(kept));
  }
}

async::Task<void> Scheduler::run() {
  async::TaskGroup tasks(executor_, [this] { stop(); });
  for (const auto& kept : kept_) tasks.spawn(keep(*kept));
  co_await tasks.join();
}

async::Task<std::size_t> Scheduler::run_once(Milliseconds patience) {
  once_ = true;
  async::TaskGroup tasks(executor_, [this] { stop(); });
  for (const auto& kept : kept_) tasks.spawn(keep_once(*kept, patience));
  co_await tasks.join();
  co_return undecided_.size();
}

void Scheduler::stop() {
  stopped_ = true;
  for (Sweep* sweep : under_way_) sweep->stop();
  tools_.clock.wake_all();
}

Outlook Scheduler::outlook() const {
  Outlook outlook;
  outlook.under_way = under_way_.size();
  outlook.self_blind = recording_.is_self_blind();
  outlook.trouble = trouble_;
  for (const auto& kept : kept_) {
    outlook.targets += kept->targets;
    const Instant at = kept->next.at;
    outlook.next = outlook.next ? std::min(*outlook.next, at) : at;
  }
  return outlook;
}

// Second looks come first.
Scheduler::Visit Scheduler::next_visit(const Kept& kept) const {
  const Instant now = tools_.clock.now();
  const Instant slot = next_sweep(kept.timing, last_sweep(kept.row), up_since_, now);
  Visit next{Look::sweep, next_try(kept.timing, kept.in_vain, slot)};
  if (const auto at = next_confirmation(kept)) {
    if (*at <= next.at || *at <= now) next = {Look::confirm, std::max(*at, up_since_)};
  }
  if (kept.not_before)
    next.at = std::max(next.at, now + (*kept.not_before - tools_.clock.steady()));
  return next;
}

// What was due at the last second look and still is was not answered: it waits as long again, also
// after a restart. One in the future says nothing: the clock was set back since.
std::optional<Instant> Scheduler::next_confirmation(const Kept& kept) const {
  const auto at = tools_.ledger.units.next_confirmation(kept.row, kept.unit.confirm);
  const bool is_past = kept.confirmed_at && *kept.confirmed_at <= tools_.clock.now();
  if (!at || !is_past || *at > *kept.confirmed_at) return at;
  return *kept.confirmed_at + std::max<Milliseconds>(kept.unit.confirm, least_confirm);
}

async::Task<void> Scheduler::keep(Kept& kept) {
  while (!stopped_) {
    kept.next = next_visit(kept);
    const Instant now = tools_.clock.now();
    if (kept.next.at > now) {
      const model::Moment until =
          tools_.clock.steady() + std::min<Milliseconds>(kept.next.at - now, sys::longest_trust);
      co_await tools_.clock.sleep_until(until);
      continue;
    }
    co_await visit(kept, kept.next.look);
  }
}

// One sweep when it is due within a minute, and every second look that is due within `patience`,
// also where the next sweep would come before it.
async::Task<void> Scheduler::keep_once(Kept& kept, Milliseconds patience) {
  const Instant last = tools_.clock.now() + patience;
  const Instant slot = next_sweep(kept.timing, last_sweep(kept.row), up_since_, tools_.clock.now());
  bool sweep_is_due = slot <= up_since_ + std::chrono::minutes(1);
  while (!stopped_) {
    const Instant now = tools_.clock.now();
    const auto confirm = next_confirmation(kept);
    if (sweep_is_due && (!confirm || *confirm > now)) {
      sweep_is_due = false;
      co_await visit(kept, Look::sweep);
      continue;
    }
    if (!confirm || *confirm > last) co_return;
    if (*confirm > now) {
      tell_wait(kept, *confirm - now, "a second look");
      const model::Moment until = tools_.clock.steady() + (*confirm - now);
      co_await tools_.clock.sleep_until(until);
      continue;
    }
    co_await visit(kept, Look::confirm);
  }
}

async::Task<void> Scheduler::visit(Kept& kept, Look look) {
  async::Semaphore& turn = *turns_.at(place_of(kept.unit.key));
  co_await turn.acquire();
  const async::Permit permit(&turn);
  kept.not_before.reset();
  if (look == Look::sweep) {
    co_await sweep(kept);
  } else {
    co_await confirm(kept);
  }
  finish(kept, look);
}

async::Task<void> Scheduler::sweep(Kept& kept) {
  targets::Slices slices(kept.unit);
  const std::size_t most = slice_of(kept);
  std::vector<model::Target> targets = slices.next(most);
  bool whole = true;
  do {
    kept.targets = std::max(kept.targets, static_cast<long long>(slices.given()));
    whole = co_await look_at(kept, std::move(targets));
    targets = slices.next(most);
    const bool second_look = whole && !targets.empty() && confirmation_waits(kept);
    if (second_look) {
      co_await confirm(kept);
    }
  } while (whole && !stopped_ && !targets.empty());
  if (targets.empty()) kept.targets = static_cast<long long>(slices.given());
  kept.in_vain = whole ? std::nullopt : std::optional(tools_.clock.now());
  const bool all_were_asked = whole && !stopped_ && !kept.knows_who_left;
  if (all_were_asked) {
    co_await leave_behind(kept, slices);
  }
}

// What left the roster is not asked any more: the next sweeps say nothing of it. A roster is
// another only when a scheduler is another.
async::Task<void> Scheduler::leave_behind(Kept& kept, const targets::Slices& slices) {
  constexpr int page = 250;  // about a millisecond
  const auto token = asio::use_awaitable;
  std::string last;
  int read = page;
  try {
    while (read == page && !stopped_) {
      std::vector<std::string> left;
      read = 0;
      tools_.ledger.beliefs.page(kept.row, last, page, [&](const ledger::Known& known) {
        ++read;
        last = known.handle;
        if (!slices.has_given(known.handle)) left.push_back(known.handle);
      });
      tools_.ledger.beliefs.leave(kept.row, left);
      co_await asio::post(executor_, token);
    }
    kept.knows_who_left = !stopped_;
  } catch (const ledger::Failure& failure) {
    put_off(kept, failure);
  }
}

bool Scheduler::confirmation_waits(const Kept& kept) const {
  const Visit next = next_visit(kept);
  return next.look == Look::confirm && next.at <= tools_.clock.now();
}

async::Task<void> Scheduler::confirm(Kept& kept) {
  kept.confirmed_at = tools_.clock.now();
  std::vector<model::Target> waiting = co_await to_confirm(kept);
  const std::size_t most = slice_of(kept);
  bool whole = true;
  // A confirmation of the platform itself asks its controls alone.
  do {
    std::vector<model::Target> targets = taken_from(waiting, most);
    whole = co_await look_at(kept, std::move(targets));
  } while (whole && !stopped_ && !waiting.empty());
  if (!stopped_) note_second_look(kept);
}

void Scheduler::tell_wait(const Kept& kept, Milliseconds wait, std::string_view what) const {
  if (!once_ || !on_wait || wait < worth_telling) return;
  const ledger::UnitKey& key = kept.unit.key;
  const std::string place = targets::place_name(key.platform, key.server);
  on_wait(key.watch + " on " + place + ": waiting " + text::spoken(wait) + " for " +
          std::string(what));
}

void Scheduler::note_second_look(const Kept& kept) {
  try {
    tools_.ledger.limits.looked_again(kept.row.id, *kept.confirmed_at);
  } catch (const ledger::Failure& failure) {
    if (!failure.may_pass()) throw;
  }
}

// What left the roster meanwhile is not asked about again.
async::Task<std::vector<model::Target>> Scheduler::to_confirm(const Kept& kept) {
  targets::Finding finding(kept.unit, tools_.ledger.units.to_confirm(kept.row, tools_.clock.now()));
  const auto token = asio::use_awaitable;
  while (!stopped_ && finding.go_on()) {
    co_await asio::post(executor_, token);
  }
  if (stopped_) co_return std::vector<model::Target>();
  for (const std::string& handle : finding.missing()) unask(kept, handle);
  co_return finding.take_found();
}

void Scheduler::finish(Kept& kept, Look look) {
  try {
    const bool has_ended = look == Look::sweep && !stopped_ && !kept.not_before;
    if (has_ended && kept.in_vain) {
      tools_.ledger.units.swept_in_vain(kept.row, *kept.in_vain);
    } else if (has_ended) {
      tools_.ledger.units.swept(kept.row, tools_.clock.now());
      const auto targets = static_cast<std::size_t>(kept.targets);
      tools_.ledger.units.plan(kept.row, plan_of(kept.unit, targets, tools_.credentials, limits_));
    }
    refresh(kept);
  } catch (const ledger::Failure& failure) {
    put_off(kept, failure);
  }
}

// What the ledger did not take is asked again in a while.
void Scheduler::put_off(Kept& kept, const ledger::Failure& failure) {
  if (!failure.may_pass()) throw failure;
  trouble_ = failure.what();
  kept.not_before = tools_.clock.steady() + sys::longest_trust;
}

// Whether the rest of the roster is worth asking now.
async::Task<bool> Scheduler::look_at(Kept& kept, std::vector<model::Target> targets) {
  const judging::OwnedHandles owned = targets::owned_of(
      kept.unit, tools_.ledger.owned.of(kept.unit.key.platform, kept.unit.key.server));
  targets::SweepPlan plan;
  probing::ProbePlan probe{kept.unit.definition, kept.unit.key.server, std::move(targets), {}};
  for (const judging::OwnedHandle& one : kept.unit.owned) {
    if (one.platform != "*") probe.owned.push_back(one.handle);
  }
  plan.probes.push_back(std::move(probe));
  const SweepTools tools{tools_.fetcher, tools_.clock,       permits_,
                         limits_,        tools_.credentials, random_()};
  const probing::ProbeSettings settings;
  Sweep sweep(std::move(plan), settings, tools, owned);
  sweep.on_wait = [this, &kept](const probing::ProbePlan&, Milliseconds wait) {
    tell_wait(kept, wait, "its rate, or a pause that the platform asked for");
  };
  under_way_.insert(&sweep);
  if (stopped_) sweep.stop();
  co_await sweep.run();
  under_way_.erase(&sweep);
  SweepResult result = sweep.take_result();
  co_return co_await record(kept, owned, std::move(result));
}

async::Task<bool> Scheduler::record(Kept& kept, const judging::OwnedHandles& owned,
                                    SweepResult result) {
  const probing::ProbeReport& probe = result.probes.front();
  // Interrupted answers are no answers: they would only seem a gap.
  std::erase_if(result.observations, [](const model::Observation& one) {
    return one.reason == name(model::Reason::interrupted);
  });
  if (once_) note_undecided(kept, result.observations);
  const bool worth_going_on = probe.proof && !probe.proof->proves_nothing();
  const auto token = asio::use_awaitable;
  try {
    ledger::Frozen told = recording_.weigh(kept.unit, kept.row, probe, tools_.clock.now());
    std::span<model::Observation> rest = result.observations;
    while (!rest.empty()) {
      const std::size_t part = std::min(rest.size(), most_at_a_time);
      recording_.record(kept.unit, kept.row, owned, rest.first(part));
      rest = rest.subspan(part);
      co_await asio::post(executor_, token);
    }
    told.add(recording_.tell(kept.row, tools_.clock.now()));
    trouble_.clear();
    if (!told.events.empty() && on_told) on_told(told);
  } catch (const ledger::Failure& failure) {
    put_off(kept, failure);
    co_return false;
  }
  co_return worth_going_on && !recording_.is_self_blind();
}

// The last look at a target counts.
void Scheduler::note_undecided(const Kept& kept, const std::vector<model::Observation>& seen) {
  for (const model::Observation& one : seen) {
    const std::pair target(kept.row.id, one.target.handle);
    if (one.status == model::Status::unknown) {
      undecided_.insert(target);
    } else {
      undecided_.erase(target);
    }
  }
}

// A ledger that cannot be written now is told at the next look.
void Scheduler::unask(const Kept& kept, const std::string& handle) {
  try {
    tools_.ledger.units.unask(kept.row, handle);
  } catch (const ledger::Failure& failure) {
    if (!failure.may_pass()) throw;
  }
}

// As many targets as the platform's rate lets us ask in a few minutes.
std::size_t Scheduler::slice_of(const Kept& kept) const {
  const platforms::Definition& definition = *kept.unit.definition;
  const platforms::Ask& ask = definition.asks[definition.entries.front()];
  double requests = most_slice;
  for (const text::Rate& rate : ask.rates.empty() ? definition.rates : ask.rates) {
    const double periods =
        static_cast<double>(slice_time.count()) / static_cast<double>(rate.period.count());
    requests = std::min(requests, static_cast<double>(rate.count) * periods);
  }
  const double targets = requests * static_cast<double>(ask.max);
  return static_cast<std::size_t>(std::clamp(targets, double{least_slice}, double{most_slice}));
}

// The unit's row as the ledger has it now.
void Scheduler::refresh(Kept& kept) {
  kept.row = tools_.ledger.units.get(kept.unit.key);
  kept.next = next_visit(kept);
}

}  // namespace watching
