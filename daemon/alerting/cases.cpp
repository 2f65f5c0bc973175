#include "alerting/cases.hpp"

#include <utility>

namespace alerting {
namespace {

using model::EventKind;
using model::Help;
using model::Holder;
using model::Severity;
using model::Wording;

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

bool can_be_held(const EventKind& kind) {
  return kind.wording == Wording::by_holder_before_and_hold;
}

// What the key of the other case ends in; empty: there is only one.
std::string_view suffix_of(const EventKind& kind) {
  switch (kind.wording) {
    case Wording::one: break;
    case Wording::by_likeness: return "-look-alike";
    case Wording::by_holder_before:
    case Wording::by_holder_now:
    case Wording::by_holder_before_and_hold: return "-other";
  }
  return "";
}

// Whether the event is the other case of its kind.
bool is_other(const EventKind& kind, const model::Event& event) {
  switch (kind.wording) {
    case Wording::one: break;
    case Wording::by_likeness: return event.seen.target.variant.has_value();
    case Wording::by_holder_now: return event.seen.holder != Holder::ours;
    case Wording::by_holder_before:
    case Wording::by_holder_before_and_hold: return !was_ours(event);
  }
  return false;
}

Help help_of(const EventKind& kind, bool other, bool held) {
  if (held) return Help::none;
  return kind.help == Help::registration_of_ours && other ? Help::none : kind.help;
}

Case make_case(const EventKind& kind, bool other, bool held) {
  std::string key(held ? "held" : kind.name);
  if (other) key += suffix_of(kind);
  return {std::move(key), kind.about, help_of(kind, other, held)};
}

}  // namespace

Case case_of(const model::Event& event) {
  const EventKind& kind = model::kind_of(event.type);
  const bool held = can_be_held(kind) && event.held_until;
  return make_case(kind, is_other(kind, event), held);
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const EventKind& kind : model::event_kinds) {
    const bool has_other = !suffix_of(kind).empty();
    cases.push_back(make_case(kind, false, false));
    if (has_other) cases.push_back(make_case(kind, true, false));
    if (!can_be_held(kind)) continue;
    cases.push_back(make_case(kind, false, true));
    if (has_other) cases.push_back(make_case(kind, true, true));
  }
  return cases;
}

bool asks_for_registration(const Case& which) {
  switch (which.help) {
    case Help::registration:
    case Help::registration_of_ours: return true;
    case Help::none:
    case Help::report: break;
  }
  return false;
}

bool asks_for_report(const Case& which) {
  return which.help == Help::report;
}

}  // namespace alerting
