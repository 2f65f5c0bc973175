#include "probing/rate_limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace probing {
namespace {

using model::Milliseconds;
using model::Moment;

constexpr int most_requests = 1'000'000;  // in a window (parse_rate)
// A request is over after this: one that began earlier has been counted by the server.
constexpr Milliseconds under_way = std::chrono::minutes(1);
// A record holds about so many points in time for a whole window,
constexpr int grains = 64;
// and covers what starts in this part of it, or in a minute: it is written that often.
constexpr int parts = 8;
// So many handles that rest are written down: a platform that sends one after the other to rest
// must not make each record longer than the last.
constexpr std::size_t most_resting = 200;

bool has_own_pace(const platforms::Ask& ask, const ProbeSettings& settings) {
  return !settings.rate && !ask.rates.empty();
}

PacedRoad road_of(const platforms::Definition& definition, const std::string& server,
                  std::size_t ask, const ProbeSettings& settings) {
  const platforms::Ask& one = definition.asks[ask];
  return {definition.id, server, has_own_pace(one, settings) ? one.name : ""};
}

// The later of those that lie close together stands for all.
void add(std::vector<PaceRecord::Requests>& taken, model::Instant at, Milliseconds grain,
         model::Instant& first) {
  if (taken.empty() || at - first > grain) {
    first = at;
    taken.push_back({at, 0});
  }
  taken.back().at = at;
  ++taken.back().count;
}

}  // namespace

text::Rates rates_of(const platforms::Definition& definition, std::size_t ask,
                     const ProbeSettings& settings) {
  if (settings.rate) return {*settings.rate};
  const text::Rates& own = definition.asks[ask].rates;
  return own.empty() ? definition.rates : own;
}

Pacer& RateLimits::of(const platforms::Definition& definition, const std::string& server,
                      std::size_t ask, const ProbeSettings& settings) {
  return pace_of(definition, server, ask, settings).pacer;
}

RateLimits::Pace& RateLimits::pace_of(const platforms::Definition& definition,
                                      const std::string& server, std::size_t ask,
                                      const ProbeSettings& settings) {
  const bool own = has_own_pace(definition.asks[ask], settings);
  const PacedRoad road = road_of(definition, server, ask, settings);
  const auto found = rate_limits_.find(road);
  if (found != rate_limits_.end()) return found->second;

  const text::Rates rates = rates_of(definition, ask, settings);
  const bool spacing = definition.spacing && !settings.rate;
  Pace& pace = rate_limits_.emplace(road, Pacer(rates, spacing)).first->second;
  for (const text::Rate& rate : rates) {
    pace.most = std::max(pace.most, rate.count);
    if (rate.period >= pace.longest.period) pace.longest = rate;
  }
  const auto take_over = [&](const std::string& from) {
    const auto before = before_.find({definition.id, server, from});
    if (before != before_.end()) pace.pacer.resume(before->second);
    return before != before_.end();
  };
  // A road that had its pace in common with others before had the others' limits too, and the other
  // way round.
  const bool known = take_over(road.ask);
  if (own && !known) take_over("");
  for (const platforms::Ask& one : definition.asks) {
    if (!own && !one.name.empty() && !has_own_pace(one, settings)) take_over(one.name);
  }
  return pace;
}

FarWaits& RateLimits::far_waits(const platforms::Definition& definition, const std::string& server,
                                std::size_t ask, const ProbeSettings& settings) {
  return far_waits_[road_of(definition, server, ask, settings)];
}

LongWaits RateLimits::long_waits(const std::string& platform, const std::string& server,
                                 Moment now) const {
  const auto is_here = [&](const PacedRoad& road) {
    return road.platform == platform && road.server == server;
  };
  LongWaits waits;
  for (const auto& [road, pace] : rate_limits_) {
    if (is_here(road)) waits.cut = std::max(waits.cut, pace.pacer.asked_for(now));
  }
  for (const auto& [road, far] : far_waits_) {
    if (!is_here(road)) continue;
    const std::vector<RestingHandle> resting = far.resting(now);
    waits.resting.insert(waits.resting.end(), resting.begin(), resting.end());
  }
  return waits;
}

void RateLimits::started(const platforms::Definition& definition, const std::string& server,
                         std::size_t ask, const ProbeSettings& settings, Time now) {
  Pace& pace = pace_of(definition, server, ask, settings);
  pace.pacer.started(now.steady);
  if (!book) return;
  const bool is_covered = now.steady <= pace.covered_until && pace.covered-- > 0;
  if (!is_covered) write(road_of(definition, server, ask, settings), pace, now, true);
}

void RateLimits::keep(const platforms::Definition& definition, const std::string& server,
                      std::size_t ask, const ProbeSettings& settings, Time now) {
  const PacedRoad road = road_of(definition, server, ask, settings);
  Pace& pace = pace_of(definition, server, ask, settings);
  const Pacer& pacer = pace.pacer;
  const bool same = pace.paused_until == pacer.paused_until() &&
                    pace.slowdown == pacer.slowdown() && pace.refusals == pacer.refusals() &&
                    pace.far_changes == far_waits_[road].changes();
  if (book && !same) write(road, pace, now, true);
}

void RateLimits::configure_anew() {
  for (const auto& [road, pace] : rate_limits_) before_[road] = pace.pacer.state();
  rate_limits_.clear();
}

void RateLimits::recall(const std::vector<PaceRecord>& records, Time now) {
  const auto moment = [&now](model::Instant at) { return now.steady + (at - now.calendar); };
  for (const PaceRecord& written : records) {
    PaceRecord record = written;
    record.slowdown = std::clamp(record.slowdown, 1.0, Pacer::slowest);
    record.refusals = std::max(record.refusals, 0);
    PacerState state{{}, {}, record.slowdown, record.refusals, record.asked_for};
    for (PaceRecord::Requests& one : record.taken) {
      one.at = std::min(one.at, now.calendar);
      one.count = std::clamp(one.count, 0, most_requests);
      state.taken.insert(state.taken.end(), static_cast<std::size_t>(one.count), moment(one.at));
    }
    const auto left =
        std::clamp<Milliseconds>(record.paused_until - record.at, Milliseconds(0), longest_wait);
    record.paused_until = std::min(record.paused_until, now.calendar + left);
    state.paused_until = moment(record.paused_until);
    before_[record.road] = std::move(state);
    for (PaceRecord::Rest& rest : record.resting) {
      const auto rests =
          std::clamp<Milliseconds>(rest.until - record.at, Milliseconds(0), longest_wait);
      rest.until = std::min(rest.until, now.calendar + rests);
      far_waits_[record.road].recall({rest.handle, moment(rest.until), rest.asked_for});
    }
    // The next process must not begin the same day or window again.
    if (book && record != written) {
      record.at = now.calendar;
      book(record);
    }
  }
}

void RateLimits::keep_all(Time now) {
  for (auto& [road, pace] : rate_limits_) {
    if (book) write(road, pace, now, false);
  }
}

void RateLimits::write(const PacedRoad& road, Pace& pace, Time now, bool at_work) {
  const auto instant = [&now](Moment at) { return now.calendar + (at - now.steady); };
  const PacerState state = pace.pacer.state();
  PaceRecord record{
      road,           now.calendar,    {}, instant(state.paused_until), state.slowdown,
      state.refusals, state.asked_for, {}};
  FarWaits& far = far_waits_[road];
  for (const RestingHandle& one : far.resting(now.steady)) {
    if (record.resting.size() == most_resting) break;
    record.resting.push_back({one.handle, instant(one.until), one.asked_for});
  }
  const Milliseconds period = pace.longest.period;
  const Milliseconds ahead = std::max(under_way, period / parts);
  const bool whole = ahead >= period;  // too short a window to be counted in parts
  const double part = static_cast<double>(ahead.count()) / static_cast<double>(period.count());
  const int more = whole ? pace.most : static_cast<int>(std::ceil(pace.longest.count * part));
  int open = 0;  // to be counted as late as they may be
  model::Instant first{};
  for (const Moment at : state.taken) {
    if (at_work && at > now.steady - under_way) {
      ++open;
    } else if (at > now.steady - period) {
      add(record.taken, instant(at), period / grains, first);
    }
  }
  if (at_work) {
    record.taken.push_back({instant(now.steady + ahead), open + more});
    pace.covered_until = now.steady + ahead;
    pace.covered = whole ? std::numeric_limits<int>::max() : more;
  }
  pace.paused_until = state.paused_until;
  pace.slowdown = state.slowdown;
  pace.refusals = state.refusals;
  pace.far_changes = far.changes();
  book(record);
}

}  // namespace probing
