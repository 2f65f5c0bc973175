#include "async/sleepers.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace async {

namespace asio = boost::asio;

Task<void> Sleepers::sleep_until(std::chrono::steady_clock::time_point moment) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, moment);
  boost::system::error_code woken;
  auto token = asio::redirect_error(asio::use_awaitable, woken);
  asleep_.insert(&timer);
  co_await timer.async_wait(token);
  asleep_.erase(&timer);
}

void Sleepers::wake_all() {
  for (asio::steady_timer* timer : asleep_) timer->cancel();
}

}  // namespace async
