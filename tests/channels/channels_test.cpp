// The three channels against real servers of ours on loopback: what goes over the wire, and what
// each answer comes to.
#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "channels/email.hpp"
#include "channels/mail_reader.hpp"
#include "channels/slack.hpp"
#include "channels/webhook.hpp"
#include "net/curl_mailer.hpp"
#include "net/tiny_smtp.hpp"
#include "net/world.hpp"

using namespace alerting;
using namespace channels;
using Outcome = Delivery::Outcome;

namespace {

class FixedClock final : public sys::Clock {
 public:
  model::Instant now() const override { return tests::at("2026-11-22T07:00:00Z"); }
  model::Moment steady() const override { return {}; }
  async::Task<void> sleep_until(model::Moment) override { co_return; }
  void wake_all() override {}
};

Delivery deliver(boost::asio::io_context& io, Channel& channel, const Message& message) {
  Delivery delivery;
  bool done = false;
  std::exception_ptr thrown;
  boost::asio::co_spawn(io, channel.deliver(message),
                        [&](std::exception_ptr exception, Delivery got) {
                          thrown = std::move(exception);
                          delivery = std::move(got);
                          done = true;
                        });
  while (!done) io.run_one();
  if (thrown) std::rethrow_exception(thrown);
  return delivery;
}

struct HookWorld {
  explicit HookWorld(tests::TinyServer::Script script) : world(std::move(script)) {}

  Delivery webhook(const Message& message) {
    Webhook channel(*world.fetcher, clock, {world.server.url("/in?token=0123456789"), keys},
                    tests::voice("en"));
    return deliver(world.io, channel, message);
  }
  Delivery slack(const Message& message) {
    Slack channel(*world.fetcher, clock, world.server.url("/services/T0/B0/secretsecret"),
                  tests::voice("fr"));
    return deliver(world.io, channel, message);
  }

  tests::World world;
  FixedClock clock;
  std::vector<SigningKey> keys = {SigningKey{std::string(32, 'o')},
                                  SigningKey{std::string(32, 'n')}};
};

std::string value_of(const std::string& request, const std::string& header) {
  const std::size_t at = request.find("\r\n" + header + ": ");
  REQUIRE(at != std::string::npos);
  const std::size_t begin = at + header.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

struct MailWorld {
  explicit MailWorld(tests::SmtpScript script)
      : server(io, std::move(script)), mailer(io.get_executor(), server.certificate_file()) {
    account.server = server.url();
    account.security = net::MailSecurity::required;
    account.user = "alerts";
    account.password = "secret";
    account.from = parse_mailbox("alertes@police.example").value();
  }

  Delivery send() {
    Email channel(mailer, account, tests::voice("fr"));
    Message message = tests::message_of({tests::claimed("02", 7)});
    message.recipient = "Permanence <soc@example.org>";
    return deliver(io, channel, message);
  }

  boost::asio::io_context io{1};
  tests::TinySmtp server;
  net::CurlMailer mailer;
  MailAccount account;
};

tests::SmtpScript smtp(const std::string& verb, std::vector<std::string> answers) {
  tests::SmtpScript script;
  script.offers = {"STARTTLS"};
  script.secure_offers = {"AUTH PLAIN LOGIN"};
  if (!verb.empty()) script.answers[verb] = std::move(answers);
  return script;
}

}  // namespace

TEST_CASE("a webhook is one signed POST, the same id and body in every attempt") {
  int attempts = 0;
  HookWorld hook([&](const std::string&) {
    return ++attempts == 1 ? tests::Answer{tests::page("", "Retry-After: 7\r\n", "503 Busy")}
                           : tests::Answer{tests::page("", "", "204 Fine")};
  });
  const Message message = tests::message_of({tests::claimed("02", 7)});
  const Delivery first = hook.webhook(message);
  CHECK(first.outcome == Outcome::retry);
  CHECK(first.detail == "HTTP 503");
  CHECK(first.not_before == std::chrono::seconds(7));
  CHECK(hook.webhook(message).outcome == Outcome::delivered);

  REQUIRE(hook.world.server.requests().size() == 2);
  const std::string& request = hook.world.server.requests()[0];
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  CHECK(request.starts_with("POST /in?token=0123456789 HTTP/1.1\r\n"));
  CHECK(value_of(request, "Content-Type") == "application/json");
  CHECK(value_of(request, "webhook-id") == "msg_01HV3Z8Q");
  CHECK(value_of(request, "webhook-timestamp") == "1795330800");
  CHECK(value_of(request, "webhook-signature") ==
        signatures(hook.keys, "msg_01HV3Z8Q", 1795330800, body));
  const std::string& again = hook.world.server.requests()[1];
  CHECK(again.substr(again.find("\r\n\r\n") + 4) == body);
  CHECK(value_of(again, "webhook-id") == "msg_01HV3Z8Q");
}

TEST_CASE("a webhook follows no redirect, and its secret stays out of what is told") {
  HookWorld hook(tests::always(
      {tests::page("see /in?token=0123456789", "Location: /elsewhere\r\n", "307 Moved")}));
  const Delivery delivery = hook.webhook(tests::group(2));
  CHECK(delivery.outcome == Outcome::closed);
  CHECK(delivery.detail == "HTTP 307: see …");
  CHECK(hook.world.server.requests().size() == 1);
}

TEST_CASE(
    "an answer that never comes leaves it open whether the webhook arrived; nobody there, not") {
  HookWorld cut(tests::always({"", tests::Then::reset}));
  Delivery delivery = cut.webhook(tests::group(2));
  CHECK(delivery.outcome == Outcome::retry);
  CHECK(delivery.may_have_arrived);
  HookWorld hook(tests::always({tests::page("")}));
  Webhook nobody(*hook.world.fetcher, hook.clock, {"http://127.0.0.1:1/in", {}},
                 tests::voice("en"));
  delivery = deliver(hook.world.io, nobody, tests::group(2));
  CHECK(delivery.outcome == Outcome::retry);
  CHECK_FALSE(delivery.may_have_arrived);
}

TEST_CASE("a 2xx whose body breaks off is a delivery all the same") {
  HookWorld hook(
      tests::always({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", tests::Then::close}));
  CHECK(hook.webhook(tests::group(2)).outcome == Outcome::delivered);
}

TEST_CASE("Slack gets JSON that it can read, and only its 'ok' counts") {
  HookWorld hook(tests::always({tests::page("ok")}));
  CHECK(hook.slack(tests::group(3)).outcome == Outcome::delivered);
  const std::string& request = hook.world.server.requests().front();
  const auto body =
      reading::parse_json(request.substr(request.find("\r\n\r\n") + 4), reading::answers);
  REQUIRE(body);
  CHECK(body->find("blocks") != nullptr);
  HookWorld portal(tests::always({tests::page("<html>log in</html>")}));
  CHECK(portal.slack(tests::group(3)).outcome == Outcome::retry);
  HookWorld gone(tests::always({tests::page("channel_is_archived", "", "410 Gone")}));
  const Delivery delivery = gone.slack(tests::group(3));
  CHECK(delivery.outcome == Outcome::closed);
  CHECK(delivery.surely);
}

TEST_CASE("a greylisting server takes the same mail the second time") {
  MailWorld world(smtp("RCPT", {"451 4.7.1 greylisted, come back", "250 ok"}));
  const Delivery first = world.send();
  CHECK(first.outcome == Outcome::retry);
  CHECK(first.detail == "RCPT TO: 451 4.7.1 greylisted, come back");
  CHECK_FALSE(first.may_have_arrived);
  CHECK(world.send().outcome == Outcome::delivered);
  REQUIRE(world.server.mails().size() == 1);
  const tests::ReadMail mail = tests::read_mail(world.server.mails().front());
  CHECK(mail.header("To") == "soc@example.org");
  CHECK(mail.parts.size() == 2);
}

TEST_CASE("mail servers say no in their ways") {
  struct Row {
    std::string verb;
    std::string answer;
    Outcome outcome;
    bool may_have_arrived;
  };
  const std::vector<Row> table = {
      {"RCPT", "550 5.1.1 no such user", Outcome::refused, false},
      {"AUTH", "535 5.7.8 bad password", Outcome::closed, false},
      {"MAIL", "550 sender refused", Outcome::closed, false},
      {"content", "554 5.7.1 spam", Outcome::refused, false},
      {"content", "451 later", Outcome::retry, false},
      {"content", "cut", Outcome::retry, true},
      {"DATA", "cut", Outcome::retry, false},
  };
  for (const Row& row : table) {
    CAPTURE(row.verb);
    CAPTURE(row.answer);
    MailWorld world(smtp(row.verb, {row.answer}));
    const Delivery delivery = world.send();
    CHECK(delivery.outcome == row.outcome);
    CHECK(delivery.may_have_arrived == row.may_have_arrived);
    CHECK(delivery.detail.find("secret") == std::string::npos);
  }
}

TEST_CASE("neither a mail without TLS nor one without the log-in leaves the house") {
  tests::SmtpScript plain = smtp("", {});
  plain.offers = {"AUTH PLAIN"};
  MailWorld no_tls(plain);
  CHECK(no_tls.send().outcome == Outcome::closed);
  tests::SmtpScript open = smtp("", {});
  open.secure_offers = {};
  MailWorld no_login(open);
  CHECK(no_login.send().outcome == Outcome::closed);
  for (const MailWorld* world : {&no_tls, &no_login}) {
    CHECK(world->server.mails().empty());
    for (const std::string& line : world->server.heard()) {
      CHECK_FALSE(line.starts_with("MAIL"));
      CHECK_FALSE(line.starts_with("AUTH"));
    }
  }
}
