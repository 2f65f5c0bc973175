// Time for the real scheduler: a steady clock that jumps to whatever comes next, a calendar that
// an administrator sets, a machine that sleeps. True time, by which the world lives, is neither.
//
// Who waits through the clock's own face is the scheduler, a nap for each unit; it would look at
// the calendar every `longest_trust`, ten million times a year. The driver lets it oversleep until
// Outlook::next, and wakes first whom it thinks to be due.
#pragma once

#include <limits>
#include <list>
#include <vector>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "system/clock.hpp"

namespace tests {

namespace asio = boost::asio;

class SimulatedTime final : public sys::Clock {
 public:
  explicit SimulatedTime(model::Instant begin) { pieces_.push_back({steady_, begin, begin}); }

  model::Instant now() const override { return calendar(steady_); }
  model::Moment steady() const override { return steady_; }
  model::Instant truth() const { return truth(steady_); }

  // Of a moment that was.
  model::Instant calendar(model::Moment at) const { return piece(at).calendar + since(at); }
  model::Instant truth(model::Moment at) const { return piece(at).truth + since(at); }
  // Of a time of the calendar to come, as it stands now.
  model::Moment moment_of(model::Instant calendar) const { return steady_ + (calendar - now()); }

  void go_to(model::Moment moment) { steady_ = std::max(steady_, moment); }
  void set_calendar(model::Milliseconds by) { pieces_.push_back({steady_, truth(), now() + by}); }
  // The monotonic clock stands still meanwhile.
  void sleep_as_machine(model::Milliseconds lasts) {
    pieces_.push_back({steady_, truth() + lasts, now() + lasts});
  }
  // How often the calendar went another way than the steady clock.
  std::size_t steps() const { return pieces_.size() - 1; }

  async::Task<void> sleep_until(model::Moment moment) override {
    return wait(moment, naps_, acting);
  }
  void wake_all() override {
    for (const Sleeper& one : naps_) one.timer->cancel();
    for (const Sleeper& one : rests_) one.timer->cancel();
  }

  // The world's own waiting, exact to the millisecond.
  async::Task<void> rest_until(model::Moment moment) { return wait(moment, rests_, acting); }
  void wake_rests() {
    for (const Sleeper& one : rests_) {
      if (one.until <= steady_) one.timer->cancel();
    }
  }
  model::Moment next_rest() const {
    model::Moment next = model::Moment::max();
    for (const Sleeper& one : rests_) next = std::min(next, one.until);
    return next;
  }

  // Whose coroutine runs, as far as is known.
  static constexpr std::size_t somebody = std::numeric_limits<std::size_t>::max();
  std::size_t acting = somebody;
  std::vector<std::size_t> napping() const {
    std::vector<std::size_t> units;
    for (const Sleeper& one : naps_) units.push_back(one.unit);
    return units;
  }
  void wake_naps_of(std::size_t unit) {
    acting = unit;
    for (const Sleeper& one : naps_) {
      if (one.unit == unit) one.timer->cancel();
    }
  }

 private:
  struct Sleeper {
    model::Moment until{};
    std::size_t unit = 0;
    asio::steady_timer* timer = nullptr;
  };
  using Sleepers = std::list<Sleeper>;
  // From this moment on the clocks run side by side.
  struct Piece {
    model::Moment from{};
    model::Instant truth{}, calendar{};
  };

  const Piece& piece(model::Moment at) const {
    std::size_t found = pieces_.size() - 1;
    while (found > 0 && pieces_[found].from > at) --found;
    return pieces_[found];
  }
  model::Milliseconds since(model::Moment at) const { return at - piece(at).from; }

  async::Task<void> wait(model::Moment moment, Sleepers& sleepers, std::size_t unit) {
    if (moment <= steady_) co_return;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    const auto place = sleepers.insert(sleepers.end(), Sleeper{moment, unit, &timer});
    co_await timer.async_wait(token);
    sleepers.erase(place);
  }

  model::Moment steady_{std::chrono::hours(1)};
  std::vector<Piece> pieces_;
  Sleepers naps_, rests_;
};

}  // namespace tests
