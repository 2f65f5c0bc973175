// From when on a claimed control is gone.
#include "judging/gone_control.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using judging::AbsentControl;
using judging::seen_absent;

namespace {

const model::Instant start(480'000h);

// Seen absent by sweeps that began then and answered a minute later.
AbsentControl after(std::initializer_list<model::Milliseconds> sweeps) {
  std::optional<AbsentControl> control;
  for (const auto sweep : sweeps) {
    control = seen_absent("known", control, start + sweep, start + sweep + 1min);
  }
  return *control;
}

}  // namespace

TEST_CASE("a control is gone when three sweeps over a day found it available") {
  CHECK_FALSE(after({0h}).gone);
  CHECK_FALSE(after({0h, 6h, 12h, 18h}).gone);
  CHECK_FALSE(after({0h, 24h}).gone);
  CHECK_FALSE(after({0h, 6h, 24h - 1ms}).gone);
  CHECK(after({0h, 6h, 24h}).gone);
  CHECK(after({0h, 24h, 48h}).gone);
  CHECK(after({0h, 6h, 12h, 18h, 24h}).gone);
  CHECK(after({0h, 6h, 24h, 25h}).gone);
}

TEST_CASE("each sweep counts once, however often it asks") {
  AbsentControl control = seen_absent("known", std::nullopt, start, start);
  control = seen_absent("known", control, start, start + 25h);
  control = seen_absent("known", control, start, start + 26h);
  CHECK(control.sweeps == 1);
  CHECK_FALSE(control.gone);
  control = seen_absent("known", control, start + 26h, start + 26h);
  CHECK_FALSE(control.gone);
  CHECK(seen_absent("known", control, start + 27h, start + 27h).gone);
}

TEST_CASE("a calendar that was set back begins it again") {
  const AbsentControl control = after({0h, 6h});
  const AbsentControl again = seen_absent("known", control, start - 1h, start - 1h);
  CHECK(again.sweeps == 1);
  CHECK(again.since == start - 1h);
}

TEST_CASE("which control is gone is said with since when, and of others nothing") {
  AbsentControl gone = after({0h, 6h, 24h});
  CHECK(judging::gone_in_words({}).empty());
  CHECK(judging::gone_in_words({after({0h, 6h})}).empty());
  CHECK(judging::gone_in_words({after({0h}), gone}) ==
        "claimed control known is gone: available in each sweep since 2024-10-04T00:01:00Z while "
        "another one was claimed; it is passed over until it is claimed again");
}
