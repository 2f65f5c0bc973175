#include "alerting/cases.hpp"

namespace alerting {
namespace {

using model::EventType;
using model::Holder;
using model::Severity;

bool is_grave(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high: return true;
    case Severity::medium:
    case Severity::low:
    case Severity::info: break;
  }
  return false;
}

// Contract: released, suspended and renamed are high when the handle was ours, low otherwise; so
// the severity answers where nothing is known of the time before.
bool was_ours(const model::Event& event) {
  if (event.before) return event.before->holder == Holder::ours;
  return is_grave(event.severity);
}

}  // namespace

Case case_of(const model::Event& event) {
  const bool look_alike = event.seen.target.variant.has_value();
  const auto of_ours = [&](Case ours, Case other) { return was_ours(event) ? ours : other; };
  switch (event.type) {
    case EventType::claimed: return look_alike ? Case::claimed_look_alike : Case::claimed;
    case EventType::changed_hands: return of_ours(Case::changed_hands, Case::changed_hands_other);
    case EventType::released:
      return event.held_until ? of_ours(Case::held, Case::held_other)
                              : of_ours(Case::released, Case::released_other);
    case EventType::suspended: return of_ours(Case::suspended, Case::suspended_other);
    case EventType::renamed: return of_ours(Case::renamed, Case::renamed_other);
    case EventType::back: return event.seen.holder == Holder::ours ? Case::back : Case::back_other;
    case EventType::baseline: return look_alike ? Case::baseline_look_alike : Case::baseline;
    case EventType::platform_blind: return Case::platform_blind;
    case EventType::platform_sees: return Case::platform_sees;
    case EventType::self_blind: return Case::self_blind;
    case EventType::channel_down: return Case::channel_down;
    case EventType::test: return Case::test;
  }
  return Case::channel_down;
}

bool asks_for_registration(Case which) {
  return which == Case::released || which == Case::released_other || which == Case::renamed;
}

bool asks_for_report(Case which) {
  switch (which) {
    case Case::claimed:
    case Case::claimed_look_alike:
    case Case::changed_hands:
    case Case::changed_hands_other:
    case Case::baseline:
    case Case::baseline_look_alike: return true;
    case Case::released:
    case Case::released_other:
    case Case::held:
    case Case::held_other:
    case Case::suspended:
    case Case::suspended_other:
    case Case::renamed:
    case Case::renamed_other:
    case Case::back:
    case Case::back_other:
    case Case::platform_blind:
    case Case::platform_sees:
    case Case::self_blind:
    case Case::channel_down:
    case Case::test: break;
  }
  return false;
}

}  // namespace alerting
