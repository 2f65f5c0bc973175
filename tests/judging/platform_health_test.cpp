#include "judging/platform_health.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using judging::look;
using judging::PlatformHealth;

TEST_CASE("a platform is told blind, and seeing again, after a second look") {
  const model::Instant start(480'000h);
  const auto first = look(PlatformHealth{}, true, start, 2min);
  CHECK_FALSE(first.told.has_value());
  CHECK(first.ask_again == start + 2min);
  const auto early = look(first.health, true, start + 1min, 2min);
  CHECK_FALSE(early.told.has_value());
  CHECK(early.ask_again == start + 2min);
  const auto sure = look(early.health, true, start + 2min, 2min);
  CHECK(sure.told == model::EventType::platform_blind);
  CHECK_FALSE(sure.ask_again.has_value());
  CHECK_FALSE(look(sure.health, true, start + 6h, 2min).told.has_value());
  const auto seeing = look(sure.health, false, start + 6h, 2min);
  CHECK(look(seeing.health, false, start + 6h + 2min, 2min).told ==
        model::EventType::platform_sees);
}

TEST_CASE("a doubt that does not last is forgotten, and a clock set back begins it again") {
  const model::Instant start(480'000h);
  const auto doubt = look(PlatformHealth{}, true, start, 2min);
  CHECK_FALSE(look(doubt.health, false, start + 2min, 2min).health.doubted.has_value());
  const auto back = look(doubt.health, true, start - 1h, 2min);
  CHECK(back.ask_again == start - 1h + 2min);
}

TEST_CASE("without a time to confirm in, the second look may follow at once") {
  const model::Instant start(480'000h);
  const auto doubt = look(PlatformHealth{}, true, start, 0ms);
  CHECK(doubt.ask_again == start);
  CHECK(look(doubt.health, true, start, 0ms).told == model::EventType::platform_blind);
}

TEST_CASE("what is told of a platform is believed, and there is no doubt any more") {
  const model::Instant start(480'000h);
  const auto sure =
      look(look(PlatformHealth{}, true, start, 2min).health, true, start + 2min, 2min);
  CHECK(sure.health.blind);
  CHECK_FALSE(sure.health.doubted);
  const auto calm = look(sure.health, true, start + 4min, 2min);
  CHECK(calm.health.blind);
  CHECK_FALSE(calm.ask_again);
}

TEST_CASE("what is told of a platform says which, since when and why") {
  judging::HealthStep step;
  step.health.blind = true;
  step.told = model::EventType::platform_blind;
  const model::Instant now(480'000h);
  const auto blind = judging::health_event(step, now, "police", "mastodon", "https://one.example",
                                           "free control claimed");
  CHECK(blind.type == model::EventType::platform_blind);
  CHECK(blind.severity == model::Severity::medium);
  CHECK(blind.at == now);
  CHECK(blind.seen.checked_at == now);
  CHECK(blind.watch == "police");
  CHECK(blind.seen.target.platform == "mastodon");
  CHECK(blind.seen.target.server == "https://one.example");
  CHECK(blind.detail == "free control claimed");
  model::Event ours = blind;
  judging::tell_of_ours(ours);
  CHECK(ours.severity == model::Severity::high);
  CHECK(ours.lost_ours);
  step.health.blind = false;
  step.told = model::EventType::platform_sees;
  const auto sees = judging::health_event(step, now, "police", "bluesky", "", "");
  CHECK(sees.type == model::EventType::platform_sees);
  CHECK(sees.severity == model::Severity::info);
  CHECK_FALSE(sees.seen.target.server.has_value());
}
