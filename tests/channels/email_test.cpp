#include "channels/email.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "channels/digest.hpp"
#include "channels/html.hpp"
#include "channels/mail_reader.hpp"
#include "text/utf8.hpp"

using namespace alerting;
using namespace channels;
using net::MailStage;
using Outcome = Delivery::Outcome;

namespace {

MailAccount account() {
  MailAccount account;
  account.from = parse_mailbox("handlewatch <alertes@police.example>").value();
  return account;
}

Message addressed(Message message) {
  message.recipient = "soc@example.org";
  return message;
}

std::string sent(const Message& message, const std::string& language) {
  return email_content(addressed(message), tests::voice(language), account());
}

// "déjà" of "=?UTF-8?B?…?= =?UTF-8?B?…?=".
std::string decoded_words(const std::string& header) {
  std::string text;
  for (std::size_t at = header.find("=?UTF-8?B?"); at != std::string::npos;
       at = header.find("=?UTF-8?B?", at + 1)) {
    const std::size_t end = header.find("?=", at + 10);
    text += from_base64(header.substr(at + 10, end - at - 10)).value();
  }
  return text.empty() ? header : text;
}

}  // namespace

TEST_CASE("an alert by mail has the headers that mail programs and robots look for") {
  for (const std::string& line :
       tests::lines_of(sent(tests::message_of({tests::claimed("02", 7)}), "fr"))) {
    CHECK(line.size() <= 78);
  }
  const tests::ReadMail mail =
      tests::read_mail(sent(tests::message_of({tests::claimed("02", 7)}), "fr"));
  CHECK(mail.header("Date") == "Sun, 22 Nov 2026 06:40:30 +0000");
  CHECK(mail.header("From") == "\"handlewatch\" <alertes@police.example>");
  CHECK(mail.header("To") == "soc@example.org");
  CHECK(decoded_words(mail.header("Subject")) ==
        "[handlewatch] pnationale02[.]bsky[.]social sur Bluesky\u00a0: pris par un tiers");
  CHECK(mail.header("Message-ID").starts_with("<msg_01HV3Z8Q."));
  CHECK(mail.header("Message-ID").ends_with("@police.example>"));
  CHECK(mail.header("In-Reply-To").empty());
  CHECK(mail.header("References").empty());
  CHECK(mail.header("Auto-Submitted") == "auto-generated");
  CHECK(mail.header("X-Auto-Response-Suppress") == "All");
  CHECK(mail.header("List-Id") == "<handlewatch.police.example>");
  CHECK(mail.header("X-Handlewatch-Event") == "evt_7");
  CHECK(mail.header("MIME-Version") == "1.0");
  REQUIRE(mail.parts.size() == 2);
  CHECK(mail.parts[0].type == "text/plain; charset=utf-8");
  CHECK(mail.parts[1].type == "text/html; charset=utf-8");
  CHECK(mail.parts[0].content.find("Nom affiché\u00a0: Police 02 (ou presque)\n") !=
        std::string::npos);
  CHECK(mail.parts[1].content.find(
            "<code><bdi>pnationale02[.]bsky[.]social</bdi></code> devrait être") !=
        std::string::npos);
  CHECK(mail.parts[1].content.find("<a href=\"mailto:moderation@bsky.app\"") != std::string::npos);
}

TEST_CASE("the same message is the same mail to the byte; another recipient has another id") {
  Message message = tests::group(3);
  CHECK(sent(message, "en") == sent(message, "en"));
  const Voice voice = tests::voice("en");
  message = addressed(message);
  const std::string one =
      tests::read_mail(email_content(message, voice, account())).header("Message-ID");
  message.recipient = "other@example.org";
  const std::string two =
      tests::read_mail(email_content(message, voice, account())).header("Message-ID");
  CHECK(one != two);
}

TEST_CASE("a later message of an incident answers its first one") {
  Message first = tests::message_of({tests::claimed("02", 7)});
  Message later = first;
  later.id = "msg_later";
  later.thread = first.id;
  const std::string root = tests::read_mail(sent(first, "en")).header("Message-ID");
  const tests::ReadMail mail = tests::read_mail(sent(later, "en"));
  CHECK(mail.header("In-Reply-To") == root);
  CHECK(mail.header("References") == root);
  CHECK(mail.header("Message-ID") != root);
  first.thread = first.id;
  CHECK(tests::read_mail(sent(first, "en")).header("In-Reply-To").empty());
}

TEST_CASE("a group of 101 names every handle in both parts") {
  const tests::ReadMail mail = tests::read_mail(sent(tests::group(101), "en"));
  CHECK(mail.header("Subject") ==
        "[handlewatch] 101 of our names were taken by strangers on Bluesky");
  for (int i = 1; i <= 101; ++i) {
    const std::string department = i < 10 ? "0" + std::to_string(i) : std::to_string(i);
    for (const auto& part : mail.parts) {
      CHECK(part.content.find("pnationale" + department + "[.]bsky[.]social") != std::string::npos);
    }
  }
}

TEST_CASE("whatever strangers write, a mail keeps its form, its headers and its dead links") {
  for (const auto& sample : tests::hostile_texts()) {
    CAPTURE(sample.name);
    const std::string& hostile = sample.text;
    Message message = tests::message_of({tests::written_by(hostile)});
    message.events.front().id = hostile;
    message.events.front().watch = hostile;
    message.thread = hostile;
    for (const int count : {1, 3}) {
      message.events.assign(static_cast<std::size_t>(count), message.events.front());
      const tests::ReadMail mail = tests::read_mail(sent(message, "fr"));
      CHECK(mail.headers.size() == 13);
      CHECK(mail.header("Bcc").empty());
      CHECK(text::is_utf8(decoded_words(mail.header("Subject"))));
      REQUIRE(mail.parts.size() == 2);
      for (const auto& part : mail.parts) {
        CHECK(text::is_utf8(part.content));
        CHECK(part.content.find("evil.example") == std::string::npos);
        CHECK(part.content.find("https://") == std::string::npos);
        CHECK(part.content.find('\x1b') == std::string::npos);
      }
      const std::string& html = mail.parts[1].content;
      CHECK(html.find("<script") == std::string::npos);
      CHECK(html.find("<img") == std::string::npos);
      for (std::size_t at = html.find("<a "); at != std::string::npos;
           at = html.find("<a ", at + 1)) {
        CHECK(html.substr(at).starts_with("<a href=\"mailto:moderation@bsky.app\" rel="));
      }
      CHECK(std::count(html.begin(), html.end(), '<') == std::count(html.begin(), html.end(), '>'));
    }
  }
}

TEST_CASE("a reply means: delivered, later, never this mail, or never this channel") {
  struct Row {
    MailStage stage;
    int code;
    Outcome outcome;
  };
  const std::vector<Row> table = {
      {MailStage::connecting, 421, Outcome::retry},
      {MailStage::connecting, 554, Outcome::closed},
      {MailStage::hello, 502, Outcome::closed},
      {MailStage::securing, 454, Outcome::retry},
      {MailStage::securing, 501, Outcome::closed},
      {MailStage::authenticating, 454, Outcome::retry},
      {MailStage::authenticating, 534, Outcome::closed},
      {MailStage::authenticating, 535, Outcome::closed},
      {MailStage::sender, 451, Outcome::retry},
      {MailStage::sender, 530, Outcome::closed},
      {MailStage::sender, 550, Outcome::closed},
      {MailStage::sender, 552, Outcome::refused},
      {MailStage::recipient, 421, Outcome::retry},
      {MailStage::recipient, 450, Outcome::retry},
      {MailStage::recipient, 451, Outcome::retry},
      {MailStage::recipient, 530, Outcome::closed},
      {MailStage::recipient, 550, Outcome::refused},
      {MailStage::recipient, 554, Outcome::refused},
      {MailStage::content, 452, Outcome::retry},
      {MailStage::content, 552, Outcome::refused},
      {MailStage::content, 554, Outcome::refused},
  };
  for (const Row& row : table) {
    net::MailReply reply;
    reply.stage = row.stage;
    reply.code = row.code;
    reply.text = "said\r\nso\x1b";
    reply.content_sent = true;
    const Delivery delivery = judge_mail(reply);
    CAPTURE(delivery.detail);
    CHECK(delivery.outcome == row.outcome);
    CHECK_FALSE(delivery.may_have_arrived);
    CHECK(delivery.detail.find(std::to_string(row.code) + " said\\u{000D}") != std::string::npos);
  }
  net::MailReply reply;
  reply.taken = true;
  reply.code = 250;
  CHECK(judge_mail(reply).outcome == Outcome::delivered);
  reply = {};
  reply.lacks_tls = true;
  CHECK(judge_mail(reply).outcome == Outcome::closed);
  reply = {};
  reply.lacks_login = true;
  CHECK(judge_mail(reply).outcome == Outcome::closed);
  for (const bool content_sent : {false, true}) {
    reply = {};
    reply.failure = model::Reason::timeout;
    reply.code = content_sent ? 354 : 220;
    reply.content_sent = content_sent;
    CHECK(judge_mail(reply).outcome == Outcome::retry);
    CHECK(judge_mail(reply).may_have_arrived == content_sent);
  }
}
