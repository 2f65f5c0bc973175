// Coroutines started together and waited for together. The first exception of any of them is thrown
// by join(); none is ever lost.
#pragma once

#include <cstddef>
#include <exception>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "probing/gate.hpp"

namespace probing {

class Crew {
 public:
  explicit Crew(boost::asio::any_io_executor executor);
  void spawn(boost::asio::awaitable<void> work);
  boost::asio::awaitable<void> join();

 private:
  boost::asio::any_io_executor executor_;
  Bell finished_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

}  // namespace probing
