// The oracle's rules of what is told of handles (oracle.hpp).
#pragma once

#include "watching/oracle.hpp"

namespace tests {

// What is told of a change at once; strangers of the baseline may wait for their summary.
inline void Oracle::check_told(std::size_t unit, const Change& change,
                               const std::vector<Change>& all) {
  TargetOracle& target = this->target(unit, change.handle);
  const bool left =
      change.was.status == Status::claimed && is_elsewhere(unit, change.handle, change.was.account);
  const bool came = target.known.status == Status::claimed &&
                    has_come(unit, change.handle, target.known.account, all);
  const Expected expected = target.expected(change.was, left);
  if (target.known.status == Status::claimed) target.last_there = target.known.account;
  const model::Instant at = target.line.last_decided()->at;
  if (target.known.status == Status::available) target.forget_dismissal();
  const auto event = take_told(unit, change.handle);
  const bool only_whose =
      change.was.status == target.known.status && change.was.account == target.known.account;
  if (!event) {
    const bool by_other_end = (came && is_told_as_move(unit, change.handle)) ||
                              (left && is_told_as_return(unit, change.was.account));
    if (expected.must_be_unsaid() || expected.may_be_unsaid || only_whose || by_other_end) return;
    if (target.is_hushed() || change.was_hushed) return;
    if (expected.types.contains(EventType::baseline) && !units_[unit].has_baseline) {
      units_[unit].belated.push_back(
          {change.handle, change.was, target.known, time_.truth(), calm_});
      return;
    }
    return fail(fmt::format("missed, not told ({})", name(*expected.types.begin())), unit,
                change.handle);
  }
  const bool is_notice = event->detail.starts_with("it changed");
  const bool hush_ended = change.was_hushed;
  if (hush_ended && !target.is_quiet(event->at))
    fail("false", *event, "it was not quiet for a day");
  if (is_notice != target.flaps(event->at)) fail("false", *event, "whether it flaps");
  if (!expected.types.contains(event->type) && !hush_ended) {
    fail("false", *event,
         expected.must_be_unsaid() ? std::string_view("nothing is to be told")
                                   : name(*expected.types.begin()));
    fail("  its line", unit, change.handle);
  }
  if (!hush_ended) check_before(change.was, *event);
  if (event->type == EventType::renamed && event->at != at) {
    return check_move(unit, change, *event);
  }
  if (event->at != at) fail("false", *event, "the time");
  check_event(unit, change.handle, change.was, *event);
}

// One event of both ends: when he was seen where he came to, as grave as the graver of them, and
// its incident is of where he is now.
inline void Oracle::check_move(std::size_t unit, const Change& change, const model::Event& event) {
  TargetOracle& left = target(unit, change.handle);
  std::optional<int> to;
  for (int handle = 0; handle < world_.shape(unit).handles; ++handle) {
    const Known& known = target(unit, handle).known;
    const bool is_there = handle != change.handle && known.status == Status::claimed &&
                          known.account == change.was.account;
    if (is_there) to = handle;
  }
  if (!to) return fail("false", event, "its account is nowhere else");
  TargetOracle& there = target(unit, *to);
  const Account account = change.was.account;
  const bool is_notice = event.detail.starts_with("it changed");
  if (!is_notice && event.detail != SimulatedSweeper::handle_name(world_.shape(unit), *to)) {
    fail("false", event, "it is elsewhere");
  }
  if (event.at != there.line.last_decided()->at) fail("false", event, "the time");
  const Severity both = std::min(left.severity(EventType::renamed, change.was),
                                 there.is_wrong() ? Severity::critical : Severity::info);
  const bool early = event.severity == Severity::high;  // where it was found at first
  if (event.severity != both && !early) fail("false", event, "its severity");
  left.told(event.at);
  there.told(event.at);
  check_incident(event, there.incident, true, account);
}

inline void Oracle::check_event(std::size_t unit, int handle, const Known& was,
                                const model::Event& event) {
  TargetOracle& target = this->target(unit, handle);
  if (event.severity != target.severity(event.type, was)) fail("false", event, "its severity");
  if (event.watch != world_.shape(unit).watch) fail("false", event, "of another watch");
  const Known& now = target.known;
  if (event.seen.status != now.status) fail("false", event, "of another status");
  const auto shown = now.status == Status::claimed
                         ? std::optional(SimulatedWorld::account_name(now.account))
                         : std::nullopt;
  if (event.seen.profile.account_id != shown) fail("false", event, "of another account");
  if (event.seen.holder != target.holder(world_.is_labelled(now.account)) && !target.decided) {
    fail("false", event, "of another holder");
  }
  const bool is_notice = event.detail.starts_with("it changed");
  flapping += is_notice ? 1 : 0;
  if (event.type == EventType::renamed && event.detail.empty()) {
    fail("false", event, "it does not say where to");
  }
  target.told(event.at);
  target.is_missed = event.type == EventType::released && was.ours;
  check_incident(event, target.incident, is_notice || target.opens(event.type, was),
                 now.status == Status::claimed ? now.account : nobody);
}

inline void Oracle::check_before(const Known& before, const model::Event& event) {
  const bool was_known = before.status != Status::unknown;
  // What was seen once, and is told as there from the first, need not be said.
  if (event.type == EventType::baseline && !event.before) return;
  if (event.before.has_value() != was_known) return fail("false", event, "what was before");
  if (!was_known) return;
  const auto account = before.account == nobody
                           ? std::nullopt
                           : std::optional(SimulatedWorld::account_name(before.account));
  const bool same = event.before->status == before.status && event.before->account_id == account &&
                    event.before->since == before.since;
  if (!same) fail("false", event, "it was another before");
}

// Strangers of a baseline are told in one, within an hour and a half and a look.
inline void Oracle::judge_belated() {
  for (std::size_t i = 0; i < units_.size(); ++i) {
    Unit& unit = units_[i];
    const std::vector<Belated> waiting = std::exchange(unit.belated, {});
    for (const Belated& one : waiting) {
      TargetOracle& target = this->target(i, one.handle);
      const auto event = take_told(i, one.handle, EventType::baseline);
      if (!event) {
        const bool is_late = time_.truth() - one.at > 2h && calm_ == one.calm;
        if (is_late) fail("missed: a baseline in no summary", i, one.handle);
        if (!is_late) unit.belated.push_back(one);
        continue;
      }
      const Known now = std::exchange(target.known, one.now);
      check_event(i, one.handle, one.was, *event);
      target.known = now;
    }
    const bool some = unit.belated.size() < waiting.size();
    if (some && !unit.belated.empty()) fail("false: a summary of some of them");
    unit.has_baseline = unit.has_baseline || some;
  }
}

// Undecided for long, of its own doing: for three sweeps and a day, or a week where no answer ever
// was. It must be told after two sweeps and six hours more.
inline void Oracle::check_hidden(std::size_t unit, int handle) {
  TargetOracle& target = this->target(unit, handle);
  const auto event = take_told(unit, handle, EventType::hidden);
  const bool is_over = target.line.empty() || target.line.last().status != Status::unknown;
  if (is_over) target.is_hidden = false;
  const Line::Run any = target.line.failures(false);
  const bool was_decided = target.first_at.has_value();
  const model::Milliseconds least = was_decided ? 24h : 24h * 7;
  if (!event) {
    const Line::Run own = target.line.failures(true);
    const bool must = own.calm && own.sweeps >= 5 && own.lasts() >= least + 14h;
    if (must && !target.is_hidden) fail("missed: hidden", unit, handle);
    return;
  }
  if (target.is_hidden) fail("false", *event, "it was told already");
  const bool may = any.sweeps >= 3 && (!any.calm || any.lasts() >= least - 13h);
  if (is_over || !may) fail("false", *event, "it was answered about");
  if (event->severity != Severity::medium) fail("false", *event, "its severity");
  target.is_hidden = true;
  check_incident(*event, target.incident, true, nobody);
}

inline std::string Oracle::story(std::size_t unit, int handle) const {
  const TargetOracle& target = this->target(unit, handle);
  return fmt::format("known {} a{}{} since {}; {}", name(target.known.status), target.known.account,
                     target.known.ours ? " ours" : "",
                     target.known.since.time_since_epoch().count() / 1000, target.line.story());
}

inline bool Oracle::is_of(const model::Event& event, std::size_t unit, int number) const {
  const UnitShape& shape = world_.shape(unit);
  return event.seen.target.handle == SimulatedSweeper::handle_name(shape, number) &&
         event.seen.target.platform == shape.platform;
}

inline bool Oracle::is_told_of(std::size_t unit, int number) const {
  return std::any_of(told_now_.begin(), told_now_.end(),
                     [&](const model::Event& one) { return is_of(one, unit, number); });
}

inline void Oracle::note_move(const model::Event& event) {
  const std::string& platform = event.seen.target.platform;
  const bool is_notice = event.detail.starts_with("it changed");
  const bool is_move = event.type == EventType::renamed;
  const bool is_return = event.type == EventType::back && event.seen.profile.account_id;
  if (is_move) moves_.emplace(platform, is_notice ? "" : event.detail);
  if (is_return) returns_.emplace(platform, *event.seen.profile.account_id);
}

inline bool Oracle::is_told_as_return(std::size_t unit, Account account) const {
  return returns_.contains({world_.shape(unit).platform, SimulatedWorld::account_name(account)});
}

inline bool Oracle::is_told_as_move(std::size_t unit, int number) const {
  const UnitShape& shape = world_.shape(unit);
  return moves_.contains({shape.platform, SimulatedSweeper::handle_name(shape, number)}) ||
         moves_.contains({shape.platform, ""});
}

inline std::optional<model::Event> Oracle::take_told(std::size_t unit, int number,
                                                     std::optional<EventType> type) {
  const auto found = std::find_if(told_now_.begin(), told_now_.end(), [&](const model::Event& one) {
    const bool fits = type ? one.type == *type : one.type != EventType::hidden;
    return fits && is_of(one, unit, number);
  });
  if (found == told_now_.end()) return std::nullopt;
  model::Event event = std::move(*found);
  told_now_.erase(found);
  return event;
}

inline std::optional<model::Event> Oracle::take_told(EventType type, std::size_t unit) {
  const UnitShape& shape = world_.shape(unit);
  const auto found = std::find_if(told_now_.begin(), told_now_.end(), [&](const model::Event& one) {
    const bool here = one.watch == shape.watch && one.seen.target.platform == shape.platform;
    return one.type == type && (here || one.watch.empty());
  });
  if (found == told_now_.end()) return std::nullopt;
  model::Event event = std::move(*found);
  told_now_.erase(found);
  return event;
}

}  // namespace tests
