#include "system/notifier.hpp"

#include <cstdint>
#include <ctime>

#include <systemd/sd-daemon.h>

namespace sys {
namespace {

// A status is one line.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

void tell(const std::string& what) {
  ::sd_notify(0, what.c_str());
}

}  // namespace

void Notifier::ready(const std::string& status) {
  tell("READY=1\nSTATUS=" + one_line(status));
}

void Notifier::status(const std::string& status) {
  tell("STATUS=" + one_line(status));
}

void Notifier::reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t microseconds =
      std::int64_t{now.tv_sec} * 1'000'000 + std::int64_t{now.tv_nsec} / 1'000;
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void Notifier::stopping() {
  tell("STOPPING=1");
}

void Notifier::alive() {
  tell("WATCHDOG=1");
}

std::optional<model::Milliseconds> Notifier::watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return model::Milliseconds(static_cast<long long>(microseconds / 2'000));
}

}  // namespace sys
