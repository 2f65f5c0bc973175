// Wakes whoever waits for something to change; who is woken looks whether it did. On the one loop
// thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace async {

class Condition {
 public:
  explicit Condition(const boost::asio::any_io_executor& executor);
  boost::asio::awaitable<void> wait();  // until the next notify_all()
  void notify_all();                    // those who wait now

 private:
  boost::asio::steady_timer timer_;  // never expires; cancelled to notify
};

}  // namespace async
