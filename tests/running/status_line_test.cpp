// What systemctl shows of the service.
#include "running/status_line.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using running::status_line;

TEST_CASE("the service says in one line when it looks next, at how much, and what is open") {
  const model::Instant now{480'000h};
  watching::Outlook outlook;
  CHECK(status_line(outlook, 0, "", now) == "no sweep, 0 targets, 0 incidents");
  outlook.targets = 1'203;
  outlook.next = now + 3min;
  CHECK(status_line(outlook, 1, "", now) == "next sweep in 3 min, 1,203 targets, 1 incident");
  outlook.next = now - 3min;
  CHECK(status_line(outlook, 1, "", now) == "next sweep in 0 s, 1,203 targets, 1 incident");
  outlook.under_way = 2;
  outlook.self_blind = true;
  CHECK(status_line(outlook, 0, "the disk is full", now) ==
        "2 under way, 1,203 targets, 0 incidents, self-blind, the disk is full");
}
