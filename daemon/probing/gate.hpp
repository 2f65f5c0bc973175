// A counting gate for coroutines of one thread: at most `width` are inside at once, the rest wait.
// Who came last goes first, so that a platform at work goes on over the connections it has: first
// come, first served would walk all platforms in turn, and with more of them than connections
// nearly every request would need a new one. Every 32nd place goes to who has waited longest, so
// nobody waits for ever. And a bell that wakes whoever waits for something to change.
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
  explicit Bell(const boost::asio::any_io_executor& executor);
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
  std::size_t handed_over_ = 0;
  std::deque<std::shared_ptr<Bell>> waiting_;  // in the order they came
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
