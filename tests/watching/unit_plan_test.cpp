#include "watching/unit_plan.hpp"

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace std::chrono_literals;
using probing::SpendLimit;

namespace {

platforms::Definition billed(const std::string& cost) {
  return tests::load(R"({"id": "p", "name": "Billed", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "ask": [{"name": "users", "credential": "key", "max": 100, )" +
                     cost + R"(
      "get": "https://p.example/{handles}", "item": "/{handle}",
      "rules": [{"status": 200, "item": {"/id": {"exists": true}}, "then": "claimed"}]}]})");
}

}  // namespace

TEST_CASE("the plan of a unit says what a sweep takes, and what it may cost a day") {
  const auto definition = billed(R"("cost": "0.01 USD/claimed",)");
  const auto free = billed("");
  targets::WatchedUnit unit;
  unit.key = {"police", "p", ""};
  unit.every = 6h;
  const probing::Credentials key = [](std::string_view, std::string_view) {
    return std::optional<std::string>("secret");
  };
  const probing::Credentials none = [](std::string_view, std::string_view) {
    return std::optional<std::string>();
  };
  probing::SharedLimits limits;

  unit.definition = &definition;
  CHECK(watching::plan_of(unit, 101, key, limits) ==
        "Billed: 101 handles, 2 requests every 6 h, at most 4.12 USD a day");
  CHECK(watching::plan_of(unit, 101, none, limits).empty());
  unit.definition = &free;
  CHECK(watching::plan_of(unit, 101, key, limits).empty());

  limits.spend_limits.emplace("p", SpendLimit(*probing::parse_budget("2 USD/day")));
  unit.definition = &definition;
  CHECK(watching::plan_of(unit, 101, key, limits) ==
        "Billed: 101 handles, 2 requests every 6 h, at most 4.12 USD a day; its budget is 2.00 USD "
        "a day, which does not reach for all with 0.40 USD kept for second looks");
  unit.every = 24h;
  CHECK(watching::plan_of(unit, 101, key, limits) ==
        "Billed: 101 handles, 2 requests every 24 h, at most 1.03 USD a day; its budget is 2.00 "
        "USD a day");
}
