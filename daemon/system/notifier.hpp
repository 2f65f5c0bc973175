// What the service tells systemd about itself (sd_notify). Without systemd nothing is told and
// nothing fails.
#pragma once

#include <optional>
#include <string>

#include "model/instant.hpp"

namespace sys {

class Notifier {
 public:
  void ready(const std::string& status);
  void status(const std::string& status);
  // With the monotonic time in one datagram: systemd 253 and later waits for READY that is newer.
  void reloading();
  void stopping();
  void alive();  // for the watchdog

  // How often alive() is wanted: half of what systemd allows; nothing when there is no watchdog.
  static std::optional<model::Milliseconds> watchdog_interval();
};

}  // namespace sys
