#include "async/in_flight.hpp"

namespace async {

Task<void> InFlight::until_none(std::shared_ptr<InFlight> in_flight) {
  while (in_flight->count_ > 0) {
    Waiter me(in_flight->executor_, in_flight->waiting_);
    const bool notified = co_await me.wait();
    if (!notified) co_return;
  }
}

}  // namespace async
