#include "probing/shortfall.hpp"

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace std::chrono_literals;
using probing::PaidUnit;
using probing::parse_budget;

namespace {

const std::string two_entries =
    R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "ask": [{"name": "key", "credential": "key", "get": "https://p.example/k/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]},
     {"name": "paid", "credential": "money", "cost": "0.02 EUR/request", "get": "https://p.example/m/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]},
     {"name": "open", "get": "https://p.example/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";

const probing::Credentials nothing = [](std::string_view, std::string_view) {
  return std::optional<std::string>();
};

}  // namespace

TEST_CASE(
    "a budget is meant for what costs in its currency, one of requests for what can be asked") {
  const auto definition = tests::load(two_entries);
  CHECK(probing::paid_entry(definition, *parse_budget("1 EUR/day"), nothing) == 1);
  CHECK_FALSE(probing::paid_entry(definition, *parse_budget("1 USD/day"), nothing).has_value());
  CHECK(probing::paid_entry(definition, *parse_budget("10/1d"), nothing) == 2);
  const probing::Credentials all = [](std::string_view, std::string_view) {
    return std::optional<std::string>("secret");
  };
  CHECK(probing::paid_entry(definition, *parse_budget("10/1d"), all) == 0);
}

TEST_CASE("a budget of requests is short by its controls, and by what is kept for second looks") {
  const auto definition = tests::load(two_entries);
  // One handle a sweep: two controls before, two after.
  const std::vector<PaidUnit> one = {{"", {}, 1, 12h}};
  CHECK(probing::shortfall(definition, 2, *parse_budget("15/1d"), one).empty());
  CHECK(
      probing::shortfall(definition, 2, *parse_budget("14/1d"), one) ==
      "P: a budget of 14 requests a day does not reach: 2 sweeps of 1 handle take at least 5 "
      "requests each with their controls, 10 requests together, and 5 requests are kept for second "
      "looks; even where the first answer decides, 1 of 2 answers are left over as unknown "
      "(budget); 15 requests a day would do, or a sweep every 24 h");
}

TEST_CASE("all that ask the platform share its budget") {
  const auto definition = tests::load(two_entries);
  const std::vector<PaidUnit> both = {{"", {}, 1, 24h}, {"", {}, 2, 24h}, {"", {}, 0, 1h}};
  CHECK(probing::shortfall(definition, 1, *parse_budget("0.32 EUR/day"), both).empty());
  const std::string words = probing::shortfall(definition, 1, *parse_budget("0.28 EUR/day"), both);
  CHECK(words.find("1 sweep of 1 handle cost up to 0.10 EUR with their controls, 1 sweep of 2 "
                   "handles cost up to 0.12 EUR with their controls, 0.22 EUR together") !=
        std::string::npos);
  CHECK(words.find("2 of 3 answers are left over") != std::string::npos);
  CHECK(words.ends_with("0.32 EUR a day would do"));
}

TEST_CASE("a budget that pays for nothing leaves all over, also of many sweeps") {
  const auto definition = tests::load(two_entries);
  const std::string words =
      probing::shortfall(definition, 1, *parse_budget("0.02 EUR/366d"), {{"", {}, 3, 1s}});
  CHECK(words.find("94,867,200 of 94,867,200 answers") != std::string::npos);
  CHECK(words.ends_with(" would do"));
}
