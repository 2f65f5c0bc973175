#include "probing/crew.hpp"

#include <boost/asio/co_spawn.hpp>

namespace probing {

namespace asio = boost::asio;

Crew::Crew(asio::any_io_executor executor) : executor_(executor), finished_(executor) {}

void Crew::spawn(asio::awaitable<void> work) {
  ++running_;
  asio::co_spawn(executor_, std::move(work), [this](const std::exception_ptr& failure) {
    if (failure && !failure_) failure_ = failure;
    --running_;
    finished_.ring();
  });
}

asio::awaitable<void> Crew::join() {
  while (running_ > 0) {
    co_await finished_.wait();
  }
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace probing
