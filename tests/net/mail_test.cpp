// Mail against a real conversation: what is said, what is never said, and what the reply tells.
#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "net/curl_mailer.hpp"
#include "net/smtp_session.hpp"
#include "net/tiny_smtp.hpp"

using namespace tests;
using net::MailSecurity;
using net::MailStage;

namespace {

struct MailWorld {
  explicit MailWorld(SmtpScript script) : server(io, std::move(script)) {
    mailer = std::make_unique<net::CurlMailer>(io.get_executor(), server.certificate_file());
    mail.url = server.url();
    mail.own_name = "watch.example.org";
    mail.sender = "alerts@example.org";
    mail.recipient = "soc@example.org";
    mail.content = "Subject: x\r\n\r\n.leading dot\r\nend\r\n";
    mail.timeout = std::chrono::seconds(20);
  }

  net::MailReply send() {
    net::MailReply reply;
    bool done = false;
    std::exception_ptr thrown;
    asio::co_spawn(io, mailer->send(mail), [&](std::exception_ptr exception, net::MailReply got) {
      thrown = std::move(exception);
      reply = std::move(got);
      done = true;
    });
    while (!done) io.run_one();
    if (thrown) std::rethrow_exception(thrown);
    return reply;
  }

  bool heard(const std::string& begin) const {
    return std::any_of(server.heard().begin(), server.heard().end(),
                       [&](const std::string& line) { return line.starts_with(begin); });
  }

  asio::io_context io{1};
  TinySmtp server;
  std::unique_ptr<net::CurlMailer> mailer;
  net::Mail mail;
};

SmtpScript secure_script() {
  SmtpScript script;
  script.offers = {"STARTTLS", "AUTH PLAIN LOGIN"};
  script.secure_offers = {"AUTH PLAIN LOGIN"};
  return script;
}

SmtpScript answering(const std::string& verb, const std::string& answer) {
  SmtpScript script = secure_script();
  script.answers[verb] = {answer};
  return script;
}

std::string_view reason(const net::MailReply& reply) {
  return reply.failure ? model::name(*reply.failure) : "none";
}

}  // namespace

TEST_CASE("a mail goes by STARTTLS, logged in, one recipient, with its dots") {
  MailWorld world(secure_script());
  world.mail.user = "alerts";
  world.mail.password = "secret";
  const net::MailReply reply = world.send();
  CHECK(reply.taken);
  CHECK(reply.code == 250);
  CHECK(reason(reply) == "none");
  const std::vector<std::string> expected = {
      "EHLO watch.example.org",
      "STARTTLS",
      "TLS",
      "EHLO watch.example.org",
      "AUTH PLAIN AGFsZXJ0cwBzZWNyZXQ=",
      "MAIL FROM:<alerts@example.org> SIZE=33",
      "RCPT TO:<soc@example.org>",
      "DATA",
  };
  const auto& heard = world.server.heard();
  REQUIRE(heard.size() >= expected.size());  // perhaps QUIT too
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(heard[i] == expected[i]);
  REQUIRE(world.server.mails().size() == 1);
  CHECK(world.server.mails().front() == "Subject: x\r\n\r\n..leading dot\r\nend\r\n");
}

TEST_CASE("a mail goes by TLS from the first byte, and each has its own connection") {
  SmtpScript script = secure_script();
  script.implicit_tls = true;
  MailWorld world(script);
  CHECK(world.send().taken);
  CHECK(world.send().taken);
  CHECK(world.server.heard().front() == "TLS");
  CHECK(std::count(world.server.heard().begin(), world.server.heard().end(), "TLS") == 2);
  CHECK(world.server.mails().size() == 2);
}

TEST_CASE("without STARTTLS nothing is sent; a server on this machine may do without") {
  MailWorld world(SmtpScript{});
  net::MailReply reply = world.send();
  CHECK_FALSE(reply.taken);
  CHECK(reply.lacks_tls);
  CHECK_FALSE(world.heard("MAIL"));
  world.mail.security = MailSecurity::plain_to_loopback;
  reply = world.send();
  CHECK(reply.taken);
  CHECK_FALSE(world.heard("STARTTLS"));
}

TEST_CASE("a certificate that is not trusted ends it before anything is said") {
  MailWorld world(secure_script());
  world.mailer = std::make_unique<net::CurlMailer>(world.io.get_executor(), "/nonexistent.pem");
  const net::MailReply reply = world.send();
  CHECK(reason(reply) == "tls");
  CHECK_FALSE(reply.content_sent);
  CHECK_FALSE(world.heard("MAIL"));
}

TEST_CASE("with a user, a server that offers no log-in we can do gets no mail") {
  for (const std::vector<std::string>& offers :
       {std::vector<std::string>{}, std::vector<std::string>{"AUTH GSSAPI NTLM"}}) {
    SmtpScript script = secure_script();
    script.secure_offers = offers;
    MailWorld world(script);
    world.mail.user = "alerts";
    world.mail.password = "secret";
    const net::MailReply reply = world.send();
    CHECK_FALSE(reply.taken);
    CHECK(reply.lacks_login);
    CHECK(reason(reply) == "none");
    CHECK_FALSE(world.heard("AUTH"));
    CHECK_FALSE(world.heard("MAIL"));
  }
  MailWorld world(SmtpScript{});
  world.mail.security = MailSecurity::plain_to_loopback;
  world.mail.user = "alerts";
  CHECK(world.send().lacks_login);
  CHECK_FALSE(world.heard("MAIL"));
}

TEST_CASE("a refusal is told with its stage, code and words") {
  struct Row {
    std::string verb;
    std::string answer;
    MailStage stage;
    int code;
    std::string text;
    bool content_sent;
  };
  const std::vector<Row> table = {
      {"EHLO", "502 what?", MailStage::hello, 502, "what?", false},
      {"STARTTLS", "454 not now", MailStage::securing, 454, "not now", false},
      {"AUTH", "535 5.7.8 no", MailStage::authenticating, 535, "5.7.8 no", false},
      {"MAIL", "552 too large", MailStage::sender, 552, "too large", false},
      {"MAIL", "530 STARTTLS first", MailStage::sender, 530, "STARTTLS first", false},
      {"RCPT", "451 greylisted", MailStage::recipient, 451, "greylisted", false},
      {"RCPT", "550-no such\r\n550 user", MailStage::recipient, 550, "no such user", false},
      {"DATA", "554 no", MailStage::content, 554, "no", false},
      {"content", "452 full", MailStage::content, 452, "full", true},
      {"content", "554 spam", MailStage::content, 554, "spam", true},
      {"RCPT", "421 closing", MailStage::recipient, 421, "closing", false},
  };
  for (const Row& row : table) {
    CAPTURE(row.verb);
    CAPTURE(row.answer);
    MailWorld world(answering(row.verb, row.answer));
    world.mail.user = "alerts";
    world.mail.password = "secret";
    const net::MailReply reply = world.send();
    CHECK_FALSE(reply.taken);
    CHECK(reason(reply) == "none");
    CHECK(reply.stage == row.stage);
    CHECK(reply.code == row.code);
    CHECK(reply.text == row.text);
    CHECK(reply.content_sent == row.content_sent);
  }
  SmtpScript unwilling;
  unwilling.greeting = "554 no service";
  MailWorld world(unwilling);
  const net::MailReply reply = world.send();
  CHECK(reply.stage == MailStage::connecting);
  CHECK(reply.code == 554);
}

TEST_CASE("a connection that is cut behind the content leaves the matter open; before, not") {
  MailWorld after(answering("content", "cut"));
  net::MailReply reply = after.send();
  CHECK(reason(reply) == "network");
  CHECK(reply.content_sent);
  CHECK_FALSE(reply.taken);
  MailWorld before(answering("RCPT", "cut"));
  reply = before.send();
  CHECK(reason(reply) == "network");
  CHECK_FALSE(reply.content_sent);
}

TEST_CASE("silence behind the content is a time-out that leaves the matter open") {
  MailWorld world(answering("content", "hang"));
  world.mail.timeout = std::chrono::milliseconds(300);
  const net::MailReply reply = world.send();
  CHECK(reason(reply) == "timeout");
  CHECK(reply.content_sent);
}

TEST_CASE("a server that never answers QUIT does not hold up the loop") {
  for (const char* verb : {"", "RCPT"}) {
    SmtpScript script = secure_script();
    script.answers["QUIT"] = {"hang"};
    if (*verb != '\0') script.answers[verb] = {"550 no"};
    MailWorld world(script);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(world.send().taken == (*verb == '\0'));
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  }
}

TEST_CASE("nobody there, no such URL, and a mailer that is stopped") {
  MailWorld world(SmtpScript{});
  world.mail.url = "smtp://127.0.0.1:1";
  CHECK(reason(world.send()) == "network");
  world.mail.url = "https://127.0.0.1";
  CHECK(world.send().failure_detail == "not an smtp or smtps URL");
  world.mail.url = world.server.url();
  world.mailer->cancel_all();
  CHECK(reason(world.send()) == "interrupted");
}

TEST_CASE("mails under way are ended by cancel_all, and drained waits for them") {
  MailWorld world(answering("MAIL", "hang"));
  int ended = 0;
  for (int i = 0; i < 4; ++i) {
    asio::co_spawn(world.io, world.mailer->send(world.mail),
                   [&](const std::exception_ptr&, const net::MailReply& reply) {
                     CHECK(reason(reply) == "interrupted");
                     ++ended;
                   });
  }
  while (!world.heard("MAIL")) world.io.run_one();
  world.mailer->cancel_all();
  bool drained = false;
  asio::co_spawn(world.io, world.mailer->drained(), [&](const std::exception_ptr&) {
    CHECK(ended == 4);
    drained = true;
  });
  while (!drained) world.io.run_one();
}

TEST_CASE("a conversation may go on only with what it needs") {
  using net::SmtpSession;
  SmtpSession plain({.starttls = false, .login = true});
  CHECK(plain.heard("220 hi\r\n"));
  plain.said("EHLO x\r\n");
  CHECK(plain.heard("250-hello\r\n"));
  CHECK(plain.heard("250-auth=LOGIN\r\n"));
  CHECK(plain.heard("250 HELP\r\n"));

  SmtpSession stripped({.starttls = true, .login = true});
  stripped.said("EHLO x\r\n");
  CHECK(stripped.heard("250-STARTTLS\r\n"));
  CHECK(stripped.heard("250 AUTH PLAIN\r\n"));  // offered in the clear: does not count
  stripped.said("STARTTLS\r\n");
  CHECK(stripped.heard("220 go\r\n"));
  stripped.said("EHLO x\r\n");
  CHECK_FALSE(stripped.heard("250 AUTH PLAINTEXT XLOGIN\r\n"));
  CHECK(stripped.lacks_login());

  SmtpSession nearby({.starttls = false, .login = true, .takes_tls = true});
  nearby.said("EHLO x\r\n");
  CHECK(nearby.heard("250-hello\r\n"));
  CHECK(nearby.heard("250 STARTTLS\r\n"));  // a log-in may be offered behind it
  nearby.said("STARTTLS\r\n");
  CHECK(nearby.heard("220 go\r\n"));
  nearby.said("EHLO x\r\n");
  CHECK_FALSE(nearby.heard("250 hello\r\n"));
  CHECK(nearby.lacks_login());

  SmtpSession old({.starttls = false, .login = true});
  old.said("EHLO x\r\n");
  CHECK(old.heard("502 no\r\n"));
  old.said("HELO x\r\n");
  CHECK_FALSE(old.heard("250 hi\r\n"));

  SmtpSession noise({.starttls = false, .login = false});
  CHECK(noise.heard(""));
  CHECK(noise.heard("\r\n"));
  CHECK(noise.heard("nonsense\r\n"));
  CHECK(noise.heard("250"));
  CHECK(noise.code() == 250);
  for (int i = 0; i < 1000; ++i) noise.heard("250-" + std::string(500, 'x') + "\r\n");
  CHECK(noise.text().size() < 3'000);
}
