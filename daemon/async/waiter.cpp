#include "async/waiter.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace async {

namespace asio = boost::asio;

Waiter::Queue::~Queue() {
  for (Waiter* waiter : waiting_) waiter->queue_ = nullptr;
}

Waiter::Waiter(const Executor& executor, Queue& queue)
    : timer_(executor, asio::steady_timer::time_point::max()),
      queue_(&queue),
      place_(queue.waiting_.insert(queue.waiting_.end(), this)) {}

Waiter::~Waiter() {
  if (queue_ != nullptr) queue_->waiting_.erase(place_);
}

Task<bool> Waiter::wait() {
  boost::system::error_code ignored;  // woken or cancelled
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  if (queue_ != nullptr) co_await timer_.async_wait(token);
  co_return notified_;
}

void Waiter::notify() {
  notified_ = true;
  wake();
}

void Waiter::send_away() {
  wake();
}

void Waiter::wake() {
  queue_->waiting_.erase(place_);
  queue_ = nullptr;
  timer_.cancel();
}

}  // namespace async
