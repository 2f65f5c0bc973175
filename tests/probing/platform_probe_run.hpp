// One probe on a platform of the test's own, run in a virtual world.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "platforms/loader.hpp"
#include "probing/platform_probe.hpp"
#include "probing/virtual_world.hpp"

namespace tests {

inline platforms::Definition load(const std::string& json) {
  auto loaded = platforms::load_definition(json, "test.json", "");
  if (!loaded) FAIL(model::to_string(loaded.error().front()));
  return std::move(*loaded);
}

// A platform that is asked one handle at a time; `more` are further members, such as a rate.
inline std::string one_by_one(const std::string& more) {
  return R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]}, )" +
         more + R"(, "ask": [{"name": "users", "get": "https://p.example/users/{handle}",
    "rules": [{"status": 200, "json": {"/login": "{handle}"}, "then": "claimed"},
              {"status": 404, "then": "available"}],
    "profile": {"account_id": "/id"}}]})";
}

inline std::vector<std::string> numbered(const std::string& stem, int count) {
  std::vector<std::string> handles;
  for (int i = 0; i < count; ++i) handles.push_back(stem + std::to_string(i));
  return handles;
}

inline probing::ProbePlan plan_of(const platforms::Definition& definition,
                                  const std::vector<std::string>& handles) {
  probing::ProbePlan plan;
  plan.definition = &definition;
  if (definition.server) plan.server = definition.server->default_url;
  for (const std::string& handle : handles) {
    model::Target target;
    target.platform = definition.id;
    target.handle = handle;
    target.expected = handle;
    if (definition.server) target.server = plan.server;
    plan.targets.push_back(std::move(target));
  }
  return plan;
}

class LaneRun {
 public:
  LaneRun(const std::string& json, const std::vector<std::string>& handles,
          ScriptedFetcher::Script script)
      : world(std::move(script)), definition(load(json)), plan(plan_of(definition, handles)) {}

  // Made late, so that settings and secrets can be given first.
  probing::PlatformProbe& probe() {
    if (!probe_) {
      permits_ = std::make_unique<async::Semaphore>(world.io.get_executor(), 128,
                                                    async::Semaphore::Order::newest_first);
      observer.observed = [this](model::Observation one) { seen.push_back(std::move(one)); };
      const probing::Tools tools{world.fetcher, world.clock, *permits_,
                                 limits,        credentials, random_};
      probe_ = std::make_unique<probing::PlatformProbe>(plan, settings, tools, observer);
    }
    return *probe_;
  }

  void run() {
    world.run(probe().run());
    CHECK(seen.size() == plan.targets.size());
    CHECK(probe().report().requests == world.fetcher.sent.size());
  }

  std::size_t count(std::string_view status_or_reason) const {
    return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [&](const auto& one) {
      return name(one.status) == status_or_reason || one.reason == status_or_reason;
    }));
  }

  // When this was asked, in milliseconds since the begin.
  std::vector<long long> times(std::string_view part) const {
    std::vector<long long> times;
    for (const auto& sent : world.fetcher.sent) {
      const bool it = sent.request.url.find(part) != std::string::npos;
      if (it) times.push_back(sent.at.count());
    }
    return times;
  }

  VirtualWorld world;
  platforms::Definition definition;
  probing::ProbePlan plan;
  probing::ProbeSettings settings;
  probing::SharedLimits limits;
  probing::Observer observer;
  probing::Credentials credentials = [](std::string_view, std::string_view) {
    return std::optional<std::string>();
  };
  std::vector<model::Observation> seen;

 private:
  std::mt19937_64 random_{7};
  std::unique_ptr<async::Semaphore> permits_;
  std::unique_ptr<probing::PlatformProbe> probe_;
};

}  // namespace tests
