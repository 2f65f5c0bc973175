// What people ought to know of the platforms and of ourselves, and when each unit is to be looked
// at, from what was asked and how it went. Two looks, `confirm` apart, make a platform blind, or
// seeing again. Over half of at least three platforms that cannot be reached are our own fault.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/event.hpp"
#include "watching/oracle_line.hpp"

namespace tests {

class PlatformOracle {
 public:
  // What is to be told of a look.
  std::optional<model::EventType> see(const Look& look) {
    const bool tells = look.weather == Weather::blind || look.weather <= Weather::half;
    if (!look.controls_answered || !tells) return std::nullopt;
    const bool blind = look.weather == Weather::blind;
    if (blind == blind_) {
      doubted_.reset();
      return std::nullopt;
    }
    if (!doubted_ || *doubted_ > look.ended_at) {
      doubted_ = look.ended_at;
      return std::nullopt;
    }
    if (look.ended_at - *doubted_ < confirm_after) return std::nullopt;
    blind_ = blind;
    doubted_.reset();
    return blind ? model::EventType::platform_blind : model::EventType::platform_sees;
  }
  bool is_doubted() const { return doubted_.has_value(); }

  long long incident = 0;

 private:
  bool blind_ = false;
  std::optional<model::Instant> doubted_;
};

class ReachOracle {
 public:
  void restarted() { last_.clear(); }

  void see(const UnitShape& shape, const Look& look) {
    if (!look.controls_answered) return;
    last_[shape.platform] = {look.weather != Weather::down, look.ended_at,
                             shape.every + shape.every / 2};
    now_ = look.ended_at;
  }

  bool may_be_told() const { return asked() >= 3 && lost() * 2 > asked(); }
  bool must_be_told(std::size_t platforms) const {
    return asked() == platforms && lost() == platforms;
  }
  bool must_be_over() const { return asked() > 0 && lost() == 0; }

 private:
  struct Last {
    bool reached = true;
    model::Instant at{};
    model::Milliseconds valid{};
  };
  bool is_fresh(const Last& one) const { return one.at <= now_ && now_ < one.at + one.valid; }
  std::size_t asked() const {
    return static_cast<std::size_t>(std::count_if(
        last_.begin(), last_.end(), [this](const auto& one) { return is_fresh(one.second); }));
  }
  std::size_t lost() const {
    return static_cast<std::size_t>(std::count_if(
        last_.begin(), last_.end(),
        [this](const auto& one) { return is_fresh(one.second) && !one.second.reached; }));
  }

  std::map<std::string, Last> last_;
  model::Instant now_{};
};

// When a unit is asked: each sweep in its time and not before, second looks when they are due.
class ScheduleOracle {
 public:
  ScheduleOracle(const UnitShape& shape, bool shares) : shape_(shape) {
    // A sweep of another watch on the platform may be under way.
    if (shares) slack_ += 21min;
  }

  // The clocks went apart by so much, or the service was down so long.
  void disturbed(model::Milliseconds by) {
    disturbance_ += by < 0ms ? -by : by;
    second_look_by_.reset();
  }

  // What was tried in vain waits for its turn then, not for every restart.
  void restarted() {
    is_retried_ = false;
    is_in_step_ = false;
  }

  // What is wrong with when it began; empty: nothing.
  std::string begins(const Look& look, model::Instant truth) {
    std::string wrong;
    if (second_look_by_ && truth > *second_look_by_) wrong = "a second look comes late";
    second_look_by_.reset();
    if (!look.is_sweep) return wrong;
    const auto gap = truth - sweep_began_;
    const bool is_early = gap < shape_.every * 15 / 16 - 30min;
    if (is_early && is_in_step_ && !is_retried_ && disturbance_ == 0ms) {
      wrong = fmt::format("a sweep comes early, after {}", minutes(gap));
    }
    const std::string late = overdue(truth);
    return wrong.empty() ? late : wrong;
  }

  std::string overdue(model::Instant truth) const {
    if (!sweep_ended_) return "";
    const model::Milliseconds longest = is_retried_ ? shape_.every / 8 : shape_.every * 17 / 16;
    const model::Milliseconds allowed = longest + disturbance_ + slack_;
    const model::Milliseconds gap = truth - *sweep_ended_;
    if (gap <= allowed + 21min) return "";
    return fmt::format("a sweep comes late, after {} of {}", minutes(gap), minutes(allowed));
  }

  void ended(const Look& look, model::Instant began, model::Instant truth,
             std::optional<model::Instant> look_due) {
    if (look.was_stopped) return;
    if (look_due) second_look_by_ = std::max(*look_due, truth) + 100s + slack_;
    if (!look.is_sweep) return;
    // The first one of all, the second soon after it, and one that is tried again, come at any
    // time.
    is_in_step_ = ++sweeps_ > 2 && !is_retried_ && disturbance_ == 0ms;
    sweep_began_ = began;
    sweep_ended_ = truth;
    is_retried_ = look.weather > Weather::half;
    disturbance_ = 0ms;
  }

 private:
  static std::string minutes(model::Milliseconds time) {
    return fmt::format("{} min", time.count() / 60'000);
  }

  const UnitShape& shape_;
  model::Milliseconds slack_ = 0ms;
  model::Milliseconds disturbance_ = 0ms;
  model::Instant sweep_began_{};
  std::optional<model::Instant> sweep_ended_, second_look_by_;
  bool is_retried_ = false;  // the last one was in vain
  bool is_in_step_ = false;
  int sweeps_ = 0;
};

}  // namespace tests
