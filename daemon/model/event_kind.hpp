// The kinds of events, a row each. A new one is an enumerator behind the others (ledgers keep its
// number), its row and its words in every language of patterns/messages/: names, severities, the
// keys of its texts, types of webhooks and ids in the journal come from here, and
// `scripts/check-event-kinds --write` brings the webhook's schema and page and the journal's
// catalogues to what rows and words say.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace model {

enum class EventType {
  claimed,         // a stranger took a handle that was not his
  changed_hands,   // another account than before
  released,        // it became free
  suspended,       // the platform suspended it
  renamed,         // its account moved to another handle
  back,            // as it was before the incident: ours again, or no longer suspended
  baseline,        // a stranger was there when we first looked
  platform_blind,  // its controls were answered wrongly: nothing it says counts
  platform_sees,   // they are answered rightly again
  self_blind,      // over half of the platforms cannot be reached: the fault is ours
  channel_down,    // a channel refuses for good, or for too long
  test,            // a person tries a channel; never in the ledger
  withheld,        // it was free, and now nobody can register it, and nobody is shown to have it
  hidden,          // the platform answers about its neighbours, and not about it
};

enum class Severity { critical, high, medium, low, info };
constexpr std::array<std::string_view, 5> severity_names = {"critical", "high", "medium", "low",
                                                            "info"};
constexpr std::string_view name(Severity severity) {
  return severity_names[static_cast<std::size_t>(severity)];
}

// What an event concerns: a handle, a platform as a whole, or the service itself.
enum class About { handle, platform, service };
constexpr std::array<std::string_view, 3> about_names = {"handle", "platform", "service"};
constexpr std::string_view name(About about) {
  return about_names[static_cast<std::size_t>(about)];
}

// How grave it is of a handle that was ours, and of another; of a look-alike, whosever it was,
// where that makes a difference.
struct Gravity {
  Severity ours;
  Severity other;
  std::optional<Severity> look_alike = {};
};

// What people need other words for: `-other` of an account that is not ours, `-look-alike` of a
// handle that is only close to one of ours, `held` where the platform keeps the handle back,
// `-losses` of a platform where many accounts are gone at once, `-ours` of one whose only control,
// an account of ours, is.
enum class Wording {
  one,
  by_likeness,
  by_holder_before,
  by_holder_now,
  by_holder_before_and_hold,
  by_losses
};

// The link beside the advice: to report the account, or to register the name.
enum class Help { none, report, registration, registration_of_ours };

struct EventKind {
  EventType type;
  std::string_view name;  // small letters and '-'
  About about;
  Gravity gravity;
  Wording wording;
  Help help;
  // In the journal: 32 hex digits, made once at random (systemd-id128 new) and never changed; none
  // for what is never in the ledger.
  std::string_view journal_id;

  // In a webhook's body, where Standard Webhooks allows letters, digits, '_' and '.': what it is
  // about, then what happened to that. "handle.changed_hands", "platform.blind".
  std::string webhook_type() const {
    const std::string_view subject = model::name(about);
    const bool says_so = name.starts_with(subject) && name.substr(subject.size()).starts_with('-');
    std::string what(says_so ? name.substr(subject.size() + 1) : name);
    std::replace(what.begin(), what.end(), '-', '_');
    return std::string(subject) + '.' + what;
  }
};

constexpr Gravity always(Severity severity) {
  return {severity, severity};
}
constexpr Gravity graver_of_ours(Severity ours, Severity other) {
  return {ours, other};
}
constexpr Gravity milder_of_look_alikes(Severity expected, Severity look_alike) {
  return {expected, expected, look_alike};
}

constexpr auto event_kinds = [] {
  using enum EventType;
  using enum Severity;
  using enum About;
  using enum Wording;
  using enum Help;
  return std::to_array<EventKind>({
      {claimed, "claimed", handle, milder_of_look_alikes(critical, medium), by_likeness, report,
       "82a2ccdd151e4f10b5ee44cb8fdc1865"},
      {changed_hands, "changed-hands", handle, milder_of_look_alikes(critical, medium),
       by_holder_before, report, "17e50712c7be42eb8d6fa21c1dbd1084"},
      {released, "released", handle, graver_of_ours(high, low), by_holder_before_and_hold,
       registration, "344089238edf4b4b8d9a131e56060aea"},
      {suspended, "suspended", handle, graver_of_ours(high, low), by_holder_before, none,
       "69a5f1118a0b48379ca2d6a99e0710e6"},
      {renamed, "renamed", handle, graver_of_ours(high, low), by_holder_before,
       registration_of_ours, "4ffc97d755f64749b7f62ddeadf067c0"},
      {back, "back", handle, always(info), by_holder_now, none, "d6531425b5b948998fe57e58533596de"},
      {baseline, "baseline", handle, milder_of_look_alikes(high, medium), by_likeness, report,
       "1552fbe4a5d5404a821807815f78642b"},
      {platform_blind, "platform-blind", platform, always(medium), by_losses, none,
       "0831772729b34954b98b141bbb8a7ae7"},
      {platform_sees, "platform-sees", platform, always(info), one, none,
       "357cf4e7b7eb4541b0d23bf9cdd3ef04"},
      {self_blind, "self-blind", service, always(medium), one, none,
       "765a6a071c214656b9335cf3cc5383cf"},
      {channel_down, "channel-down", service, always(medium), one, none,
       "c5d27f3c4c8a4281916694d1b0fd494b"},
      {test, "test", service, always(info), one, none, ""},
      {withheld, "withheld", handle, milder_of_look_alikes(high, low), by_likeness, none,
       "dd7678b7665528f3577ed10c365be37d"},
      {hidden, "hidden", handle, always(medium), one, none, "dee08243db693226c422f583af6c4cdd"},
  });
}();

constexpr const EventKind* find_kind(EventType type) {
  for (const EventKind& kind : event_kinds) {
    if (kind.type == type) return &kind;
  }
  return nullptr;
}

// Rows and numbers are as many, so that ledgers may count on the latter.
constexpr bool has_each_kind_once() {
  return std::all_of(event_kinds.begin(), event_kinds.end(), [](const EventKind& kind) {
    return find_kind(kind.type) == &kind &&
           static_cast<std::size_t>(kind.type) < event_kinds.size();
  });
}
static_assert(has_each_kind_once(), "a kind of event has two rows, and so another has none");

constexpr const EventKind& kind_of(EventType type) {
  const EventKind* kind = find_kind(type);
  assert(kind != nullptr);
  return *kind;
}
constexpr std::string_view name(EventType type) {
  return kind_of(type).name;
}
constexpr About about(EventType type) {
  return kind_of(type).about;
}

constexpr Severity severity_of(EventType type, bool ours, bool look_alike) {
  const Gravity& gravity = kind_of(type).gravity;
  if (look_alike && gravity.look_alike) return *gravity.look_alike;
  return ours ? gravity.ours : gravity.other;
}
// Of what is about a platform or the service.
constexpr Severity severity_of(EventType type) {
  return severity_of(type, false, false);
}

}  // namespace model
