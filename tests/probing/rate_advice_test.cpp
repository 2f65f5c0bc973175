#include "probing/rate_advice.hpp"

#include <string>

#include <doctest/doctest.h>

#include "text/time.hpp"

using model::Milliseconds;
using probing::rate_advice;
using namespace std::chrono_literals;

namespace {

// Tuesday, 1795500000 s since the epoch.
const model::Instant now = *text::parse_iso("2026-11-24T06:00:00Z");

std::optional<Milliseconds> retry_after(const std::string& value) {
  return rate_advice({{"Retry-After", value}}, now).retry_after;
}

}  // namespace

TEST_CASE("Retry-After is read in every form that servers send") {
  REQUIRE(now.time_since_epoch() == 1'795'500'000s);
  struct Row {
    const char* value;
    Milliseconds wait;
  };
  const Row rows[] = {
      {"0", 0ms},
      {"30", 30s},
      {" 30", 30s},
      {"30 ", 30s},
      {"120, 120", 120s},  // the header was there twice
      {"120;comment=x", 120s},
      {"1.5", 1'500ms},
      {"0.0001", 1ms},  // never too early
      {"1e2", 100s},
      {"86400", 24h},
      {"315360000", 87'600h},  // ten years: who obeys it bounds it
      {"Tue, 24 Nov 2026 06:00:30 GMT", 30s},
      {"Tue, 24 Nov 2026 05:59:30 GMT", 0ms},  // has passed
      {"2026-11-24T06:00:30Z", 30s},
      {"2026-11-24T07:00:30+01:00", 30s},
      {"2026-11-24T06:00:30.123456Z", 31s},
      {"1795500030", 30s},
      {"1795500030.25", 30'250ms},
      {"1795500030500", 30'500ms},
      {"1795499999", 0ms},
      {"1795413601", 0ms},     // nearly a day ago
      {"1790000000", 0ms},     // two months ago
      {"1000000000", 0ms},     // 2001
      {"1000000000000", 0ms},  // 2001, in milliseconds
      {"999999999", 999'999'999s},
      {"4102444800", 4'102'444'800s - 1'795'500'000s},  // 2100
      {"4102444800000", 4'102'444'800s - 1'795'500'000s},
      // More than any date: as far away as they come.
      {"1e14", 10'000'000'000s - 1'795'500'000s},
      {"1e999", 10'000'000'000s - 1'795'500'000s},
      {"99999999999999999999", 10'000'000'000s - 1'795'500'000s},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CHECK(retry_after(row.value) == row.wait);
  }
}

TEST_CASE("a Retry-After that makes no sense says nothing") {
  for (const char* value : {"", " ", "soon", "-1", "-0.5", "nan", "NaN", "inf", "-inf", "infinity",
                            "+5", "Tue, 24 Nov 2026", "Tue, 24 Foo 2026 06:00:30 GMT", "2026-11-24",
                            "30x", ";5", "s5", "\x1b[31m", "\xff\xfe"}) {
    CAPTURE(value);
    CHECK_FALSE(retry_after(value).has_value());
  }
}

TEST_CASE("dates at the end of time are waits without harm") {
  const model::Instant last = *text::parse_iso("9999-12-31T23:59:59Z");
  CHECK(retry_after("Fri, 31 Dec 9999 23:59:59 GMT") == last - now);
  CHECK(retry_after("9999-12-31T23:59:59Z") == last - now);
  CHECK(retry_after("0001-01-01T00:00:00Z") == 0ms);
}

TEST_CASE("the rate-limit headers of the platforms are understood") {
  struct Row {
    const char* sender;
    net::Headers headers;
    long long remaining;
    Milliseconds reset;
  };
  const Row rows[] = {
      {"GitHub",
       {{"X-RateLimit-Limit", "60"},
        {"X-RateLimit-Remaining", "0"},
        {"X-RateLimit-Reset", "1795501800"}},
       0,
       30min},
      {"X",
       {{"x-rate-limit-limit", "300"},
        {"x-rate-limit-remaining", "299"},
        {"x-rate-limit-reset", "1795500900"}},
       299,
       15min},
      {"Bluesky",
       {{"RateLimit-Limit", "3000"},
        {"RateLimit-Remaining", "2999"},
        {"RateLimit-Reset", "1795500300"},
        {"RateLimit-Policy", "3000;w=300"}},
       2'999,
       5min},
      {"Mastodon",
       {{"X-RateLimit-Limit", "300"},
        {"X-RateLimit-Remaining", "298"},
        {"X-RateLimit-Reset", "2026-11-24T06:05:00.000000Z"}},
       298,
       301s},
      {"Reddit",
       {{"X-Ratelimit-Used", "1"}, {"X-Ratelimit-Remaining", "99.0"}, {"X-Ratelimit-Reset", "540"}},
       99,
       9min},
      {"the IETF draft",
       {{"RATELIMIT-LIMIT", "100, 100;w=60"},
        {"RATELIMIT-REMAINING", "50"},
        {"RATELIMIT-RESET", "30"}},
       50,
       30s},
      {"Discord",
       {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1795500001.337"}},
       0,
       1'337ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.sender);
    const auto advice = rate_advice(row.headers, now);
    CHECK(advice.remaining == row.remaining);
    REQUIRE(advice.reset.has_value());
    // A double holds an epoch to less than a microsecond; rounding up may add one millisecond.
    CHECK(*advice.reset >= row.reset);
    CHECK(*advice.reset <= row.reset + 1ms);
    CHECK_FALSE(advice.retry_after.has_value());
  }
}

TEST_CASE("headers that say nothing are nothing") {
  for (const net::Headers& headers :
       {net::Headers{},
        {{"Content-Type", "text/html"}},
        {{"X-RateLimit-Remaining", "-1"}, {"X-RateLimit-Reset", "nan"}},
        {{"X-RateLimit-Remaining", "many"}, {"X-RateLimit-Reset", "later"}},
        {{"RateLimit", "limit=100, remaining=50, reset=5"}}}) {
    const auto advice = rate_advice(headers, now);
    CHECK_FALSE(advice.retry_after.has_value());
    CHECK_FALSE(advice.remaining.has_value());
    CHECK_FALSE(advice.reset.has_value());
  }
}

TEST_CASE("of several spellings the standard one is taken") {
  const net::Headers headers = {{"X-RateLimit-Remaining", "7"},
                                {"RateLimit-Remaining", "0"},
                                {"X-RateLimit-Reset", "1"},
                                {"RateLimit-Reset", "2"}};
  const auto advice = rate_advice(headers, now);
  CHECK(advice.remaining == 0);
  CHECK(advice.reset == 2s);
}

TEST_CASE("a point in time is read against the server's own clock") {
  struct Row {
    const char* what;
    net::Headers more;
    Milliseconds skew;  // of the server's clock
  };
  const Row rows[] = {
      {"no Date", {}, 0s},
      {"the same time", {{"Date", "Tue, 24 Nov 2026 06:00:00 GMT"}}, 0s},
      {"fast by ten minutes", {{"Date", "Tue, 24 Nov 2026 06:10:00 GMT"}}, 600s},
      {"slow by ten minutes", {{"Date", "Tue, 24 Nov 2026 05:50:00 GMT"}}, -600s},
      {"kept by a cache", {{"Date", "Tue, 24 Nov 2026 05:50:00 GMT"}, {"Age", "600"}}, 0s},
      {"an age of no sense", {{"Date", "Tue, 24 Nov 2026 05:50:00 GMT"}, {"Age", "old"}}, -600s},
      {"nearly a day slow", {{"Date", "Mon, 23 Nov 2026 06:00:01 GMT"}}, -86'399s},
      {"a day slow", {{"Date", "Mon, 23 Nov 2026 06:00:00 GMT"}}, 0s},
      {"a day fast", {{"Date", "Wed, 25 Nov 2026 06:00:00 GMT"}}, 0s},
      {"of 1970", {{"Date", "Thu, 01 Jan 1970 00:00:00 GMT"}}, 0s},
      {"of 2100", {{"Date", "Fri, 01 Jan 2100 00:00:00 GMT"}}, 0s},
      {"of 2001, by its age", {{"Date", "Mon, 01 Jan 2001 00:00:00 GMT"}, {"Age", "1e12"}}, 0s},
      {"no date", {{"Date", "yesterday"}}, 0s},
  };
  // All of them half an hour from now.
  for (const char* value : {"Tue, 24 Nov 2026 06:30:00 GMT", "2026-11-24T06:30:00Z",
                            "2026-11-24T08:30:00+02:00", "1795501800", "1795501800000"}) {
    for (const Row& row : rows) {
      CAPTURE(value);
      CAPTURE(row.what);
      net::Headers headers = row.more;
      headers.emplace_back("Retry-After", value);
      headers.emplace_back("X-RateLimit-Reset", value);
      const auto advice = rate_advice(headers, now);
      const Milliseconds left = std::max<Milliseconds>(30min - row.skew, 0ms);
      CHECK(advice.retry_after == left);
      CHECK(advice.reset == left);
    }
  }
  // A clock that is wrong by years is still the one by which it says when.
  for (const char* date : {"Thu, 24 Nov 2016 06:00:00 GMT", "Sun, 24 Nov 2046 06:00:00 GMT"}) {
    std::string later = date;
    later.replace(17, 8, "06:00:05");
    CAPTURE(later);
    CHECK(rate_advice({{"Date", date}, {"Retry-After", later}}, now).retry_after == 5s);
    CHECK(rate_advice({{"Date", date}, {"Retry-After", date}}, now).retry_after.value_or(1s) <=
          std::max<Milliseconds>(0s, *text::parse_http_date(date) - now));
  }
  const net::Headers fast = {{"Date", "Tue, 24 Nov 2026 07:00:00 GMT"}, {"Retry-After", "30"}};
  CHECK(rate_advice(fast, now).retry_after == 30s);  // a wait is no point in time
}

TEST_CASE("an answer asks to wait by its Retry-After and by a window that is empty") {
  struct Row {
    probing::RateAdvice advice;
    std::optional<Milliseconds> good;
    std::optional<Milliseconds> refused;
  };
  const auto none = std::nullopt;
  const Row rows[] = {
      {{none, none, none}, none, none}, {{30s, none, none}, 30s, 30s},
      {{0s, none, none}, none, 0s},  // a good answer that asks for no time asks for nothing
      {{none, 0, 60s}, 60s, 60s},       {{none, 0, 0s}, 0s, 0s},
      {{none, 1, 60s}, none, none},     {{30s, 1, 60s}, 30s, 30s},
      {{30s, 0, 60s}, 60s, 60s},        {{90s, 0, 60s}, 90s, 90s},
      {{none, none, 60s}, none, 60s},  // who refuses and names a reset has no room
      {{none, 0, none}, none, none},
  };
  for (const Row& row : rows) {
    CHECK(wait_of(row.advice, false) == row.good);
    CHECK(wait_of(row.advice, true) == row.refused);
  }
}
