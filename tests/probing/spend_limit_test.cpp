#include "probing/spend_limit.hpp"

#include <doctest/doctest.h>

#include "probing/price.hpp"

using probing::Budget;
using probing::parse_budget;
using probing::Spending;
using probing::SpendLimit;
using namespace std::chrono_literals;

namespace {

const model::Instant noon_of_budget = model::Instant(0ms) + 480'012h;

platforms::Ask ask_at(const std::string& cost) {
  platforms::Ask ask;
  ask.cost = cost;
  return ask;
}

}  // namespace

TEST_CASE("a budget is money or requests in a time") {
  CHECK(parse_budget("2 USD/day") == Budget{2'000'000, "USD", 24h});
  CHECK(parse_budget("0.50 EUR/week") == Budget{500'000, "EUR", 7 * 24h});
  CHECK(parse_budget("10 USD/30d") == Budget{10'000'000, "USD", 30 * 24h});
  CHECK(parse_budget("1.000001 CHF/month") == Budget{1'000'001, "CHF", 30 * 24h});
  CHECK(parse_budget("999999999 JPY/hour") == Budget{999'999'999'000'000, "JPY", 1h});
  CHECK(parse_budget("2 ZAR/day") == Budget{2'000'000, "ZAR", 24h});
  CHECK(parse_budget("300/1d") == Budget{300'000'000, "", 24h});
  CHECK(parse_budget("2 USD/1ms") == Budget{2'000'000, "USD", 1ms});
  CHECK(parse_budget("2 USD/366d") == Budget{2'000'000, "USD", 366 * 24h});
  CHECK(parse_budget("300/366d") == Budget{300'000'000, "", 366 * 24h});
  for (const char* wrong : {"",
                            "2",
                            "2 USD",
                            "USD/day",
                            "2 USD/",
                            "2 USD/fortnight",
                            "2 usd/day",
                            "2 US/day",
                            "2 US@/day",
                            "2 US[/day",
                            "2USD/day",
                            "0 USD/day",
                            "0.0000001 USD/day",
                            "-1 USD/day",
                            "1. USD/day",
                            ".5 USD/day",
                            "1,5 USD/day",
                            "1.5.5 USD/day",
                            "2  USD/day",
                            "2 USD/0s",
                            "1e3 USD/day",
                            "9999999999 USD/day",
                            "0/1d",
                            "300/day",
                            "2 USD /day",
                            "2 USD/8785h",
                            "300/8785h"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_budget(wrong).has_value());
  }
}

TEST_CASE("a budget is told in words") {
  CHECK(to_string(*parse_budget("2 USD/day")) == "2.00 USD a day");
  CHECK(to_string(*parse_budget("0.50 EUR/7d")) == "0.50 EUR a week");
  CHECK(to_string(*parse_budget("10 USD/hour")) == "10.00 USD an hour");
  CHECK(to_string(*parse_budget("5000/12h")) == "5,000 requests in 12 h");
}

TEST_CASE("a price is told to the cent, a cent begun is a cent") {
  CHECK(probing::money(1'010'000, "USD") == "1.01 USD");
  CHECK(probing::money(1'010'001, "USD") == "1.02 USD");
  CHECK(probing::money(1'234'567'000'000, "USD") == "1,234,567.00 USD");
  CHECK(probing::money(20'000'000, "") == "20 requests");
  CHECK(probing::at_most({}).empty());
  CHECK(probing::at_most({{"EUR", 2'000'000}, {"USD", 10'000}}) == "at most 2.00 EUR and 0.01 USD");
}

TEST_CASE("what a request costs hangs on the budget's currency") {
  const SpendLimit dollars(*parse_budget("2 USD/day"));
  const platforms::Ask billed = ask_at("0.01 USD/claimed");
  CHECK(dollars.cost(&billed, 100) == 1'000'000);
  CHECK(dollars.cost(&billed, 0) == 0);
  const platforms::Ask each = ask_at("0.5 USD/request");
  CHECK(dollars.cost(&each, 100) == 500'000);
  CHECK(dollars.cost(nullptr, 0) == 0);
  const platforms::Ask foreign = ask_at("0.5 EUR/request");
  CHECK(dollars.cost(&foreign, 100) == 0);
  const platforms::Ask free = ask_at("");
  CHECK(dollars.cost(&free, 100) == 0);

  const SpendLimit requests(*parse_budget("300/1d"));
  CHECK(requests.cost(&billed, 100) == 1'000'000);
  CHECK(requests.cost(nullptr, 0) == 1'000'000);
}

TEST_CASE("what was begun is spent until its answer says less, and comes back after the period") {
  SpendLimit spend_limit(*parse_budget("2 USD/day"));
  CHECK(spend_limit.left(noon_of_budget) == 2'000'000);
  const Spending first = spend_limit.begin(1'000'000, noon_of_budget);
  const Spending second = spend_limit.begin(1'000'000, noon_of_budget + 1h);
  CHECK(spend_limit.left(noon_of_budget + 1h) == 0);
  spend_limit.correct(first, 50'000);
  CHECK(spend_limit.left(noon_of_budget + 1h) == 950'000);
  spend_limit.correct(second, 0);
  CHECK(spend_limit.left(noon_of_budget + 24h - 1ms) == 1'950'000);
  CHECK(spend_limit.left(noon_of_budget + 24h) == 2'000'000);
}

TEST_CASE("what was spent before the start counts, and is settled in the book under its id") {
  SpendLimit spend_limit(*parse_budget("2 USD/day"), {{1, noon_of_budget - 23h, 1'500'000}});
  CHECK(spend_limit.left(noon_of_budget) == 500'000);
  Spending begun = spend_limit.begin(500'000, noon_of_budget);
  CHECK(begun.id < 0);
  CHECK(spend_limit.left(noon_of_budget) == 0);
  spend_limit.entered(begun, 77);
  CHECK(begun.id == 77);
  spend_limit.correct(begun, 20'000);
  CHECK(spend_limit.left(noon_of_budget) == 480'000);
  CHECK(spend_limit.left(noon_of_budget + 1h) == 1'980'000);
}

TEST_CASE("a clock that is set back keeps nothing spent for longer than the period") {
  SpendLimit spend_limit(*parse_budget("2 USD/day"));
  spend_limit.begin(2'000'000, noon_of_budget + 1000h);
  CHECK(spend_limit.left(noon_of_budget) == 0);
  CHECK(spend_limit.left(noon_of_budget + 24h) == 2'000'000);
}

TEST_CASE(
    "what the book did not take is spent all the same after a reload, each settled by itself") {
  SpendLimit before(*probing::parse_budget("2 USD/day"));
  const auto first = before.begin(900'000, noon_of_budget);
  const auto second = before.begin(800'000, noon_of_budget + 1h);
  before.correct(first, 100'000);
  CHECK(before.left(noon_of_budget + 1h) == 1'100'000);
  before.correct(second, 200'000);
  CHECK(before.left(noon_of_budget + 1h) == 1'700'000);

  SpendLimit after(*probing::parse_budget("3 USD/day"), {{7, noon_of_budget + 30min, 500'000}});
  after.take_over(before);
  CHECK(after.left(noon_of_budget + 1h) == 2'200'000);
  const auto third = after.begin(400'000, noon_of_budget + 2h);
  CHECK(third.id != first.id);
  CHECK(third.id != second.id);
  CHECK(after.left(noon_of_budget + 24h) == 1'900'000);
  CHECK(after.left(noon_of_budget + 24h + 30min) == 2'400'000);

  SpendLimit euros(*probing::parse_budget("3 EUR/day"));
  euros.take_over(before);
  CHECK(euros.left(noon_of_budget + 1h) == 3'000'000);
}

TEST_CASE("what the book took comes from the book after a reload, once") {
  SpendLimit before(*probing::parse_budget("2 USD/day"));
  Spending begun = before.begin(900'000, noon_of_budget);
  before.entered(begun, 1);
  SpendLimit after(*probing::parse_budget("2 USD/day"), {{1, noon_of_budget, 900'000}});
  after.take_over(before);
  CHECK(after.left(noon_of_budget) == 1'100'000);
}
