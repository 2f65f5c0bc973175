#include "alerting/rendering.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "text/clip.hpp"
#include "text/defang.hpp"
#include "text/join.hpp"
#include "text/local_time.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace alerting {
namespace {

using model::Event;

// Code points. A profile has room for all that people need to recognise it; no real handle, name
// or id is longer (a domain name has 253, Bluesky's display name 64, its ids 32).
constexpr std::size_t longest_handle = 256;
constexpr std::size_t longest_name = 120;
constexpr std::size_t longest_id = 120;
constexpr std::size_t longest_address = 300;
constexpr std::size_t longest_detail = 400;
constexpr std::size_t ids_listed = 20;

Span ours(std::string text) {
  return {Span::Kind::text, std::move(text)};
}

Span hostile(std::string_view text, std::size_t most) {
  const auto begin = text::beginning(text, most + 1);  // a stranger's text may be megabytes
  return {Span::Kind::code, text::clipped(text::visible(begin), most)};
}

// Beside what hostile() does, dead also for whoever takes it out of its markup. A handle is not
// changed so, because people must be able to copy it.
Span hostile_and_dead(std::string_view text, std::size_t most) {
  constexpr std::size_t ahead = 16;  // defanging looks no further
  const auto begin = text::beginning(text, most + ahead);
  return {Span::Kind::code, text::clipped(text::defanged(text::visible(begin)), most)};
}

std::string host_of(std::string_view server) {
  const std::size_t scheme = server.find("://");
  if (scheme != std::string_view::npos) server.remove_prefix(scheme + 3);
  return text::clipped(text::visible(server), longest_name);
}

class EventWriter {
 public:
  EventWriter(const Event& event, const Voice& voice)
      : event_(event),
        voice_(voice),
        texts_(voice.texts),
        case_(case_of(event)),
        platform_(case_.about == model::About::service
                      ? PlatformFacts{}
                      : voice.links(event.seen.target.platform, event.seen.target.server)) {}

  RenderedEvent write() {
    const CaseText& words = texts_.of(case_);
    const Values values = {{"handle", hostile(event_.seen.target.handle, longest_handle)},
                           {"platform", ours(platform_name())}};
    RenderedEvent rendered;
    rendered.id = event_.id;
    rendered.title = filled(words.title, values);
    rendered.sentence = filled(words.sentence, values);
    add("severity", ours(texts_.severities.find(name(event_.severity))->second));
    add("seen", ours(time(event_.at)));
    if (case_.about == model::About::handle) write_target();
    if (!event_.detail.empty()) add("detail", hostile_and_dead(event_.detail, longest_detail));
    if (!event_.watch.empty()) add("watch", hostile(event_.watch, longest_name));
    if (event_.incident != 0) add("incident", ours(std::to_string(event_.incident)));
    if (asks_for_registration(case_)) add_link("signup", {platform_.signup, {}});
    if (asks_for_report(case_)) {
      add_link("report", platform_.report);
      add_link("parody", platform_.parody);
      add_link("trademark", platform_.trademark);
    }
    rendered.facts = std::move(facts_);
    return rendered;
  }

  std::string platform_name() const {
    const std::string& name = platform_.name;
    std::string shown = text::visible(name.empty() ? event_.seen.target.platform : name);
    const auto& server = event_.seen.target.server;
    if (server) shown += fmt::format(" ({})", host_of(*server));
    return shown;
  }

  const Case& which() const { return case_; }

 private:
  void add(std::string_view label, Spans value) {
    facts_.push_back({texts_.label(label), std::move(value)});
  }
  void add(std::string_view label, Span value) { add(label, Spans{std::move(value)}); }

  // The definition is ours, but a file in /etc may say anything: only what a person may click.
  void add_link(std::string_view label, const Desk& desk) {
    const std::string& link = desk.url;
    if (!link.starts_with("https://") && !link.starts_with("mailto:")) return;
    if (text::visible(link) != link || link.find_first_of(" <>|\"'`") != std::string::npos) return;
    Spans spans = {{Span::Kind::link, link}};
    std::string needs;
    for (const std::string& need : desk.asks) {
      const auto words = texts_.needs.find(need);
      if (words != texts_.needs.end()) needs += (needs.empty() ? "" : ", ") + words->second;
    }
    if (!needs.empty()) {
      spans.push_back(ours(" "));
      for (Span& span : filled(texts_.phrase("asks_for"), {{"what", ours(needs)}})) {
        spans.push_back(std::move(span));
      }
    }
    add(label, std::move(spans));
  }

  void write_target() {
    const model::Observation& seen = event_.seen;
    const auto& expected = seen.target.expected;
    if (expected && seen.target.variant) {
      add("look_alike", filled(texts_.phrase("look_alike"),
                               {{"expected", hostile(*expected, longest_handle)},
                                {"model", ours(text::visible(*seen.target.variant))}}));
    } else if (expected && *expected != seen.target.handle) {
      add("expected", hostile(*expected, longest_handle));
    }
    if (event_.before) write_before(*event_.before);
    if (event_.held_until) write_hold(*event_.held_until);
    if (seen.profile.display_name) {
      add("display_name", hostile_and_dead(*seen.profile.display_name, longest_name));
    }
    if (seen.profile.account_id) {
      add("account_id", hostile_and_dead(*seen.profile.account_id, longest_id));
    }
    if (seen.profile.created_at) write_creation(*seen.profile.created_at);
    if (!seen.url.empty() && seen.status == model::Status::claimed) {
      add("address", hostile_and_dead(seen.url, longest_address));
    }
  }

  void write_before(const model::Before& before) {
    std::string_view state = name(before.status);
    if (before.status == model::Status::claimed && before.holder) state = name(*before.holder);
    const auto word = texts_.states.find(state);
    add("before",
        filled(texts_.phrase("before"),
               {{"before", ours(word == texts_.states.end() ? std::string(state) : word->second)},
                {"since", ours(time(before.since))}}));
  }

  void write_hold(model::Instant until) {
    const bool ends = until != model::for_ever;
    add("held", ours(ends ? time(until) : texts_.phrase("held_for_ever")));
  }

  void write_creation(const std::string& written) {
    const auto at = text::parse_iso(written);
    add("created_at", at ? ours(time(*at)) : hostile_and_dead(written, longest_id));
  }

  std::string time(model::Instant at) const {
    return text::local_time(at, voice_.timezone, texts_.language);
  }

  const Event& event_;
  const Voice& voice_;
  const Texts& texts_;
  Case case_;
  PlatformFacts platform_;
  std::vector<Fact> facts_;
};

// What the events have in common is the title; the watch when that is nothing else.
Spans group_title(const Message& message, const std::vector<Case>& cases,
                  const std::vector<std::string>& platforms, const Texts& texts) {
  const auto same = [](const auto& all) {
    return std::equal(all.begin() + 1, all.end(), all.begin());
  };
  const Span count = ours(std::to_string(message.events.size()));
  if (same(cases)) {
    const Span platform =
        ours(same(platforms) ? platforms.front() : texts.phrase("several_platforms"));
    return filled(texts.of(cases.front()).many, {{"count", count}, {"platform", platform}});
  }
  const std::string& watch = message.events.front().watch;
  const Span name = watch.empty() ? ours(texts.phrase("service")) : hostile(watch, longest_name);
  return filled(texts.phrase("mixed"), {{"count", count}, {"watch", name}});
}

void write_catch_up(const Message& message, const Texts& texts, Rendered& rendered) {
  const std::size_t count = message.stands_for.size();
  if (count == 0) return;
  rendered.catch_up =
      count == 1
          ? texts.phrase("catch_up_one")
          : plain(filled(texts.phrase("catch_up_many"), {{"count", ours(std::to_string(count))}}));
  const auto last = message.stands_for.begin() + std::min(count, ids_listed);
  rendered.stands_for = text::joined(std::vector<std::string>(message.stands_for.begin(), last));
  if (count > ids_listed) rendered.stands_for += fmt::format(", … (+{})", count - ids_listed);
}

}  // namespace

Rendered render(const Message& message, const Voice& voice) {
  Rendered rendered;
  std::vector<Case> cases;
  std::vector<std::string> platforms;
  for (const Event& event : message.events) {
    EventWriter writer(event, voice);
    rendered.events.push_back(writer.write());
    platforms.push_back(writer.platform_name());
    if (std::find(cases.begin(), cases.end(), writer.which()) == cases.end()) {
      const Values platform = {{"platform", ours(platforms.back())},
                               {"handle", hostile(event.seen.target.handle, longest_handle)}};
      rendered.advice.push_back(filled(voice.texts.of(writer.which()).advice, platform));
    }
    cases.push_back(writer.which());
  }
  rendered.title = rendered.is_group() ? group_title(message, cases, platforms, voice.texts)
                                       : rendered.events.front().title;
  write_catch_up(message, voice.texts, rendered);
  return rendered;
}

std::string more(const Texts& texts, std::size_t count) {
  if (count == 1) return texts.phrase("more_one");
  return plain(filled(texts.phrase("more_many"), {{"count", ours(std::to_string(count))}}));
}

}  // namespace alerting
