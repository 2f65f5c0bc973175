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

// What the keys of the other cases end in; none: there is only one.
std::vector<std::string_view> suffixes_of(const EventKind& kind) {
  switch (kind.wording) {
    case Wording::one: break;
    case Wording::by_likeness: return {"-look-alike"};
    case Wording::by_losses: return {"-losses", "-ours"};
    case Wording::by_holder_before:
    case Wording::by_holder_now:
    case Wording::by_holder_before_and_hold: return {"-other"};
  }
  return {};
}

// Of the event's case; empty: it is the first one of its kind.
std::string_view suffix_of(const EventKind& kind, const model::Event& event) {
  const auto other = [](bool is_other, std::string_view suffix) {
    return is_other ? suffix : std::string_view();
  };
  switch (kind.wording) {
    case Wording::one: break;
    case Wording::by_likeness: return other(event.seen.target.variant.has_value(), "-look-alike");
    case Wording::by_losses: return event.losses > 0 ? "-losses" : other(event.lost_ours, "-ours");
    case Wording::by_holder_now: return other(event.seen.holder != Holder::ours, "-other");
    case Wording::by_holder_before:
    case Wording::by_holder_before_and_hold: return other(!was_ours(event), "-other");
  }
  return "";
}

Help help_of(const EventKind& kind, bool other, bool held) {
  if (held) return Help::none;
  return kind.help == Help::registration_of_ours && other ? Help::none : kind.help;
}

Case make_case(const EventKind& kind, std::string_view suffix, bool held) {
  std::string key(held ? "held" : kind.name);
  key += suffix;
  return {std::move(key), kind.about, help_of(kind, !suffix.empty(), held)};
}

}  // namespace

Case case_of(const model::Event& event) {
  const EventKind& kind = model::kind_of(event.type);
  const bool held = can_be_held(kind) && event.held_until;
  return make_case(kind, suffix_of(kind, event), held);
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const EventKind& kind : model::event_kinds) {
    std::vector<std::string_view> suffixes = suffixes_of(kind);
    suffixes.insert(suffixes.begin(), "");
    for (const std::string_view suffix : suffixes) {
      cases.push_back(make_case(kind, suffix, false));
      if (can_be_held(kind)) cases.push_back(make_case(kind, suffix, true));
    }
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
