#include "system/system_clock.hpp"

namespace sys {

namespace asio = boost::asio;

model::Instant SystemClock::now() const {
  return std::chrono::floor<model::Milliseconds>(std::chrono::system_clock::now());
}

model::Moment SystemClock::steady() const {
  return std::chrono::floor<model::Milliseconds>(std::chrono::steady_clock::now());
}

async::Task<void> SystemClock::sleep_until(model::Moment moment) {
  return sleepers_.sleep_until(moment, nullptr);
}

async::Task<void> SystemClock::sleep_until_or_woken(model::Moment moment, const void* key) {
  return sleepers_.sleep_until(moment, key);
}

void SystemClock::wake_all() {
  sleepers_.wake_all();
}

void SystemClock::wake(const void* key) {
  sleepers_.wake(key);
}

}  // namespace sys
