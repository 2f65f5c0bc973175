// What answers the scheduler in a simulated year: the world, as it is at the moment of each answer.
// A sweep takes some seconds or minutes; the world may change in its middle, and it may be stopped.
// What was asked and what was answered is kept for the oracle.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "watching/simulated_time.hpp"
#include "watching/simulated_world.hpp"
#include "watching/sweeper.hpp"

namespace tests {

// An answer: what the world showed, when by the calendar.
struct Sight {
  int handle = 0;
  model::Status status = model::Status::unknown;  // unknown: it failed
  Account account = nobody;                       // shown
  bool is_own = false;                            // it failed, and its neighbours did not
  model::Instant at{};
};

// A sweep, or a second look at a few.
struct Look {
  std::size_t unit = 0;
  bool is_sweep = false;
  Weather weather = Weather::fair;
  bool controls_answered = false;
  bool was_stopped = false;
  model::Moment begin{}, end{};
  model::Instant ended_at{};  // by the calendar
  std::vector<int> asked;     // handles of a second look
  std::vector<Sight> seen;
};

class SimulatedSweeper final : public watching::Sweeper {
 public:
  // `definitions`: of each unit its own.
  SimulatedSweeper(SimulatedTime& time, const SimulatedWorld& world,
                   const std::vector<platforms::Definition>& definitions, std::mt19937_64& random)
      : time_(time), world_(world), definitions_(definitions), random_(random) {}

  std::vector<Look> looks;  // that ended, until the oracle takes them
  std::size_t under_way = 0;
  std::size_t answers = 0;

  static std::string handle_name(const UnitShape& shape, int handle) {
    return shape.watch.substr(0, 1) + std::to_string(100 + handle);
  }
  static int handle_number(const std::string& name) { return std::stoi(name.substr(1)) - 100; }
  async::Task<watching::SweepResult> sweep(targets::SweepPlan plan,
                                           judging::OwnedHandles) override {
    Look look;
    look.unit = static_cast<std::size_t>(plan.probes.front().definition - definitions_.data());
    look.begin = time_.steady();
    const model::Moment until = look.begin + duration(plan.probes.front().targets.size());
    ++under_way;
    while (!stopped_ && time_.steady() < until) {
      co_await time_.rest_until(until);
    }
    --under_way;
    time_.acting = look.unit;
    look.end = std::min(time_.steady(), until);
    co_return answer(std::move(look), until, std::move(plan));
  }

  std::string plan(const targets::WatchedUnit&, std::size_t) override { return {}; }

  void stop() override {
    stopped_ = true;
    time_.wake_all();
  }

 private:
  model::Milliseconds duration(std::size_t targets) {
    const auto dice = random_() % 100;
    const auto longest = dice < 80 ? 20'000U : dice < 99 ? 180'000U : 1'200'000U;
    const model::Milliseconds all(1'000 + static_cast<long long>(random_() % longest));
    return targets > 10 ? all : std::min<model::Milliseconds>(all, 8s);
  }

  // The worse of what the controls met before and after.
  Weather weather_of(const Look& look) const {
    const std::string& platform = world_.shape(look.unit).platform;
    const Weather before = world_.weather(platform, time_.truth(look.begin));
    const Weather after = world_.weather(platform, time_.truth(look.end));
    return std::max(before, after);
  }

  watching::SweepResult answer(Look look, model::Moment until, targets::SweepPlan plan) {
    probing::ProbePlan& probe = plan.probes.front();
    const std::size_t count = probe.targets.size();
    look.is_sweep = !probe.is_second_look;
    look.was_stopped = look.end < until;
    look.weather = weather_of(look);
    look.controls_answered = look.end >= look.begin + 1s;
    look.ended_at = time_.calendar(look.end);
    watching::SweepResult result;
    result.observations.reserve(count);
    if (look.is_sweep) look.seen.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto share = static_cast<long long>(i + 1);
      const model::Milliseconds of_answers = until - look.begin - 1s;
      const model::Moment at =
          look.begin + 1s + of_answers * share / static_cast<long long>(count + 1);
      result.observations.push_back(observation(look, std::move(probe.targets[i]), at));
    }
    answers += count;
    result.probes.push_back(report(look));
    looks.push_back(std::move(look));
    return result;
  }

  model::Observation observation(Look& look, model::Target target, model::Moment at) {
    model::Observation seen;
    const int handle = handle_number(target.handle);
    seen.target = std::move(target);
    seen.checked_at = time_.calendar(std::min(at, look.end));
    if (!look.is_sweep) look.asked.push_back(handle);
    if (at > look.end) {
      seen.reason = "interrupted";
      return seen;
    }
    const Change& truth = world_.at(look.unit, handle, time_.truth(at));
    seen.reason = reason_why_not(look, truth);
    const bool is_silent = world_.is_silent(look.unit, handle, time_.truth(at));
    const bool is_own = seen.reason.empty() && is_silent;
    if (is_own) {
      seen.reason = "no-rule";
      seen.elapsed_ms = 80;
    }
    if (!seen.reason.empty()) {
      look.seen.push_back({handle, model::Status::unknown, nobody, is_own, seen.checked_at});
      return seen;
    }
    seen.status = truth.status;
    seen.reason = "profile/1";
    seen.elapsed_ms = 80;
    Account shown = nobody;
    if (truth.status == model::Status::claimed) {
      shown = truth.account;
      seen.profile.account_id = SimulatedWorld::account_name(shown);
      if (world_.is_labelled(shown)) seen.profile.more.emplace_back("parody", "true");
    }
    look.seen.push_back({handle, truth.status, shown, false, seen.checked_at});
    return seen;
  }

  std::string reason_why_not(const Look& look, const Change& truth) {
    switch (look.weather) {
      case Weather::fair: return "";
      case Weather::limited: return random_() % 3 == 0 ? "rate-limited" : "";
      case Weather::half: return truth.status == model::Status::available ? "unproven" : "";
      case Weather::walled: return "blocked";
      case Weather::down: return "network";
      case Weather::blind: return "platform-blind";
    }
    return "";
  }

  probing::ProbeReport report(const Look& look) const {
    probing::ProbeReport probe;
    probe.platform = world_.shape(look.unit).platform;
    if (!look.controls_answered) return probe;
    probe.requests = 2;
    probe.proof = probing::Proof{};
    probe.proof->blind = look.weather == Weather::blind;
    probe.lies = probe.proof->blind ? 1 : 0;
    probe.proof->claimed_proven = look.weather <= Weather::half;
    probe.proof->available_proven = look.weather <= Weather::limited;
    probe.gave_up = probe.proof->proves_nothing();
    if (look.weather == Weather::down) probe.transport_failure = model::Reason::network;
    return probe;
  }

  SimulatedTime& time_;
  const SimulatedWorld& world_;
  const std::vector<platforms::Definition>& definitions_;
  std::mt19937_64& random_;
  bool stopped_ = false;
};

}  // namespace tests
