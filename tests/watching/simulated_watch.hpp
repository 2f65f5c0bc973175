// A watch over a simulated world for as long as it lives: the program's own schedule, recording,
// ledger and outbox, with a clock that runs from one look to the next. Afterwards the oracle
// compares what was told with what was true.
#pragma once

#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "platforms/loader.hpp"
#include "watching/recording.hpp"
#include "watching/schedule.hpp"
#include "watching/simulated_world.hpp"

namespace tests {

struct Outcome {
  std::vector<std::string> wrong;  // false alarms and missed claims, a line each
  std::size_t looks = 0;
  std::size_t observations = 0;
  std::size_t told = 0;    // events
  std::size_t claims = 0;  // of strangers that could be seen in two sweeps
  std::size_t clock_steps = 0;
};

class SimulatedWatch {
 public:
  SimulatedWatch(std::uint64_t seed, model::Milliseconds lasts, WorldSize size = {})
      : from_(model::Instant(0ms) + 480'000h),
        to_(from_ + lasts),
        world_(seed, from_, lasts, size),
        random_(seed + 1),
        ledger_(std::move(*ledger::Ledger::open(":memory:"))),
        recording_([](const model::Event&) {
          return std::vector<ledger::Address>{{"team", ""}};
        }) {
    for (int platform = 0; platform < size.platforms; ++platform) add_unit(platform);
  }

  Outcome live() {
    model::Instant now = from_;
    while (true) {
      Watched* next = &units_.front();
      for (Watched& one : units_) {
        if (one.due < next->due) next = &one;
      }
      now = std::max(now, next->due);
      if (now >= to_) break;
      look(*next, now);
      deliver();
      maybe_step_the_clock(now);
      next->due = std::max(due(*next, now + offset_) - offset_, now + 1ms);
    }
    compare();
    return outcome_;
  }

 private:
  struct Watched {
    int platform = 0;
    targets::WatchedUnit unit;
    watching::Timing timing;
    judging::OwnedHandles owned;
    watching::OwnedNow ours;
    model::Instant due{};  // in true time
    bool confirming = false;
    std::vector<model::Instant> proven;  // sweeps in which claimed answers counted
  };

  void add_unit(int platform) {
    Watched one;
    one.platform = platform;
    one.unit.key = {"police", SimulatedWorld::platform_name(platform), ""};
    one.unit.definition = &definition_;
    one.unit.every = 6h;
    one.unit.confirm = 2min;
    one.timing = {one.unit.every, watching::hash_of(one.unit.key.platform)};
    for (int handle = 0; handle < world_.size().ours; ++handle) {
      one.owned.add(one.unit.key.platform, "", SimulatedWorld::handle_name(handle),
                    "ours-" + std::to_string(handle));
    }
    one.ours = std::make_shared<const watching::OwnedOfUnit>(watching::OwnedOfUnit{{}, one.owned});
    one.due = due(one, from_);
    units_.push_back(std::move(one));
  }

  // The program's own answer, on its clock.
  model::Instant due(Watched& one, model::Instant now) {
    const auto row = ledger_->units.get(one.unit.key);
    model::Instant at = watching::next_sweep(one.timing, row.swept_at, from_, now);
    one.confirming = false;
    if (const auto again = ledger_->units.next_confirmation(row, one.unit.confirm)) {
      if (*again <= at || *again <= now) {
        one.confirming = true;
        at = *again;
      }
    }
    return std::max(at, now);
  }

  void look(Watched& one, model::Instant true_now) {
    const model::Instant now = true_now + offset_;
    const auto row = ledger_->units.get(one.unit.key);
    const Weather weather = world_.weather(one.platform, true_now);
    std::vector<int> handles;
    if (one.confirming) {
      for (const std::string& name : ledger_->units.to_confirm(row, now)) {
        handles.push_back(std::stoi(name.substr(2)));
      }
    } else {
      for (int handle = 0; handle < world_.size().handles; ++handle) handles.push_back(handle);
    }
    std::vector<model::Observation> seen;
    for (const int handle : handles) seen.push_back(answer(one, handle, weather, true_now));
    ++outcome_.looks;
    outcome_.observations += seen.size();
    recording_.weigh(*ledger_, one.unit, row, report(one, weather), now);
    recording_.record(*ledger_, one.unit, row, one.ours, seen);
    recording_.tell(*ledger_, row, now);
    if (one.confirming) return;
    ledger_->units.swept(row, now);
    const bool proven = weather == Weather::fair || weather == Weather::limited;
    if (proven && !recording_.is_self_blind()) one.proven.push_back(true_now);
  }

  probing::ProbeReport report(const Watched& one, Weather weather) const {
    probing::ProbeReport probe;
    probe.platform = one.unit.key.platform;
    probe.requests = 2;
    probe.proof = probing::Proof{};
    probe.proof->blind = weather == Weather::blind;
    probe.proof->claimed_proven = weather == Weather::fair || weather == Weather::limited;
    probe.proof->available_proven = probe.proof->claimed_proven;
    if (weather == Weather::down) probe.transport_failure = model::Reason::network;
    return probe;
  }

  model::Observation answer(const Watched& one, int handle, Weather weather,
                            model::Instant true_now) {
    model::Observation seen;
    seen.target.platform = one.unit.key.platform;
    seen.target.handle = SimulatedWorld::handle_name(handle);
    seen.target.expected = seen.target.handle;
    seen.checked_at = true_now + offset_;
    const Change& truth = world_.at(one.platform, handle, true_now);
    switch (weather) {
      case Weather::down: seen.reason = "network"; return seen;
      case Weather::walled: seen.reason = "blocked"; return seen;
      case Weather::blind: seen.reason = "platform-blind"; return seen;
      case Weather::limited:
        if (random_() % 3 == 0) {
          seen.reason = "rate-limited";
          return seen;
        }
        break;
      case Weather::fair: break;
    }
    seen.status = truth.status;
    seen.reason = "profile/1";
    if (truth.status == model::Status::claimed) seen.profile.account_id = truth.account;
    return seen;
  }

  void deliver() {
    while (const auto message = ledger_->outbox.next("team")) {
      if (!ids_.insert(message->id).second) fail("one id twice: " + message->id);
      for (const model::Event& event : message->events) {
        ++outcome_.told;
        if (!events_.insert(event.id).second) fail("one event in two messages: " + event.id);
        judge(event);
      }
      ledger_->outbox.delivered(*message, message->created);
    }
  }

  // False: the account was not a stranger's at the answer that confirmed it.
  void judge(const model::Event& event) {
    using model::EventType;
    const bool claims = event.type == EventType::claimed || event.type == EventType::baseline ||
                        event.type == EventType::changed_hands;
    if (!claims) return;
    const int platform = std::stoi(event.seen.target.platform.substr(1));
    const int handle = std::stoi(event.seen.target.handle.substr(2));
    const Change& truth = world_.at(platform, handle, event.seen.checked_at - offset_);
    const bool stranger = truth.status == model::Status::claimed && !truth.ours;
    if (!stranger || truth.account != event.seen.profile.account_id) {
      fail(fmt::format("false alarm: {} {} on {}", name(event.type), event.seen.target.handle,
                       event.seen.target.platform));
      return;
    }
    told_.insert({platform, handle, truth.account});
  }

  void compare() {
    for (const Watched& one : units_) {
      for (int handle = 0; handle < world_.size().handles; ++handle) {
        const auto& life = world_.life(one.platform, handle);
        for (std::size_t i = 0; i < life.size(); ++i) {
          if (life[i].status != model::Status::claimed || life[i].ours) continue;
          const model::Instant end = i + 1 < life.size() ? life[i + 1].at : to_;
          if (sweeps_within(one, life[i].at, end - 5min) < 2) continue;
          ++outcome_.claims;
          if (told_.contains({one.platform, handle, life[i].account})) continue;
          fail(fmt::format("missed: {} on {} by {}", SimulatedWorld::handle_name(handle),
                           one.unit.key.platform, life[i].account));
        }
      }
    }
  }

  static std::size_t sweeps_within(const Watched& one, model::Instant from, model::Instant to) {
    return static_cast<std::size_t>(
        std::count_if(one.proven.begin(), one.proven.end(),
                      [&](model::Instant at) { return from <= at && at < to; }));
  }

  // An administrator, or a machine that slept.
  void maybe_step_the_clock(model::Instant) {
    if (random_() % 4000 != 0) return;
    ++outcome_.clock_steps;
    const auto step = model::Milliseconds(static_cast<long long>(random_() % 7'200'000));
    offset_ += random_() % 2 == 0 ? step : -step;
  }

  void fail(std::string what) { outcome_.wrong.push_back(std::move(what)); }

  model::Instant from_, to_;
  SimulatedWorld world_;
  const platforms::Definition definition_{};  // nothing of it matters: the world gives statuses
  std::mt19937_64 random_;
  std::unique_ptr<ledger::Ledger> ledger_;
  watching::Recording recording_;
  model::Milliseconds offset_{0};  // of the program's clock from the true one
  std::vector<Watched> units_;
  std::set<std::string> ids_, events_;
  std::set<std::tuple<int, int, std::string>> told_;
  Outcome outcome_;
};

}  // namespace tests
