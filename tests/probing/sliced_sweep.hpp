// A sweep in slices, as the service makes it, in a virtual world.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "probing/platform_probe_run.hpp"

namespace tests {

// One slice after the other until nothing is left; the next one comes when it may.
class Sweep {
 public:
  Sweep(const std::string& json, std::vector<std::string> handles, ScriptedFetcher::Script script)
      : world(std::move(script)),
        definition(load(json)),
        plan(plan_of(definition, handles)),
        permits_(world.io.get_executor(), 128) {}

  struct Slice {
    std::size_t requests = 0;
    std::size_t decided = 0;
    model::Milliseconds begun{0};
    model::Milliseconds took{0};
    std::optional<model::Milliseconds> not_before;  // since the begin of all
  };

  // Gives whether anything is left.
  bool next(model::Milliseconds slice) {
    plan.slice = slice;
    const std::size_t asked = world.fetcher.sent.size();
    const std::size_t decided = seen.size();
    const model::Milliseconds begun = world.clock.passed();
    probing::Observer observer;
    observer.observed = [this](model::Observation one) { seen.push_back(std::move(one)); };
    const probing::Tools tools{world.fetcher, world.clock, permits_, limits, none_, random_};
    probing::PlatformProbe probe(plan, {}, tools, observer);
    world.run(probe.run());
    probing::ProbeReport report = probe.report();
    Slice one{world.fetcher.sent.size() - asked,
              seen.size() - decided,
              begun,
              world.clock.passed() - begun,
              {}};
    if (report.not_before)
      one.not_before = *report.not_before - world.clock.after(model::Milliseconds{0});
    slices.push_back(one);
    plan.targets = std::move(report.left);
    plan.state = std::move(report.state);
    return !plan.targets.empty();
  }

  void run(model::Milliseconds slice) {
    while (next(slice)) {
      REQUIRE(slices.size() < 500);
      if (slices.back().not_before)
        world.clock.skip(*slices.back().not_before - world.clock.passed());
    }
  }

  // Each handle once, and how many have which status.
  std::map<std::string, int> decided() const {
    std::map<std::string, int> times;
    for (const auto& one : seen) ++times[one.target.handle];
    return times;
  }
  std::size_t count(model::Status status) const {
    return static_cast<std::size_t>(std::count_if(
        seen.begin(), seen.end(), [status](const auto& one) { return one.status == status; }));
  }

  VirtualWorld world;
  platforms::Definition definition;
  probing::ProbePlan plan;
  probing::SharedLimits limits;
  std::vector<model::Observation> seen;
  std::vector<Slice> slices;

 private:
  const probing::Credentials none_;
  std::mt19937_64 random_{7};
  async::Semaphore permits_;
};

}  // namespace tests
