#include "net/permits.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace net {

namespace asio = boost::asio;

Sleeper::Sleeper(asio::io_context& io, Queue& queue)
    : timer_(io, asio::steady_timer::time_point::max()),
      queue_(&queue),
      place_(queue.insert(queue.end(), this)) {}

Sleeper::~Sleeper() {
  if (queue_ != nullptr) queue_->erase(place_);
}

asio::awaitable<bool> Sleeper::sleep() {
  boost::system::error_code ignored;  // called, sent away or cancelled
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  if (queue_ != nullptr) co_await timer_.async_wait(token);
  co_return called_;
}

void Sleeper::call() {
  called_ = true;
  wake();
}

void Sleeper::send_away() {
  wake();
}

void Sleeper::wake() {
  queue_->erase(place_);
  queue_ = nullptr;
  timer_.cancel();
}

asio::awaitable<bool> Permits::enter() {
  if (stopped_) co_return false;
  if (free_ > 0) {
    --free_;
    co_return true;
  }
  Sleeper me(io_, waiting_);
  co_return co_await me.sleep();
}

void Permits::leave() {
  if (waiting_.empty()) {
    ++free_;
  } else {
    waiting_.front()->call();  // the permit goes from hand to hand
  }
}

void Permits::stop() {
  stopped_ = true;
  while (!waiting_.empty()) waiting_.front()->send_away();
}

}  // namespace net
