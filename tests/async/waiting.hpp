// Coroutines on one loop, run as far as they go.
#pragma once

#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "async/task.hpp"

namespace tests {

struct Loop {
  boost::asio::io_context io{1};
  std::string order;  // what happened, a letter each
  int failures = 0;

  async::Executor executor() { return io.get_executor(); }
  void start(async::Task<void> task) {
    boost::asio::co_spawn(io, std::move(task), [this](const std::exception_ptr& failure) {
      if (failure) ++failures;
    });
    settle();
  }
  void settle() {
    io.restart();
    io.poll();
  }
};

}  // namespace tests
