#include "watching/connectivity.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("we are blind ourselves when over half of at least three platforms cannot be reached") {
  const model::Instant now(480'000h);
  watching::Connectivity reach;
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
  watching::Connectivity reach;
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

TEST_CASE("blindness that was told goes on until as many platforms are reached as are not") {
  const model::Instant now(480'000h);
  watching::Connectivity reach;
  CHECK(reach.may_still_be_blind(now));  // nothing was asked since a restart
  reach.asked("a", "", false, now, 1h);
  CHECK(reach.may_still_be_blind(now));
  CHECK_FALSE(reach.is_self_blind(now));
  reach.asked("b", "", true, now, 1h);
  CHECK_FALSE(reach.may_still_be_blind(now));
  reach.asked("c", "", false, now, 1h);
  CHECK(reach.may_still_be_blind(now));
  CHECK(reach.is_self_blind(now));
  reach.asked("d", "", true, now, 1h);
  CHECK_FALSE(reach.may_still_be_blind(now));
  CHECK_FALSE(reach.is_self_blind(now));
}

TEST_CASE("who was reached last, and who was never asked, is there") {
  const model::Instant now(480'000h);
  watching::Connectivity reach;
  CHECK(reach.reaches("a", ""));
  reach.asked("a", "", false, now, 1h);
  CHECK_FALSE(reach.reaches("a", ""));
  CHECK(reach.reaches("a", "https://a.example"));
  reach.asked("a", "", true, now, 1h);
  CHECK(reach.reaches("a", ""));
}

TEST_CASE("a look tells of one and a half intervals, and of ten minutes at least") {
  CHECK(watching::validity(6h) == 9h);
  CHECK(watching::validity(10min) == 15min);
  CHECK(watching::validity(1min) == 10min);
  CHECK(watching::validity(2s) == 10min);
}
