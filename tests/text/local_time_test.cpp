#include "text/local_time.hpp"

#include <doctest/doctest.h>

#include "text/time.hpp"

TEST_CASE("a time is told on the clocks of the place and in the words of the language") {
  const auto winter = text::parse_iso("2026-11-22T06:40:00Z").value();
  const auto summer = text::parse_iso("2026-08-01T22:05:00Z").value();
  CHECK(text::local_time(winter, "Europe/Paris", "en") == "22 November 2026, 07:40 (UTC+1)");
  CHECK(text::local_time(winter, "Europe/Paris", "fr") == "22 novembre 2026 à 07:40 (UTC+1)");
  CHECK(text::local_time(summer, "Europe/Paris", "fr") == "2 août 2026 à 00:05 (UTC+2)");
  CHECK(text::local_time(winter, "America/St_Johns", "en") == "22 November 2026, 03:10 (UTC-3:30)");
  CHECK(text::local_time(winter, "GMT+05:59", "en") == "22 November 2026, 12:39 (UTC+5:59)");
  const auto first = text::parse_iso("2026-03-01T10:00:00Z").value();
  CHECK(text::local_time(first, "Europe/Paris", "fr") == "1er mars 2026 à 11:00 (UTC+1)");
  CHECK(text::local_time(winter, "UTC", "en") == "22 November 2026, 06:40 (UTC)");
  CHECK(text::local_time(winter, "No/Where", "en") == "22 November 2026, 06:40 (UTC)");
}
