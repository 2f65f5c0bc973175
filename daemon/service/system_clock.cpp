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
  return sleep_until_or_woken(moment, nullptr);
}

asio::awaitable<void> SystemClock::sleep_until_or_woken(model::Moment moment, const void* key) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, moment);
  boost::system::error_code woken;
  auto token = asio::redirect_error(asio::use_awaitable, woken);
  const auto place = sleepers_.emplace(key, &timer);
  co_await timer.async_wait(token);
  sleepers_.erase(place);
}

void SystemClock::wake_all() {
  for (const auto& [key, timer] : sleepers_) timer->cancel();
}

void SystemClock::wake(const void* key) {
  const auto [first, last] = sleepers_.equal_range(key);
  for (auto at = first; at != last; ++at) at->second->cancel();
}

}  // namespace service
