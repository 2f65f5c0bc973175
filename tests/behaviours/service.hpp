// The real service over platforms that behave as they like: scheduler, prober, recording and a
// ledger in memory, on a clock that jumps to whatever comes next. Only the wire is played.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "behaviours/behaviour.hpp"
#include "behaviours/verdicts.hpp"
#include "probing/virtual_clock.hpp"
#include "watching/scheduler.hpp"

namespace behaviours {

struct PlatformNow {
  std::size_t sweeps = 0;    // that began; they go in slices
  std::size_t requests = 0;  // of this sweep
  bool second_look = false;
  model::Instant swept = model::Instant::min();  // a slice ended
};

struct PlayedPlatform {
  PlayedPlatform(std::string id, Kind kind, const std::string& members, Truth truth);
  Truth truth;
  Kind kind;
  platforms::Definition definition;
  Behaviour behaviour{};
  // When it behaves like that; empty: always.
  std::function<bool(const Asking&, const PlatformNow&)> is_on = {};

  PlatformNow now{};
  std::size_t asked = 0;
  Verdicts verdicts;
};

class PlayedService {
 public:
  struct Settings {
    model::Milliseconds every = std::chrono::hours(6);
    model::Milliseconds confirm = std::chrono::minutes(2);
    model::Milliseconds latency{100};
    std::uint64_t seed = 1;
  };
  PlayedService(std::vector<std::unique_ptr<PlayedPlatform>>& platforms, Settings settings);
  ~PlayedService();

  // Until so much time has passed since it was made. Throws what the service throws.
  void run_until(model::Milliseconds passed);
  void stop();

  model::Instant begin() const { return begin_; }
  model::Instant now() const { return clock_.now(); }

 private:
  class Wire;
  class Observer;
  std::vector<targets::WatchedUnit> units() const;
  void settle();
  void deliver();

  std::vector<std::unique_ptr<PlayedPlatform>>& platforms_;
  Settings settings_;
  boost::asio::io_context io_{1};
  tests::VirtualClock clock_;
  model::Instant begin_ = clock_.now();
  std::mt19937_64 random_;
  std::unique_ptr<ledger::Ledger> ledger_;
  ledger::AsyncLedger async_ledger_;
  watching::Recording recording_;
  probing::SharedLimits limits_;
  probing::Credentials credentials_;
  std::unique_ptr<Wire> wire_;
  std::unique_ptr<Observer> sweeper_;
  std::unique_ptr<watching::Scheduler> scheduler_;
  bool has_told_ = false, has_ended_ = false;
  std::exception_ptr failure_;
};

}  // namespace behaviours
