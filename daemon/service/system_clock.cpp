#include "service/system_clock.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace service {

namespace asio = boost::asio;

model::Instant SystemClock::now() const {
  return std::chrono::floor<model::Milliseconds>(std::chrono::system_clock::now());
}

model::Moment SystemClock::steady() const {
  return std::chrono::floor<model::Milliseconds>(std::chrono::steady_clock::now());
}

asio::awaitable<void> SystemClock::sleep_until(model::Moment moment) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, moment);
  boost::system::error_code woken;
  auto token = asio::redirect_error(asio::use_awaitable, woken);
  sleepers_.insert(&timer);
  co_await timer.async_wait(token);
  sleepers_.erase(&timer);
}

void SystemClock::wake_all() {
  for (asio::steady_timer* timer : sleepers_) timer->cancel();
}

}  // namespace service
