// What happened, in as many cases as people need words for: an event of ours and the same event of
// a stranger are different news. Each case has its texts in patterns/messages/. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "model/event.hpp"

namespace alerting {

enum class Case {
  claimed,
  claimed_look_alike,
  changed_hands,  // it was ours
  changed_hands_other,
  released,  // it was ours
  released_other,
  held,  // as released, but the platform keeps the handle back
  held_other,
  suspended,  // our account
  suspended_other,
  renamed,  // our account
  renamed_other,
  back,  // ours again
  back_other,
  baseline,
  baseline_look_alike,
  platform_blind,
  platform_sees,
  self_blind,
  channel_down,
  test,
};

// What an event or a case concerns: a handle, a platform as a whole, or the service itself.
enum class About { handle, platform, service };

struct CaseKind {
  Case which;
  std::string_view name;
  About about;
};
constexpr std::array<CaseKind, 21> case_kinds = {{
    {Case::claimed, "claimed", About::handle},
    {Case::claimed_look_alike, "claimed-look-alike", About::handle},
    {Case::changed_hands, "changed-hands", About::handle},
    {Case::changed_hands_other, "changed-hands-other", About::handle},
    {Case::released, "released", About::handle},
    {Case::released_other, "released-other", About::handle},
    {Case::held, "held", About::handle},
    {Case::held_other, "held-other", About::handle},
    {Case::suspended, "suspended", About::handle},
    {Case::suspended_other, "suspended-other", About::handle},
    {Case::renamed, "renamed", About::handle},
    {Case::renamed_other, "renamed-other", About::handle},
    {Case::back, "back", About::handle},
    {Case::back_other, "back-other", About::handle},
    {Case::baseline, "baseline", About::handle},
    {Case::baseline_look_alike, "baseline-look-alike", About::handle},
    {Case::platform_blind, "platform-blind", About::platform},
    {Case::platform_sees, "platform-sees", About::platform},
    {Case::self_blind, "self-blind", About::service},
    {Case::channel_down, "channel-down", About::service},
    {Case::test, "test", About::service},
}};
constexpr std::string_view name(Case which) {
  for (const CaseKind& kind : case_kinds) {
    if (kind.which == which) return kind.name;
  }
  return "";
}

Case case_of(const model::Event& event);

// A switch over all of them, so that the compiler asks what a new one is about.
constexpr About about(model::EventType type) {
  switch (type) {
    case model::EventType::claimed:
    case model::EventType::changed_hands:
    case model::EventType::released:
    case model::EventType::suspended:
    case model::EventType::renamed:
    case model::EventType::back:
    case model::EventType::baseline: return About::handle;
    case model::EventType::platform_blind:
    case model::EventType::platform_sees: return About::platform;
    case model::EventType::self_blind:
    case model::EventType::channel_down:
    case model::EventType::test: break;
  }
  return About::service;
}
constexpr bool is_about_a_handle(model::EventType type) {
  return about(type) == About::handle;
}
constexpr bool is_about_a_platform(model::EventType type) {
  return about(type) == About::platform;
}

// The name is free, or nearly so: what helps is to register it.
bool asks_for_registration(Case which);
// An account that is not ours is there: what helps is to report it.
bool asks_for_report(Case which);

}  // namespace alerting
