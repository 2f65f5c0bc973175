#include "channels/slack.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "text/utf8.hpp"

using namespace alerting;
using namespace channels;
using Outcome = Delivery::Outcome;
using reading::Json;

namespace {

const std::string slack_url = "https://hooks.slack.example/services/T000/B000/secretsecret";

void check_text(const Json& object, std::size_t most) {
  const std::string& text = object.find("text")->text;
  CHECK(!text.empty());
  CHECK(text.size() <= most);
  if (object.find("type")->text == "mrkdwn") CHECK(object.find("verbatim")->truth);
}

// Slack's limits (facts, and @slack/types).
void check_blocks(const Json& body) {
  const Json& blocks = *body.find("blocks");
  CHECK(blocks.items.size() <= 50);
  for (const Json& block : blocks.items) {
    const std::string& type = block.find("type")->text;
    if (type == "header") {
      CHECK(block.find("text")->find("type")->text == "plain_text");
      check_text(*block.find("text"), 150);
    } else if (type == "section") {
      check_text(*block.find("text"), 3000);
    } else {
      REQUIRE(type == "context");
      CHECK(block.find("elements")->items.size() <= 10);
      check_text(block.find("elements")->items.front(), 1000);
    }
  }
}

std::string sent_to_slack(const Message& message, const std::string& language) {
  const Json body = slack_body(message, tests::voice(language));
  const std::string text = reading::to_text(body);
  CHECK(text.size() < largest_slack_body);
  CHECK(text::is_utf8(text));
  CHECK_FALSE(body.find("unfurl_links")->truth);
  CHECK_FALSE(body.find("unfurl_media")->truth);
  CHECK(!body.find("text")->text.empty());
  check_blocks(body);
  return text;
}

net::Reply reply_of(int status, std::string body, net::Headers headers = {}) {
  net::Reply reply;
  reply.sent = true;
  reply.head.status = status;
  reply.head.headers = std::move(headers);
  reply.body = std::move(body);
  return reply;
}

}  // namespace

TEST_CASE("an alert in Slack: header, what happened, what to do, and the event's id") {
  model::Event event = tests::claimed("02", 7);
  event.seen.profile.display_name = "R&D <!channel> `now`";
  const std::string text = sent_to_slack(tests::message_of({event}), "fr");
  CHECK(
      text.find(
          R"({"type":"header","text":{"type":"plain_text","text":"pnationale02[.]bsky[.]social sur Bluesky : pris par un tiers","emoji":false}})") !=
      std::string::npos);
  CHECK(text.find("Le nom `pnationale02.bsky.social` devrait être le nôtre.") != std::string::npos);
  CHECK(text.find("Nom affiché : `R&amp;D &lt;!channel&gt; 'now'`") != std::string::npos);
  CHECK(text.find("`hxxps://bsky[.]app/profile/pnationale02[.]bsky[.]social`") !=
        std::string::npos);
  CHECK(text.find("Signaler le compte : <mailto:moderation@bsky.app>") != std::string::npos);
  CHECK(text.find("*Que faire :* Ne répondez pas") != std::string::npos);
  CHECK(
      text.find(R"({"type":"context","elements":[{"type":"mrkdwn","text":"Événement : `evt_7`")") !=
      std::string::npos);
}

TEST_CASE("a group of 101 names every handle within all limits") {
  const std::string text = sent_to_slack(tests::group(101), "fr");
  CHECK(text.find("101 de nos noms ont été pris") != std::string::npos);
  CHECK(text.find("Nom affiché : `Police 01") != std::string::npos);
  for (int i = 1; i <= 101; ++i) {
    const std::string department = i < 10 ? "0" + std::to_string(i) : std::to_string(i);
    CHECK(text.find("`pnationale" + department + ".bsky.social`") != std::string::npos);
  }
  CHECK(sent_to_slack(tests::group(3), "en").find("Calls itself: `Police 03") != std::string::npos);
  CHECK(sent_to_slack(tests::group(1000), "en").find("more alerts are not shown here.") !=
        std::string::npos);
}

TEST_CASE("whatever strangers write, nothing mentions, links or breaks out, within all limits") {
  for (const auto& sample : tests::hostile_texts()) {
    CAPTURE(sample.name);
    const std::string& hostile = sample.text;
    Message message = tests::message_of({tests::written_by(hostile)});
    for (const int count : {1, 60}) {
      message.events.assign(static_cast<std::size_t>(count), message.events.front());
      const std::string text = sent_to_slack(message, "fr");
      for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        CHECK(text.substr(at, 28) == "<mailto:moderation@bsky.app>");
      }
    }
  }
}

TEST_CASE("markup is cut between characters, with its code span closed and no half an escape") {
  for (std::size_t most = 6; most < 60; ++most) {
    const std::string markup = slack_markup(
        {{Span::Kind::text, "a "}, {Span::Kind::code, "<é&漢>``&&&&"}, {Span::Kind::text, " b"}},
        most);
    CAPTURE(markup);
    CHECK(markup.size() <= most);
    CHECK(text::is_utf8(markup));
    CHECK(std::count(markup.begin(), markup.end(), '`') % 2 == 0);
    for (std::size_t at = markup.find('&'); at != std::string::npos;
         at = markup.find('&', at + 1)) {
      const std::string escape = markup.substr(at, markup.find(';', at) - at + 1);
      CHECK((escape == "&amp;" || escape == "&lt;" || escape == "&gt;"));
    }
  }
  CHECK(slack_markup({{Span::Kind::link, "https://x.example"}}, 10).empty());
}

TEST_CASE("only 200 with 'ok' is success; the rest by Slack's table") {
  struct Row {
    int status;
    std::string body;
    Outcome outcome;
    bool may_have_arrived;
  };
  const std::vector<Row> table = {
      {200, "ok", Outcome::delivered, false},
      {200, "ok\n", Outcome::delivered, false},
      {200, "<html>please log in</html>", Outcome::retry, true},
      {200, "", Outcome::retry, true},
      {204, "", Outcome::retry, true},
      {302, "", Outcome::closed, false},
      {400, "invalid_payload", Outcome::refused, false},
      {400, "invalid_blocks", Outcome::refused, false},
      {400, "no_text", Outcome::refused, false},
      {400, "user_not_found", Outcome::refused, false},
      {400, "invalid_token", Outcome::closed, false},
      {403, "action_prohibited", Outcome::closed, false},
      {403, "invalid_token", Outcome::closed, false},
      {404, "channel_not_found", Outcome::closed, false},
      {404, "no_service", Outcome::closed, false},
      {410, "channel_is_archived", Outcome::closed, false},
      {429, "", Outcome::retry, false},
      {500, "rollup_error", Outcome::retry, false},
  };
  for (const Row& row : table) {
    CAPTURE(row.status);
    CAPTURE(row.body);
    const Delivery delivery = judge_slack(reply_of(row.status, row.body), {}, slack_url);
    CHECK(delivery.outcome == row.outcome);
    CHECK(delivery.may_have_arrived == row.may_have_arrived);
    CHECK(delivery.surely == (row.status == 410));
  }
  net::Reply broken = reply_of(200, "ok");
  broken.failure = model::Reason::network;
  CHECK(judge_slack(broken, {}, slack_url).may_have_arrived);
}

TEST_CASE("a rate limit is taken in its larger reading, header or body") {
  const auto wait = [](std::string body, net::Headers headers) {
    return judge_slack(reply_of(429, std::move(body), std::move(headers)), {}, slack_url)
        .not_before;
  };
  CHECK(wait(R"({"retry_after":1,"ok":false,"error":"rate_limited"})", {}) ==
        std::chrono::seconds(1));
  CHECK(wait(R"({"retry_after":1.5})", {{"Retry-After", "30"}}) == std::chrono::seconds(30));
  CHECK(wait(R"({"retry_after":64.57})", {{"Retry-After", "30"}}) ==
        std::chrono::milliseconds(64'570));
  CHECK(wait(R"({"retry_after":"x"})", {}) == std::nullopt);
  CHECK(wait("[[[", {}) == std::nullopt);
}
