// A counting semaphore for coroutines of the one loop thread: at most `count` hold a permit, the
// rest wait in line.
//
// `newest_first` is for work that goes on over connections it has: first come, first served would
// walk all platforms in turn, and with more of them than connections nearly every request would
// need a new one. Every 32nd permit goes to who has waited longest, so nobody waits for ever.
#pragma once

#include "async/waiter.hpp"

namespace async {

class Semaphore {
 public:
  enum class Order { oldest_first, newest_first };
  Semaphore(Executor executor, std::size_t count, Order order = Order::oldest_first)
      : executor_(std::move(executor)), free_(count), order_(order) {}

  // True: one permit is the caller's until release(). False: cancelled, or stop() was called.
  Task<bool> acquire();
  void release();
  void stop();

 private:
  Executor executor_;
  std::size_t free_;
  Order order_;
  bool stopped_ = false;
  std::size_t handed_over_ = 0;
  Waiter::Queue waiting_;
};

// A permit that goes back by itself. Holds none when `semaphore` is null.
class Permit {
 public:
  explicit Permit(Semaphore* semaphore) : semaphore_(semaphore) {}
  ~Permit() {
    if (semaphore_ != nullptr) semaphore_->release();
  }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
  Semaphore* semaphore_;
};

}  // namespace async
