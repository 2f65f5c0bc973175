#include "async/task_group.hpp"

#include <boost/asio/co_spawn.hpp>

namespace async {

namespace asio = boost::asio;

TaskGroup::TaskGroup(Executor executor, std::function<void()> on_failure)
    : executor_(executor), finished_(executor), on_failure_(std::move(on_failure)) {}

void TaskGroup::spawn(Task<void> work) {
  ++running_;
  asio::co_spawn(executor_, std::move(work),
                 [this](const std::exception_ptr& failure) { ended(failure); });
}

void TaskGroup::ended(const std::exception_ptr& failure) {
  --running_;
  finished_.notify_all();
  if (!failure || failure_) return;
  failure_ = failure;
  on_failure_();
}

Task<void> TaskGroup::join() {
  while (running_ > 0) {
    co_await finished_.wait();
  }
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace async
