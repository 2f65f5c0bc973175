#include "text/time.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("a duration is one number and one unit") {
  struct Row {
    const char* written;
    model::Milliseconds duration;
  };
  const Row rows[] = {{"200ms", 200ms}, {"90s", 90s},    {"15m", 15min},
                      {"6h", 6h},       {"7d", 7 * 24h}, {"5y", 5 * 365 * 24h},
                      {"0s", 0s},       {"007s", 7s},    {"1000y", 1000 * 365 * 24h}};
  for (const Row& row : rows) {
    CAPTURE(row.written);
    CHECK(text::parse_duration(row.written) == row.duration);
  }
  for (const char* bad : {"", "5", "s", "-5s", "+5s", " 5s", "5 s", "5s ", "1.5h", "1h30m", "5S",
                          "5w", "1001y", "99999999999999999999s", "9223372036854775807s"}) {
    CAPTURE(bad);
    CHECK_FALSE(text::parse_duration(bad).has_value());
  }
}

TEST_CASE("a rate is a count and a duration, and is written back as it was") {
  for (const char* written :
       {"300/15m", "1/1s", "5/1s", "1000000/1d", "1/250ms", "10/7d", "30/1m", "2/90s", "4/36h"}) {
    CAPTURE(written);
    const auto rate = text::parse_rate(written);
    REQUIRE(rate.has_value());
    CHECK(text::to_string(*rate) == written);
  }
  CHECK(text::parse_rate("300/15m") == text::Rate{300, 15min});
  for (const char* bad :
       {"", "/", "300", "300/", "/15m", "0/1s", "-1/1s", "1000001/1s", "1/0s", "1/1", "1 /1s",
        "1/ 1s", "1/1s/1s", "1.5/1s", "99999999999999999999/1s"}) {
    CAPTURE(bad);
    CHECK_FALSE(text::parse_rate(bad).has_value());
  }
}

TEST_CASE("a duration is spoken with the precision that people want") {
  struct Row {
    model::Milliseconds duration;
    const char* spoken;
  };
  const Row rows[] = {{0ms, "0 s"},   {1ms, "1 s"},    {35s, "35 s"},     {89s, "89 s"},
                      {90s, "2 min"}, {4min, "4 min"}, {89min, "89 min"}, {90min, "1 h 30 min"},
                      {2h, "2 h"},    {47h, "47 h"},   {48h, "2 d"},      {75h, "3 d 3 h"}};
  for (const Row& row : rows) CHECK(text::spoken(row.duration) == row.spoken);
}

TEST_CASE("an instant is written in UTC and read with any offset") {
  const auto at = text::parse_iso("2026-11-22T06:40:00Z");
  REQUIRE(at.has_value());
  CHECK(at->time_since_epoch() == 1795329600s);
  CHECK(text::iso(*at) == "2026-11-22T06:40:00Z");
  CHECK(text::iso(*at + 999ms) == "2026-11-22T06:40:00Z");
  CHECK(text::iso(model::Instant(-1ms)) == "1969-12-31T23:59:59Z");
  for (const char* same : {"2026-11-22T07:40:00+01:00", "2026-11-22t06:40:00z",
                           "2026-11-22 06:40:00Z", "2026-11-22T06:40:00.123456Z",
                           "2026-11-21T18:40:00-12:00", "2026-11-22T12:25:00.5+05:45"}) {
    CAPTURE(same);
    CHECK(text::parse_iso(same) == at);
  }
  CHECK(text::parse_iso("2024-02-29T00:00:00Z").has_value());
  for (const char* bad :
       {"", "2026-11-22", "2026-11-22T06:40:00", "2026-11-22T06:40Z", "2026-13-22T06:40:00Z",
        "2026-02-29T06:40:00Z", "2026-11-22T24:40:00Z", "2026-11-22T06:60:00Z",
        "2026-11-22T06:40:61Z", "2026-11-22T06:40:00Zx", "2026-11-22T06:40:00+01",
        "2026-11-22T06:40:00+24:00", "2026-11-22T06:40:00+01:60", "2026-11-22T06:40:00+0100",
        "2026/11/22T06:40:00Z", "x026-11-22T06:40:00Z", "2026-11-22T06:40:00.",
        "2026-11-22T06:40:00."
        "5"}) {
    CAPTURE(bad);
    CHECK_FALSE(text::parse_iso(bad).has_value());
  }
}

TEST_CASE("an HTTP date is read in the one form that servers send") {
  const auto at = text::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  REQUIRE(at.has_value());
  CHECK(text::iso(*at) == "1994-11-06T08:49:37Z");
  for (const char* bad : {"", "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
                          "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
                          "Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
                          "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
                          "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "120"}) {
    CAPTURE(bad);
    CHECK_FALSE(text::parse_http_date(bad).has_value());
  }
}
