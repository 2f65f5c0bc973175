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
constexpr std::array<std::string_view, 21> case_names = {"claimed",
                                                         "claimed-look-alike",
                                                         "changed-hands",
                                                         "changed-hands-other",
                                                         "released",
                                                         "released-other",
                                                         "held",
                                                         "held-other",
                                                         "suspended",
                                                         "suspended-other",
                                                         "renamed",
                                                         "renamed-other",
                                                         "back",
                                                         "back-other",
                                                         "baseline",
                                                         "baseline-look-alike",
                                                         "platform-blind",
                                                         "platform-sees",
                                                         "self-blind",
                                                         "channel-down",
                                                         "test"};

Case case_of(const model::Event& event);

// The event concerns a handle, and not a platform or the service.
constexpr bool is_about_a_handle(model::EventType type) {
  return type < model::EventType::platform_blind;
}
constexpr bool is_about_a_platform(model::EventType type) {
  return type == model::EventType::platform_blind || type == model::EventType::platform_sees;
}

// The name is free, or nearly so: what helps is to register it.
bool asks_for_registration(Case which);
// An account that is not ours is there: what helps is to report it.
bool asks_for_report(Case which);

}  // namespace alerting
