#include "net/attendance.hpp"

namespace net {

boost::asio::awaitable<void> Attendance::until_empty(std::shared_ptr<Attendance> attendance) {
  while (attendance->present_ > 0) {
    Sleeper me(attendance->io_, attendance->waiting_);
    const bool called = co_await me.sleep();
    if (!called) co_return;
  }
}

}  // namespace net
