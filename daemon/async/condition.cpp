#include "async/condition.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace async {

namespace asio = boost::asio;

Condition::Condition(const Executor& executor)
    : timer_(executor, asio::steady_timer::time_point::max()) {}

Task<void> Condition::wait() {
  boost::system::error_code notified;  // by cancelling
  auto token = asio::redirect_error(asio::use_awaitable, notified);
  co_await timer_.async_wait(token);
}

void Condition::notify_all() {
  timer_.cancel();
}

}  // namespace async
