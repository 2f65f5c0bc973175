// Coroutines started together and waited for together. The first exception of any of them is thrown
// by join(); none is ever lost.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>

#include "async/condition.hpp"
#include "async/task.hpp"

namespace async {

class TaskGroup {
 public:
  TaskGroup(Executor executor, std::function<void()> on_failure);
  void spawn(Task<void> work);
  Task<void> join();

 private:
  void ended(const std::exception_ptr& failure);

  Executor executor_;
  Condition finished_;
  std::function<void()> on_failure_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

}  // namespace async
