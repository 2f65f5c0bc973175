#include "async/semaphore.hpp"

namespace async {

Task<bool> Semaphore::acquire() {
  if (stopped_) co_return false;
  if (free_ > 0) {
    --free_;
    co_return true;
  }
  Waiter me(executor_, waiting_);
  co_return co_await me.wait();
}

void Semaphore::release() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  constexpr std::size_t to_the_oldest = 32;
  const bool oldest = order_ == Order::oldest_first || ++handed_over_ % to_the_oldest == 0;
  // The permit goes from hand to hand.
  (oldest ? waiting_.front() : waiting_.back())->notify();
}

void Semaphore::stop() {
  stopped_ = true;
  while (!waiting_.empty()) waiting_.front()->send_away();
}

}  // namespace async
