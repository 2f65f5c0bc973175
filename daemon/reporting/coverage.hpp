// What a pass over many platforms comes to, a row for each platform: what is ours, what others
// hold, what can still be had. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/observation.hpp"

namespace reporting {

struct Coverage {
  std::string platform;
  std::string server;  // base URL; empty for one service
  std::size_t ours = 0;
  std::size_t free = 0;
  std::size_t strangers = 0;   // claimed and not ours
  std::size_t closed = 0;      // suspended or reserved: nobody can have it now
  std::size_t impossible = 0;  // the platform's grammar forbids it
  std::size_t unknown = 0;
};

// In the order in which the platforms come.
std::vector<Coverage> coverage(const std::vector<model::Observation>& observations);

}  // namespace reporting
