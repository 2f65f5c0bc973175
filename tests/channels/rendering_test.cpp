#include "alerting/rendering.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "channels/plain_text.hpp"
#include "text/clip.hpp"
#include "text/defang.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

using namespace alerting;
using namespace channels;
using model::EventType;

namespace {

std::string told(const Message& message, const std::string& language) {
  const Voice voice = tests::voice(language);
  const Rendered rendered = render(message, voice);
  return plain(rendered.title) + "\n\n" + channels::plain_text(rendered, voice.texts, 5, 20'000);
}

}  // namespace

TEST_CASE("a claim in English names all that people need, and nothing in it can be clicked") {
  CHECK(told(tests::message_of({tests::claimed("02", 7)}), "en") ==
        "pnationale02[.]bsky[.]social on Bluesky was taken by a stranger\n"
        "\n"
        "pnationale02[.]bsky[.]social is expected to be ours. An account on Bluesky that is not "
        "ours has taken it.\n"
        "\n"
        "Severity: critical\n"
        "Seen: 22 November 2026, 07:40 (UTC+1)\n"
        "Our name for it: PNationale02\n"
        "Before: free, since 1 March 2026, 11:00 (UTC+1)\n"
        "Calls itself: Police 02 (ou presque)\n"
        "Account id: did:plc:stranger02\n"
        "Account created: 21 November 2026, 23:10 (UTC+1)\n"
        "Address (made unclickable): hxxps://bsky[.]app/profile/pnationale02[.]bsky[.]social\n"
        "Watch: police-nationale\n"
        "Incident: 7\n"
        "Report the account: mailto:moderation@bsky.app\n"
        "\n"
        "What to do: Do not reply to the account, quote it or link to it: that would send readers "
        "there. Keep what you need as evidence, then report it to the platform. Register the names "
        "that are still free.\n");
}

TEST_CASE("a name of ours that is free names the sign-up link, in French") {
  model::Event event = tests::claimed("44", 3);
  event.type = EventType::released;
  event.severity = model::Severity::high;
  event.seen.status = model::Status::available;
  event.seen.holder.reset();
  event.seen.profile = {};
  event.before->status = model::Status::claimed;
  event.before->holder = model::Holder::ours;
  CHECK(
      told(tests::message_of({event}), "fr") ==
      "pnationale44[.]bsky[.]social sur Bluesky\u00a0: ce nom était à nous, il est libre\n"
      "\n"
      "Le nom pnationale44[.]bsky[.]social était à nous sur Bluesky. N’importe qui peut désormais "
      "l’enregistrer.\n"
      "\n"
      "Gravité\u00a0: élevée\n"
      "Constaté le\u00a0: 22 novembre 2026 à 07:40 (UTC+1)\n"
      "Notre nom\u00a0: PNationale44\n"
      "Auparavant\u00a0: à nous, depuis le 1er mars 2026 à 11:00 (UTC+1)\n"
      "Surveillance\u00a0: police-nationale\n"
      "Incident\u00a0: 3\n"
      "Enregistrer le nom\u00a0: https://bsky.app\n"
      "\n"
      "Que faire\u00a0: Enregistrez-le de nouveau sans attendre, avant qu’un autre ne le fasse.\n");
}

TEST_CASE("a name that the platform holds back is not told as free") {
  model::Event event = tests::claimed("44", 3);
  event.type = EventType::released;
  event.severity = model::Severity::low;
  event.seen.status = model::Status::available;
  event.seen.holder.reset();
  event.seen.profile = {};
  event.held_until = tests::at("2027-02-20T06:40:00Z");
  const std::string hold = told(tests::message_of({event}), "en");
  CAPTURE(hold);
  CHECK(hold.find("The platform holds the name back.") != std::string::npos);
  CHECK(hold.find("Given out again: 20 February 2027") != std::string::npos);
  CHECK(hold.find("Register the name:") == std::string::npos);
  event.held_until = model::for_ever;
  CHECK(told(tests::message_of({event}), "fr").find("Réattribué\u00a0: jamais") !=
        std::string::npos);
}

TEST_CASE("every case in every language is told with its placeholders filled") {
  for (const std::string language : {"en", "fr"}) {
    const Voice voice = tests::voice(language);
    for (const model::EventKind& kind : model::event_kinds) {
      model::Event event = tests::claimed("02", 1);
      event.type = kind.type;
      event.detail = "why it is so";
      for (const int count : {1, 2}) {
        const Rendered rendered =
            render(tests::message_of(std::vector<model::Event>(std::size_t(count), event)), voice);
        const std::string text =
            plain(rendered.title) + channels::plain_text(rendered, voice.texts, 5, 20'000);
        CAPTURE(text);
        CHECK(text.find_first_of("{}") == std::string::npos);
        CHECK(text.find("why it is so") != std::string::npos);
      }
    }
  }
}

TEST_CASE("a group has a title with the count, the first in full, the rest by name") {
  const Voice voice = tests::voice("en");
  const Rendered rendered = render(tests::group(101), voice);
  CHECK(plain(rendered.title) == "101 of our names were taken by strangers on Bluesky");
  CHECK(rendered.advice.size() == 1);
  const std::string text = channels::plain_text(rendered, voice.texts, 3, 20'000);
  CHECK(text.find("Calls itself: Police 03") != std::string::npos);
  CHECK(text.find("Calls itself: Police 04") == std::string::npos);
  CHECK(text.find("\nAlso:\n- pnationale04[.]bsky") != std::string::npos);
  CHECK(text.find("- pnationale101[.]bsky") != std::string::npos);
  CHECK(text.find("more alert") == std::string::npos);

  const std::string brief = channels::plain_text(rendered, voice.texts, 3, 2'000);
  CHECK(brief.size() <= 2'000);
  CHECK(brief.find("more alerts are not shown here.") != std::string::npos);
  CHECK(brief.find("What to do:") != std::string::npos);
}

TEST_CASE("a mixed group is named after its watch, several platforms are told as such") {
  const Voice voice = tests::voice("fr");
  model::Event other = tests::claimed("75", 2);
  other.type = EventType::suspended;
  CHECK(plain(render(tests::message_of({tests::claimed("02", 1), other}), voice).title) ==
        "2 alertes\u00a0: police-nationale");
  model::Event elsewhere = tests::claimed("02", 2);
  elsewhere.seen.target.platform = "mastodon";
  elsewhere.seen.target.server = "https://mastodon.example";
  CHECK(plain(render(tests::message_of({tests::claimed("02", 1), elsewhere}), voice).title) ==
        "2 de nos noms ont été pris par des tiers sur plusieurs plateformes");
  CHECK(plain(render(tests::message_of({elsewhere}), voice).title) ==
        "pnationale02[.]bsky[.]social sur Mastodon (mastodon.example)\u00a0: pris par un tiers");
}

TEST_CASE("a catch-up message says what it stands for") {
  Message message = tests::group(2);
  message.stands_for = {"msg_1", "msg_2"};
  const std::string text = told(message, "en");
  CHECK(text.find("This message stands for 2 earlier ones that could not be delivered.\n"
                  "\n"
                  "In place of: msg_1, msg_2\n") != std::string::npos);
  message.stands_for.assign(45, "msg_x");
  CHECK(told(message, "fr").find("msg_x, … (+25)") != std::string::npos);
  message.stands_for = {"msg_1"};
  CHECK(told(message, "fr").find("Ce message en remplace un autre") != std::string::npos);
}

TEST_CASE("what strangers write stays in its line, dead and short") {
  const Voice voice = tests::voice("en");
  for (const auto& sample : tests::hostile_texts()) {
    CAPTURE(sample.name);
    const std::string& hostile = sample.text;
    const Rendered rendered = render(tests::message_of({tests::written_by(hostile)}), voice);
    const std::string text =
        plain(rendered.title) + "\n" + channels::plain_text(rendered, voice.texts, 5, 1'000'000);
    CHECK(text::is_utf8(text));
    CHECK(text.size() < 15'000);
    CHECK(text.find("evil.example") == std::string::npos);
    CHECK(text.find("@everyone") == std::string::npos);
    CHECK(text.find("https://") == std::string::npos);
    CHECK(text.find("\nBcc") == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(text.find("\u202E") == std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 16);
  }
}

TEST_CASE("a platform's link is shown only when it is one that a person may click") {
  Voice voice = tests::voice("en");
  for (const char* link :
       {"javascript:alert(1)", "http://plain.example", "https://a b", "https://a|b>", ""}) {
    voice.links = [link](const std::string&, const std::optional<std::string>&) {
      return PlatformFacts{"X", link, link};
    };
    CAPTURE(link);
    const Rendered rendered = render(tests::message_of({tests::claimed("02", 1)}), voice);
    for (const Fact& fact : rendered.events.front().facts) {
      for (const Span& span : fact.value) CHECK(span.kind != Span::Kind::link);
    }
  }
}

TEST_CASE("a long text is cut where it would be cut had all of it been made harmless") {
  const Voice voice = tests::voice("en");
  for (const char* piece : {"https://a.b/@c ", "\u202E.x", "é漢🚨.", "a", "\xff."}) {
    for (std::size_t shift = 0; shift < 20; ++shift) {
      const std::string text = std::string(shift, 'a') + tests::repeated(piece, 400);
      model::Event event = tests::claimed("02", 1);
      event.seen.profile.display_name = text;
      event.watch = text;
      const Rendered rendered = render(tests::message_of({event}), voice);
      const auto value_of = [&](const std::string& label) {
        for (const Fact& fact : rendered.events.front().facts) {
          if (fact.label == label) return fact.value.front().text;
        }
        return std::string();
      };
      CHECK(value_of(voice.texts.label("display_name")) ==
            text::clipped(text::defanged(text::visible(text)), 120));
      CHECK(value_of(voice.texts.label("watch")) == text::clipped(text::visible(text), 120));
    }
  }
}
