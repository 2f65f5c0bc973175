#include "service/system_clock.hpp"

namespace service {

namespace asio = boost::asio;

model::Instant SystemClock::now() const {
  return std::chrono::floor<model::Milliseconds>(std::chrono::system_clock::now());
}

model::Moment SystemClock::steady() const {
  return std::chrono::floor<model::Milliseconds>(std::chrono::steady_clock::now());
}

asio::awaitable<void> SystemClock::sleep_until(model::Moment moment) {
  return sleepers_.sleep_until(moment, nullptr);
}

asio::awaitable<void> SystemClock::sleep_until_or_woken(model::Moment moment, const void* key) {
  return sleepers_.sleep_until(moment, key);
}

void SystemClock::wake_all() {
  sleepers_.wake_all();
}

void SystemClock::wake(const void* key) {
  sleepers_.wake(key);
}

}  // namespace service
