#include "probing/platform_settings.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

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
  CHECK(settings.budget == probing::Budget{300'000'000, "", 24h});
  const auto ours = probing::adjusted(definition, settings);
  CHECK(ours.rates == text::Rates{{300, 15min}});
  CHECK_FALSE(ours.spacing);  // bursts are allowed unless "spacing" says otherwise
  CHECK(ours.concurrency == 2);
  CHECK(ours.asks[0].credential == "ours");
  CHECK(ours.asks[0].rates.empty());
  CHECK(ours.asks[1].credential.empty());
}

TEST_CASE("an operator may space requests or let them burst, whatever the definition says") {
  for (const bool spacing : {true, false}) {
    CAPTURE(spacing);
    platforms::Definition definition;
    definition.spacing = !spacing;
    reading::Json json = reading::Json::object();
    json.add("spacing", reading::Json::boolean(spacing));
    const auto settings = probing::read_platform_settings(json);
    CHECK(probing::adjusted(definition, settings).spacing == spacing);
  }
}

TEST_CASE("one to a hundred and twenty-eight requests may be under way") {
  for (const int at_once : {0, 1, 128, 129}) {
    CAPTURE(at_once);
    reading::Json json = reading::Json::object();
    json.add("concurrency", reading::Json::number(at_once));
    reading::Document document;
    reading::check(probing::platform_settings_shape(), json, document);
    CHECK(document.problems.empty() == (at_once == 1 || at_once == 128));
  }
}
