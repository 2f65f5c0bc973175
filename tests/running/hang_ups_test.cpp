// A hang-up that comes too early is held, and not lost.
#include "running/hang_ups.hpp"

#include <csignal>

#include <doctest/doctest.h>

namespace {

volatile std::sig_atomic_t heard = 0;

void hear(int) {
  heard = heard + 1;
}

}  // namespace

TEST_CASE("a hang-up waits while they are held, and comes when they are not any more") {
  struct sigaction before {};
  struct sigaction listening {};
  listening.sa_handler = hear;
  REQUIRE(::sigaction(SIGHUP, &listening, &before) == 0);
  heard = 0;
  running::hold_hang_ups();
  ::raise(SIGHUP);
  CHECK(heard == 0);
  running::release_hang_ups();
  CHECK(heard == 1);
  ::raise(SIGHUP);
  CHECK(heard == 2);
  ::sigaction(SIGHUP, &before, nullptr);
}
