#include "channels/mime.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "channels/digest.hpp"
#include "channels/mail_reader.hpp"
#include "text/utf8.hpp"

using namespace alerting;
using namespace channels;

namespace {

std::string refusal(std::string_view written) {
  const auto mailbox = parse_mailbox(written);
  return mailbox ? "accepted" : mailbox.error().front().message;
}

}  // namespace

TEST_CASE("quoted-printable comes back as it was, in short lines of ASCII that begin with no dot") {
  std::vector<std::string> texts = {"",
                                    "a",
                                    "é",
                                    ".",
                                    ".\n..\n.",
                                    "From me\n",
                                    "a \nb\t\n",
                                    "=3D =\n",
                                    std::string(75, 'x'),
                                    std::string(76, 'x'),
                                    std::string(77, 'x'),
                                    std::string(75, 'x') + "é",
                                    std::string(200, 'x') + "\n.\n",
                                    tests::repeated("漢", 100),
                                    tests::repeated("x.", 100)};
  for (const auto& hostile : tests::hostile_texts()) texts.push_back(hostile.text);
  for (const std::string& text : texts) {
    const std::string encoded = quoted_printable(text);
    CAPTURE(text);
    CHECK(tests::decoded_quoted_printable(encoded) == text);
    for (const std::string& line : tests::lines_of(encoded)) {
      CHECK(line.size() <= 76);
      CHECK_FALSE(line.starts_with('.'));
      CHECK_FALSE(line.starts_with("From "));
      CHECK_FALSE(line.ends_with(' '));
      CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    }
  }
  CHECK(quoted_printable("déjà\n") == "d=C3=A9j=C3=A0\r\n");
  CHECK(quoted_printable(".x") == "=2Ex");
  CHECK(quoted_printable("a. From F\nFrom x\nFrom\n") == "a. From F\r\n=46rom x\r\nFrom\r\n");
  // 76 characters are a line, the soft break included.
  CHECK(quoted_printable(std::string(76, 'x')) == std::string(76, 'x'));
  CHECK(quoted_printable(std::string(77, 'x')) == std::string(75, 'x') + "=\r\nxx");
  CHECK(quoted_printable(std::string(73, 'x') + "\xc3\xa9") ==
        std::string(73, 'x') + "=\r\n=C3=A9");
}

TEST_CASE("a subject in any script is encoded words of at most 75 characters, one line of 76") {
  CHECK(header_text("plain words") == "plain words");
  CHECK(header_text("déjà") == "=?UTF-8?B?ZMOpasOg?=");
  CHECK(header_text(std::string(67, 'x')) == std::string(67, 'x'));
  CHECK(header_text(std::string(68, 'x')).starts_with("=?UTF-8?B?"));
  CHECK(header_text(" x").starts_with("=?UTF-8?B?"));
  CHECK(header_text("x ").starts_with("=?UTF-8?B?"));
  CHECK(header_text(std::string(37, 'x') + "é") ==
        "=?UTF-8?B?" + base64(std::string(36, 'x')) + "?=\r\n =?UTF-8?B?" + base64("xé") + "?=");
  CHECK(header_text("=?UTF-8?B?eA==?=").starts_with("=?UTF-8?B?PT9"));
  for (const auto& sample : tests::hostile_texts()) {
    CAPTURE(sample.name);
    const std::string& hostile = sample.text;
    const std::string header = "Subject: " + header_text(hostile);
    for (const std::string& line : tests::lines_of(header)) CHECK(line.size() <= 76);
    const std::string words = header.substr(9);
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t end = std::min(words.find("\r\n ", at), words.size());
      const std::string word = words.substr(at, end - at);
      CHECK(word.size() <= 75);
      if (word.starts_with("=?")) {
        CHECK(text::is_utf8(from_base64(word.substr(10, word.size() - 12)).value()));
      }
      at = end + 3;
    }
  }
}

TEST_CASE("a date is that of RFC 5322") {
  CHECK(mail_date(tests::at("2026-11-22T06:40:30Z")) == "Sun, 22 Nov 2026 06:40:30 +0000");
  CHECK(mail_date(tests::at("2027-01-02T00:00:00Z")) == "Sat, 2 Jan 2027 00:00:00 +0000");
}

TEST_CASE("an address is one, with or without a name, and nothing besides") {
  const auto named = parse_mailbox("Équipe alertes <alertes@police.example>");
  REQUIRE(named);
  CHECK(named->name == "Équipe alertes");
  CHECK(named->address == "alertes@police.example");
  CHECK(named->domain() == "police.example");
  CHECK(parse_mailbox("\"A, B\" <a+b@x.example>")->name == "A, B");
  CHECK(parse_mailbox(" a@localhost ")->address == "a@localhost");
  CHECK(refusal("nobody") == "'nobody' is no mail address: it has no '@'");
  for (const std::string bad : {"a@b.example\r\nBcc: c@d.example",
                                "a@b.example, c@d.example",
                                "<a@b.example> x",
                                "a b@c.example",
                                "@b.example",
                                "a@",
                                "a@.example",
                                "a@b..example",
                                "a@b.example.",
                                ".a@b.example",
                                "a..b@c.example",
                                "a@-b.example",
                                "é@b.example",
                                "a@é.example",
                                "<a@b.example>>",
                                "a@b.example>",
                                "<a@b.example",
                                "\"a b\"@c.example",
                                "a@[127.0.0.1]",
                                "\u202Ea@b.example"}) {
    CAPTURE(bad);
    CHECK(refusal(bad).find("is no mail address") != std::string::npos);
  }
  CHECK(refusal(std::string(64, 'a') + "@b.example") == "accepted");
  CHECK(refusal(std::string(65, 'a') + "@b.example") != "accepted");
  const std::string label(63, 'b');
  CHECK(refusal("a@" + label + ".example") == "accepted");
  CHECK(refusal("a@b" + label + ".example") != "accepted");
  const std::string long_domain = label + "." + label + "." + label + "." + label;
  CHECK(long_domain.size() == 255);
  CHECK(refusal("a@" + long_domain) == "accepted");
  CHECK(refusal("a@" + long_domain + "." + label) != "accepted");
  CHECK(refusal("a@" + label + "." + label + "." + label + "." + std::string(62, 'b') + ".b") !=
        "accepted");
  CHECK(refusal("0aZ!#$%&'*+/=?^_`{|}~-@9-b.Example") == "accepted");
  CHECK(refusal("AZaz09@A0-Zz9.aZ") == "accepted");
  CHECK(parse_mailbox("\"\" <a@b.example>")->name.empty());
  CHECK(refusal("a@b-.example") != "accepted");
  CHECK(refusal("a.@b.example") != "accepted");
  CHECK(parse_mailbox("\"<a@b.example>")->name == "\"");  // a quotation mark alone quotes nothing
}

TEST_CASE("a header holds every printable character of ASCII as it is") {
  std::string all;
  for (char c = '!'; c <= '~'; ++c) {
    if (c != '?') all += c;
  }
  Letter letter;
  letter.from = parse_mailbox("a@b.example").value();
  letter.to = "c@d.example";
  letter.subject = all.substr(0, 60);
  letter.more = {{"X-Rest", all.substr(60)}};
  const std::string mail = mime(letter);
  CHECK(mail.find("From: a@b.example\r\n") != std::string::npos);
  CHECK(mail.find("Subject: " + all.substr(0, 60) + "\r\n") != std::string::npos);
  CHECK(mail.find("X-Rest: " + all.substr(60) + "\r\n") != std::string::npos);
}
