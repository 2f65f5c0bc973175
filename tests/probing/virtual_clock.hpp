// Time that passes only when everybody waits for it: an hour's pause takes no time and is exact to
// the millisecond.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "system/clock.hpp"

namespace tests {

namespace asio = boost::asio;

class VirtualClock final : public sys::Clock {
 public:
  model::Instant now() const override { return noon_ + (steady_ - begin_); }
  model::Moment steady() const override { return steady_; }
  model::Milliseconds passed() const { return steady_ - begin_; }
  model::Moment after(model::Milliseconds since_begin) const { return begin_ + since_begin; }

  async::Task<void> sleep_until(model::Moment moment) override {
    return sleep_until_or_woken(moment, nullptr);
  }

  async::Task<void> sleep_until_or_woken(model::Moment moment, const void* key) override {
    if (moment <= steady_) co_return;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    const auto place = sleepers_.emplace(moment, Sleeper{key, &timer});
    co_await timer.async_wait(token);
    sleepers_.erase(place);
  }

  void wake_all() override {
    for (const auto& [moment, sleeper] : sleepers_) sleeper.timer->cancel();
  }
  void wake(const void* key) override {
    for (const auto& [moment, sleeper] : sleepers_) {
      if (sleeper.key == key) sleeper.timer->cancel();
    }
  }

  // Jumps to the earliest sleeper's moment and wakes it; false when nobody sleeps.
  bool advance() {
    if (sleepers_.empty()) return false;
    steady_ = std::max(steady_, sleepers_.begin()->first);
    for (auto at = sleepers_.begin(); at != sleepers_.upper_bound(steady_); ++at) {
      at->second.timer->cancel();
    }
    return true;
  }
  // Before anybody sleeps.
  void skip(model::Milliseconds time) { steady_ += time; }
  void set_calendar(model::Milliseconds by) { noon_ += by; }
  std::size_t sleeping() const { return sleepers_.size(); }

 private:
  const model::Moment begin_{std::chrono::hours(1)};
  model::Instant noon_{std::chrono::hours(500'000)};
  model::Moment steady_ = begin_;
  struct Sleeper {
    const void* key;
    asio::steady_timer* timer;
  };
  std::multimap<model::Moment, Sleeper> sleepers_;
};

}  // namespace tests
