// A workload played through without sockets: platforms of a few asks, readings as they would give
// them, and what was asked.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "probing/workload.hpp"

namespace tests {

struct Step {
  std::string name;
  std::size_t max = 1;
  std::vector<std::size_t> leads_to;
  bool shows_account = true;
};

// A definition with these asks; the first one is the entry.
inline platforms::Definition platform_of(const std::vector<Step>& steps) {
  platforms::Definition definition;
  definition.id = "simulated";
  platforms::cut("https://simulated.example/{handle}", definition.profile_url);
  for (const Step& step : steps) {
    platforms::Ask ask;
    ask.name = step.name;
    ask.max = step.max;
    if (step.shows_account) ask.profile.push_back({"account_id", {}});
    for (const std::size_t next : step.leads_to) {
      ask.rules.emplace_back();
      ask.rules.back().then.ask = next;
    }
    definition.asks.push_back(std::move(ask));
  }
  definition.entries = {0};
  return definition;
}

inline model::Target target(const std::string& handle) {
  model::Target target;
  target.platform = "simulated";
  target.handle = handle;
  target.expected = handle;
  return target;
}

inline std::vector<model::Target> targets(int count) {
  std::vector<model::Target> all;
  for (int i = 0; i < count; ++i) all.push_back(target("t" + std::to_string(i)));
  return all;
}

inline platforms::Reading says(model::Status status) {
  platforms::Reading reading;
  reading.status = status;
  reading.rule = 1;
  return reading;
}

inline platforms::Reading says(model::Reason reason) {
  platforms::Reading reading;
  reading.unknown_because = reason;
  return reading;
}

inline platforms::Reading go_on_with(std::size_t ask) {
  platforms::Reading reading;
  reading.next = platforms::Reading::Next::ask;
  reading.ask = ask;
  return reading;
}

inline platforms::Reading ask_alone() {
  platforms::Reading reading;
  reading.next = platforms::Reading::Next::ask_alone;
  return reading;
}

inline const model::Instant noon{std::chrono::hours(500'000)};

struct Asked {
  std::size_t ask;
  std::vector<std::string> handles;
};

// What the platform says of each handle in one request.
using Platform = std::function<std::vector<platforms::Reading>(const Asked&)>;

// The same for every handle, whatever else is in the request.
inline Platform each(std::function<platforms::Reading(std::size_t ask, const std::string&)> one) {
  return [one = std::move(one)](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) readings.push_back(one(asked.ask, handle));
    return readings;
  };
}

// "c1" to "c9" are claimed, all else is free.
inline bool is_known(const std::string& handle) {
  return handle.size() == 2 && handle.front() == 'c';
}
inline platforms::Reading honest_reading(std::size_t, const std::string& handle) {
  return says(is_known(handle) ? model::Status::claimed : model::Status::available);
}

// Made up by the workload: a free control, or one of a shape.
inline bool is_made_up(const std::string& handle) {
  return handle.size() > 4;
}

class Play {
 public:
  Play(const std::vector<Step>& steps, int target_count,
       std::vector<std::string> claimed = {"c1", "c2"})
      : Play(steps, targets(target_count), std::move(claimed)) {}
  Play(const std::vector<Step>& steps, std::vector<model::Target> asked_about,
       std::vector<std::string> claimed)
      : definition_(platform_of(steps)),
        assignment_{definition_, "",    0, std::move(asked_about), {std::move(claimed), false, {}},
                    {},          false, {}} {}

  // Made late, so that the assignment can be changed before.
  probing::Workload& work() {
    if (!work_) work_ = std::make_unique<probing::Workload>(assignment_, random_);
    return *work_;
  }
  probing::Assignment& assignment() { return assignment_; }
  platforms::Definition& definition() { return definition_; }

  // The next request, or nothing.
  std::optional<probing::Job> take() {
    auto job = work().next(now, [this](std::size_t) { return room; });
    if (job) asked.push_back({job->ask, work().handles(*job)});
    collect();
    return job;
  }

  void answer(const probing::Job& job, const Platform& platform) {
    work().answered(job, platform({job.ask, work().handles(job)}), {now.calendar, 200, 42}, now);
    collect();
  }

  // One request after the other until there is none; what is rested for is waited for.
  void run(const Platform& platform) {
    for (int guard = 0; !work().done(); ++guard) {
      REQUIRE(guard < 100'000);
      const auto job = take();
      if (job) {
        answer(*job, platform);
      } else if (const auto until = work().rests_until()) {
        rests.push_back(*until - now.steady);
        pass(*until - now.steady);
      } else {
        REQUIRE(work().done());
      }
    }
    collect();
    CHECK(work().undecided() == 0);
  }

  void pass(model::Milliseconds time) {
    now.steady += time;
    now.calendar += time;
  }

  void collect() {
    for (model::Observation& one : work().take_final()) seen.push_back(std::move(one));
  }

  std::size_t asked_of(std::size_t ask) const {
    std::size_t count = 0;
    for (const Asked& one : asked) count += one.ask == ask ? 1 : 0;
    return count;
  }

  // How many observations have this status (or, when unknown, this reason).
  std::size_t count(model::Status status) const {
    std::size_t count = 0;
    for (const auto& one : seen) count += one.status == status ? 1 : 0;
    return count;
  }
  std::size_t count(model::Reason reason) const {
    std::size_t count = 0;
    for (const auto& one : seen) {
      count += one.status == model::Status::unknown && one.reason == name(reason) ? 1 : 0;
    }
    return count;
  }

  std::vector<Asked> asked;
  std::vector<model::Observation> seen;
  std::vector<model::Milliseconds> rests;
  probing::Room room;
  probing::Time now{model::Moment(std::chrono::hours(1)), noon};

 private:
  platforms::Definition definition_;
  probing::Assignment assignment_;
  std::mt19937_64 random_{7};
  std::unique_ptr<probing::Workload> work_;
};

}  // namespace tests
