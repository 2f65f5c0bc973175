#include "service/system_clock.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
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
  boost::system::error_code ignored;  // cancelled: the caller looks at why it was woken
  const auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await timer.async_wait(token);
}

}  // namespace service
