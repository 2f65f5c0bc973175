// Coroutines started together and waited for together. The first exception of any of them is thrown
// by join(); none is ever lost.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/condition.hpp"

namespace async {

class TaskGroup {
 public:
  TaskGroup(boost::asio::any_io_executor executor, std::function<void()> on_failure);
  void spawn(boost::asio::awaitable<void> work);
  boost::asio::awaitable<void> join();

 private:
  void ended(const std::exception_ptr& failure);

  boost::asio::any_io_executor executor_;
  Condition finished_;
  std::function<void()> on_failure_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

}  // namespace async
