// A world of platforms and handles that lives for years by a seed: strangers take handles, lose
// them, are suspended and come back; platforms are down, walled, limited or blind; the clock is
// stepped. What is true at any moment is known here, and from nothing of the program's own.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "model/observation.hpp"

namespace tests {

using namespace std::chrono_literals;

// Who has a handle from then on: nobody, a stranger's account, or ours.
struct Change {
  model::Instant at{};
  model::Status status = model::Status::available;
  std::string account;
  bool ours = false;
};

enum class Weather { fair, down, walled, limited, blind };

struct WorldSize {
  int platforms = 10;
  int handles = 101;
  int ours = 5;
  double changes_a_year = 0.5;  // per handle and platform
  double storms_a_year = 12;    // per platform
};

class SimulatedWorld {
 public:
  SimulatedWorld(std::uint64_t seed, model::Instant from, model::Milliseconds lasts, WorldSize size)
      : size_(size), random_(seed) {
    for (int platform = 0; platform < size.platforms; ++platform) {
      make_weather(platform, from, lasts);
      for (int handle = 0; handle < size.handles; ++handle) {
        make_life(platform, handle, from, lasts);
      }
    }
    make_own_outages(from, lasts);
  }

  static std::string platform_name(int platform) { return "p" + std::to_string(platform); }
  static std::string handle_name(int handle) { return "pn" + std::to_string(handle); }
  bool is_ours(int handle) const { return handle < size_.ours; }
  const WorldSize& size() const { return size_; }

  const std::vector<Change>& life(int platform, int handle) const {
    return lives_.at({platform, handle});
  }

  const Change& at(int platform, int handle, model::Instant when) const {
    const auto& life = lives_.at({platform, handle});
    std::size_t now = 0;
    while (now + 1 < life.size() && life[now + 1].at <= when) ++now;
    return life[now];
  }

  Weather weather(int platform, model::Instant when) const {
    for (const Storm& storm : own_) {
      if (storm.from <= when && when < storm.to) return Weather::down;
    }
    for (const Storm& storm : storms_.at(platform)) {
      if (storm.from <= when && when < storm.to) return storm.kind;
    }
    return Weather::fair;
  }

 private:
  struct Storm {
    model::Instant from{}, to{};
    Weather kind = Weather::fair;
  };

  double uniform() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  model::Milliseconds within(model::Milliseconds span) {
    return model::Milliseconds(static_cast<long long>(uniform() * double(span.count())));
  }
  int count_for(double a_year, model::Milliseconds lasts) {
    const double mean =
        a_year * double(lasts.count()) / double(model::Milliseconds(24h * 365).count());
    return std::poisson_distribution<int>(mean)(random_);
  }

  void make_weather(int platform, model::Instant from, model::Milliseconds lasts) {
    auto& storms = storms_[platform];
    const int count = count_for(size_.storms_a_year, lasts);
    for (int i = 0; i < count; ++i) {
      const model::Instant begin = from + within(lasts);
      const auto kind = static_cast<Weather>(1 + int(uniform() * 4));
      storms.push_back({begin, begin + 10min + within(36h), kind});
    }
  }

  void make_own_outages(model::Instant from, model::Milliseconds lasts) {
    const int count = count_for(4, lasts);
    for (int i = 0; i < count; ++i) {
      const model::Instant begin = from + within(lasts);
      own_.push_back({begin, begin + 10min + within(12h), Weather::down});
    }
  }

  void make_life(int platform, int handle, model::Instant from, model::Milliseconds lasts) {
    auto& life = lives_[{platform, handle}];
    const std::string mine = "ours-" + std::to_string(handle);
    if (is_ours(handle)) {
      life.push_back({from, model::Status::claimed, mine, true});
    } else {
      life.push_back({from, model::Status::available, "", false});
      if (uniform() < 0.05) life.back() = {from, model::Status::claimed, stranger(), false};
    }
    std::vector<model::Instant> times;
    const int count = count_for(size_.changes_a_year, lasts);
    for (int i = 0; i < count; ++i) times.push_back(from + within(lasts));
    std::sort(times.begin(), times.end());
    for (const model::Instant at : times) life.push_back(next(life.back(), at, mine, handle));
  }

  std::string stranger() { return "stranger-" + std::to_string(++strangers_); }

  Change next(const Change& now, model::Instant at, const std::string& mine, int handle) {
    const double dice = uniform();
    if (now.status == model::Status::claimed) {
      if (dice < 0.4) return {at, model::Status::available, "", false};
      if (dice < 0.6) return {at, model::Status::suspended, now.account, now.ours};
      return {at, model::Status::claimed, stranger(), false};
    }
    if (now.status == model::Status::suspended && dice < 0.5) {
      return {at, model::Status::claimed, now.account, now.ours};
    }
    if (is_ours(handle) && dice < 0.7) return {at, model::Status::claimed, mine, true};
    if (now.status == model::Status::suspended) return {at, model::Status::available, "", false};
    return {at, model::Status::claimed, stranger(), false};
  }

  WorldSize size_;
  std::mt19937_64 random_;
  int strangers_ = 0;
  std::map<std::pair<int, int>, std::vector<Change>> lives_;
  std::map<int, std::vector<Storm>> storms_;
  std::vector<Storm> own_;  // nothing at all can be reached
};

}  // namespace tests
