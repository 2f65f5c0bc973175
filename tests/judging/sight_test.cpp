#include "judging/sight.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using judging::look;
using judging::Sight;

TEST_CASE("a platform is told blind, and seeing again, after a second look") {
  const model::Instant start(480'000h);
  const auto first = look(Sight{}, true, start, 2min);
  CHECK_FALSE(first.told.has_value());
  CHECK(first.ask_again == start + 2min);
  const auto early = look(first.sight, true, start + 1min, 2min);
  CHECK_FALSE(early.told.has_value());
  CHECK(early.ask_again == start + 2min);
  const auto sure = look(early.sight, true, start + 2min, 2min);
  CHECK(sure.told == model::EventType::platform_blind);
  CHECK_FALSE(sure.ask_again.has_value());
  CHECK_FALSE(look(sure.sight, true, start + 6h, 2min).told.has_value());
  const auto seeing = look(sure.sight, false, start + 6h, 2min);
  CHECK(look(seeing.sight, false, start + 6h + 2min, 2min).told == model::EventType::platform_sees);
}

TEST_CASE("a doubt that does not last is forgotten, and a clock set back begins it again") {
  const model::Instant start(480'000h);
  const auto doubt = look(Sight{}, true, start, 2min);
  CHECK_FALSE(look(doubt.sight, false, start + 2min, 2min).sight.doubted.has_value());
  const auto back = look(doubt.sight, true, start - 1h, 2min);
  CHECK(back.ask_again == start - 1h + 2min);
}

TEST_CASE("without a time to confirm in, the second look may follow at once") {
  const model::Instant start(480'000h);
  const auto doubt = look(Sight{}, true, start, 0ms);
  CHECK(doubt.ask_again == start);
  CHECK(look(doubt.sight, true, start, 0ms).told == model::EventType::platform_blind);
}

TEST_CASE("what is told of a platform is believed, and there is no doubt any more") {
  const model::Instant start(480'000h);
  const auto sure = look(look(Sight{}, true, start, 2min).sight, true, start + 2min, 2min);
  CHECK(sure.sight.blind);
  CHECK_FALSE(sure.sight.doubted);
  const auto calm = look(sure.sight, true, start + 4min, 2min);
  CHECK(calm.sight.blind);
  CHECK_FALSE(calm.ask_again);
}
