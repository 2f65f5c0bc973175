// How much we may have open at once. With few file descriptors we are slow, not wrong: requests
// wait in line for a place instead of failing for want of a socket.
#pragma once

#include "net/settings.hpp"

namespace net {

struct TransferLimits {
  int transfers = 1;    // requests under way at once
  int names = 1;        // names being resolved at once
  int connections = 1;  // open at once, idle ones included
};

// What `limits` allows when `spare` more descriptors can be opened. Kept aside: 12 for the rest of
// the program, and four for each name being resolved (a socket pair, and two in the resolver's
// thread).
TransferLimits budget(const Limits& limits, int spare);

// RLIMIT_NOFILE less what is open now.
int spare_descriptors();

// Can at least `count` more descriptors be opened at this moment?
bool can_open(int count);

}  // namespace net
