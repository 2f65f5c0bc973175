#include <doctest/doctest.h>

#include "ledger/watched.hpp"

using namespace std::chrono_literals;

TEST_CASE("what was spent is there after a restart, by platform and currency, as settled") {
  const tests::Watched watched;
  ledger::Spendings& spendings = watched.ledger->spendings;
  const model::Instant now = watched.now;
  const long long first = spendings.add("x", "USD", now - 2h, 1'000'000);
  const long long second = spendings.add("x", "USD", now - 1h, 1'000'000);
  spendings.add("x", "", now, 1'000'000);
  spendings.add("github", "", now, 3'000'000);
  spendings.correct(first, 20'000);

  const auto dollars = spendings.since("x", "USD", now - 24h);
  REQUIRE(dollars.size() == 2);
  CHECK(dollars[0].id == first);
  CHECK(dollars[0].at == now - 2h);
  CHECK(dollars[0].millionths == 20'000);
  CHECK(dollars[1].id == second);
  CHECK(spendings.since("x", "USD", now - 90min).size() == 1);
  CHECK(spendings.since("x", "", now - 24h).size() == 1);

  CHECK(spendings.forget_before(now - 30min, 1));
  CHECK(spendings.since("x", "USD", now - 24h).size() == 1);
  CHECK_FALSE(spendings.forget_before(now - 30min, 2));
  CHECK(spendings.since("x", "USD", now - 24h).empty());
  CHECK(spendings.since("github", "", now - 24h).size() == 1);
}
