#include "probing/gate.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace probing {

namespace asio = boost::asio;

Bell::Bell(const asio::any_io_executor& executor)
    : timer_(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<void> Bell::wait() {
  boost::system::error_code rung;  // the bell rings by cancelling
  auto token = asio::redirect_error(asio::use_awaitable, rung);
  co_await timer_.async_wait(token);
}

void Bell::ring() {
  timer_.cancel();
}

Gate::Gate(asio::any_io_executor executor, std::size_t width)
    : executor_(std::move(executor)), free_(width) {}

asio::awaitable<void> Gate::enter() {
  if (free_ > 0) {
    --free_;
    co_return;
  }
  const auto turn = std::make_shared<Bell>(executor_);
  waiting_.push_back(turn);
  co_await turn->wait();  // whoever leaves hands the place over
}

void Gate::leave() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  constexpr std::size_t to_the_oldest = 32;
  const bool oldest = ++handed_over_ % to_the_oldest == 0;
  const auto next = oldest ? waiting_.front() : waiting_.back();
  oldest ? waiting_.pop_front() : waiting_.pop_back();
  next->ring();
}

}  // namespace probing
