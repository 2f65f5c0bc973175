#include "watching/reach.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("we are blind ourselves when over half of at least three platforms cannot be reached") {
  const model::Instant now(480'000h);
  watching::Reach reach;
  reach.asked("a", "", false, now, 9h);
  reach.asked("b", "", false, now, 9h);
  CHECK_FALSE(reach.is_self_blind(now));
  reach.asked("c", "", true, now, 9h);
  CHECK(reach.is_self_blind(now));
  reach.asked("d", "", true, now, 9h);
  CHECK_FALSE(reach.is_self_blind(now));
}

TEST_CASE("servers of one platform count once, and what is old not at all") {
  const model::Instant now(480'000h);
  watching::Reach reach;
  reach.asked("mastodon", "https://one.example", false, now, 9h);
  reach.asked("mastodon", "https://two.example", true, now, 9h);
  reach.asked("a", "", false, now, 9h);
  reach.asked("b", "", false, now, 9h);
  CHECK(reach.is_self_blind(now));
  reach.asked("c", "", true, now, 9h);
  CHECK_FALSE(reach.is_self_blind(now));
  reach.asked("a", "", true, now, 9h);
  CHECK_FALSE(reach.is_self_blind(now + 9h));
}
