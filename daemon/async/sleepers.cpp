#include "async/sleepers.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace async {

namespace asio = boost::asio;

Task<void> Sleepers::sleep_until(std::chrono::steady_clock::time_point moment, const void* key) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, moment);
  boost::system::error_code woken;
  auto token = asio::redirect_error(asio::use_awaitable, woken);
  const auto place = asleep_.emplace(key, &timer);
  co_await timer.async_wait(token);
  asleep_.erase(place);
}

void Sleepers::wake_all() {
  for (const auto& [key, timer] : asleep_) timer->cancel();
}

void Sleepers::wake(const void* key) {
  const auto [first, last] = asleep_.equal_range(key);
  for (auto at = first; at != last; ++at) at->second->cancel();
}

}  // namespace async
