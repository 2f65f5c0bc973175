#include <doctest/doctest.h>

#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using ledger::Limit;

namespace {

Limit limit(const tests::Watched& watched, std::string platform, std::string ask) {
  return {std::move(platform),
          "https://one.example",
          std::move(ask),
          watched.now,
          watched.now + 1h,
          7.28,
          3,
          {{watched.now - 2min, 12}, {watched.now + 1min, 1'000'000}},
          48h,
          {{"a \"b\"", watched.now + 3h, 48h}, {"c", watched.now + 1h, 1h}}};
}

}  // namespace

TEST_CASE("what binds us is there after a restart, by platform, server and road") {
  const tests::Watched watched;
  ledger::Limits& limits = watched.ledger->limits;
  limits.keep(limit(watched, "github", "users"));
  limits.keep(limit(watched, "github", ""));
  Limit elsewhere = limit(watched, "github", "");
  elsewhere.server = "";
  elsewhere.taken.clear();
  elsewhere.resting.clear();
  elsewhere.asked_for.reset();
  limits.keep(elsewhere);
  const auto all = limits.all();
  REQUIRE(all.size() == 3);
  CHECK(all[0].server.empty());
  CHECK(all[0].taken.empty());
  CHECK(all[0].resting.empty());
  CHECK_FALSE(all[0].asked_for.has_value());
  CHECK(all[1].asked_for == 48h);
  CHECK(all[1].ask.empty());
  CHECK(all[2].platform == "github");
  CHECK(all[2].server == "https://one.example");
  CHECK(all[2].ask == "users");
  CHECK(all[2].at == watched.now);
  CHECK(all[2].paused_until == watched.now + 1h);
  CHECK(all[2].slowdown == 7.28);
  CHECK(all[2].refusals == 3);
  REQUIRE(all[2].taken.size() == 2);
  CHECK(all[2].taken[0].at == watched.now - 2min);
  CHECK(all[2].taken[0].count == 12);
  CHECK(all[2].taken[1].at == watched.now + 1min);
  CHECK(all[2].taken[1].count == 1'000'000);
  REQUIRE(all[2].resting.size() == 2);
  CHECK(all[2].resting[0].handle == "a \"b\"");
  CHECK(all[2].resting[0].until == watched.now + 3h);
  CHECK(all[2].resting[0].asked_for == 48h);
  CHECK(all[2].resting[1].handle == "c");
}

TEST_CASE("what is written of a road replaces what was, and what is old is forgotten") {
  const tests::Watched watched;
  ledger::Limits& limits = watched.ledger->limits;
  Limit one = limit(watched, "github", "");
  limits.keep(one);
  one.at += 1h;
  one.refusals = 0;
  limits.keep(one);
  limits.keep(limit(watched, "x", ""));
  REQUIRE(limits.all().size() == 2);
  CHECK(limits.all()[0].refusals == 0);
  limits.forget_before(watched.now + 1h);
  REQUIRE(limits.all().size() == 1);
  CHECK(limits.all()[0].platform == "github");
}

TEST_CASE("when a unit's second look began is there after a restart") {
  const tests::Watched watched;
  ledger::Limits& limits = watched.ledger->limits;
  CHECK_FALSE(limits.second_look(1).has_value());
  limits.looked_again(1, watched.now);
  limits.looked_again(2, watched.now + 1h);
  limits.looked_again(1, watched.now + 2h);
  CHECK(limits.second_look(1) == watched.now + 2h);
  CHECK(limits.second_look(2) == watched.now + 1h);
}
