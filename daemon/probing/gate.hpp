// A counting gate for coroutines of one thread: at most `width` are inside at once, the rest wait
// in line. And a bell that wakes whoever waits for something to change.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace probing {

class Bell {
 public:
  explicit Bell(boost::asio::any_io_executor executor);
  boost::asio::awaitable<void> wait();  // until the next ring
  void ring();                          // wakes all who wait now

 private:
  boost::asio::steady_timer timer_;  // never expires; cancelled to ring
};

class Gate {
 public:
  Gate(boost::asio::any_io_executor executor, std::size_t width);
  boost::asio::awaitable<void> enter();
  void leave();

 private:
  boost::asio::any_io_executor executor_;
  std::size_t free_;
  std::deque<std::shared_ptr<Bell>> line_;
};

// Leaves the gate at the end of the scope.
class Inside {
 public:
  explicit Inside(Gate& gate) : gate_(gate) {}
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { gate_.leave(); }

 private:
  Gate& gate_;
};

}  // namespace probing
