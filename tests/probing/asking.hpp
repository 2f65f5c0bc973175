// A workload played through without sockets: platforms of a few asks, readings as they would give
// them, and what was asked.
#pragma once

#include <functional>
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

inline probing::AnswerMeta ok_200() {
  return {noon, 200, 42};
}

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

// "c…" is claimed, all else is free.
inline platforms::Reading by_letter(std::size_t, const std::string& handle) {
  return says(handle.front() == 'c' ? model::Status::claimed : model::Status::available);
}

class Play {
 public:
  Play(const std::vector<Step>& steps, int target_count,
       std::vector<std::string> claimed = {"c1", "c2"})
      : definition_(platform_of(steps)),
        work(definition_, "", 0, targets(target_count), {std::move(claimed), false}, "f") {}

  // The next request, or nothing.
  std::optional<probing::Job> take() {
    auto job = work.next();
    if (job) asked.push_back({job->ask, work.handles(*job)});
    return job;
  }

  void answer(const probing::Job& job, const Platform& platform) {
    work.answered(job, platform({job.ask, work.handles(job)}), ok_200());
    for (model::Observation& one : work.take_final()) seen.push_back(std::move(one));
  }

  // One request after the other until there is none.
  void run(const Platform& platform) {
    while (const auto job = take()) answer(*job, platform);
    CHECK(work.done());
    CHECK(work.undecided() == 0);
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

 private:
  platforms::Definition definition_;

 public:
  probing::Workload work;
  std::vector<Asked> asked;
  std::vector<model::Observation> seen;
};

}  // namespace tests
