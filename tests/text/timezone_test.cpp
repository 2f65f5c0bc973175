#include "text/timezone.hpp"

#include <algorithm>

#include <doctest/doctest.h>

TEST_CASE("a time zone is an IANA name and nothing like it") {
  for (const char* name : {"UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+5"}) {
    CAPTURE(name);
    CHECK(text::is_timezone(name));
  }
  const std::string long_name(1000, 'A');
  for (const std::string& name :
       {std::string(), std::string("Europe/Pari"), std::string("europe/paris"), std::string("CEST"),
        std::string("+02:00"), std::string("GMT+2"), std::string("Etc/Unknown"),
        std::string("Europe/Pàris"), std::string("../UTC"), long_name}) {
    CAPTURE(name);
    CHECK_FALSE(text::is_timezone(name));
  }
}

TEST_CASE("all zones are listed, and each is one") {
  const auto zones = text::timezones();
  CHECK(zones.size() > 400);
  CHECK(std::all_of(zones.begin(), zones.end(), [](const auto& zone) {
    return text::is_timezone(zone) || zone == "Etc/Unknown";
  }));
}
