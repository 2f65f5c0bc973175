#include "probing/platform_settings.hpp"

#include <doctest/doctest.h>

using probing::Budget;
using probing::parse_budget;
using namespace std::chrono_literals;

TEST_CASE("a budget is money or requests in a time") {
  CHECK(parse_budget("2 USD/day") == Budget{2'000'000, "USD", 24h});
  CHECK(parse_budget("0.50 EUR/week") == Budget{500'000, "EUR", 7 * 24h});
  CHECK(parse_budget("10 USD/30d") == Budget{10'000'000, "USD", 30 * 24h});
  CHECK(parse_budget("1.000001 CHF/month") == Budget{1'000'001, "CHF", 30 * 24h});
  CHECK(parse_budget("999999999 JPY/hour") == Budget{999'999'999'000'000, "JPY", 1h});
  CHECK(parse_budget("300/1d") == Budget{300'000'000, "", 24h});
  for (const char* wrong : {"",
                            "2",
                            "2 USD",
                            "USD/day",
                            "2 USD/",
                            "2 USD/fortnight",
                            "2 usd/day",
                            "2 US/day",
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
                            "2 USD /day"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_budget(wrong).has_value());
  }
}

TEST_CASE("what is not set leaves the definition as it is") {
  platforms::Definition definition;
  definition.rates = {{60, 1min}};
  definition.spacing = true;
  definition.concurrency = 4;
  definition.asks.resize(2);
  definition.asks[0].credential = "token";
  definition.asks[0].rates = {{5000, 1h}};
  const auto settings = probing::read_platform_settings(reading::Json::object());
  const auto same = probing::adjusted(definition, settings);
  CHECK(same.rates == definition.rates);
  CHECK(same.spacing);
  CHECK(same.concurrency == 4);
  CHECK(same.asks[0].credential == "token");
  CHECK(same.asks[0].rates == definition.asks[0].rates);
}

TEST_CASE("an operator's rate holds for every road, and his credential for those that take one") {
  platforms::Definition definition;
  definition.spacing = true;
  definition.asks.resize(2);
  definition.asks[0].credential = "token";
  definition.asks[0].rates = {{5000, 1h}};
  reading::Json json = reading::Json::object();
  json.add("rate", reading::Json::string("300/15m"));
  json.add("credential", reading::Json::string("ours"));
  json.add("concurrency", reading::Json::number(2));
  json.add("budget", reading::Json::string("300/1d"));
  const auto settings = probing::read_platform_settings(json);
  CHECK(settings.budget == Budget{300'000'000, "", 24h});
  const auto ours = probing::adjusted(definition, settings);
  CHECK(ours.rates == text::Rates{{300, 15min}});
  CHECK_FALSE(ours.spacing);  // bursts are allowed unless "spacing" says otherwise
  CHECK(ours.concurrency == 2);
  CHECK(ours.asks[0].credential == "ours");
  CHECK(ours.asks[0].rates.empty());
  CHECK(ours.asks[1].credential.empty());
}
