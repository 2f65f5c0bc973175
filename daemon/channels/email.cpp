#include "channels/email.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "channels/digest.hpp"
#include "channels/forms.hpp"
#include "channels/html.hpp"
#include "channels/mime.hpp"
#include "channels/plain_text.hpp"
#include "text/clip.hpp"
#include "text/visible.hpp"

namespace channels {
namespace {

using Outcome = alerting::Delivery::Outcome;
using net::MailStage;
using reading::Form;
using reading::Json;
using reading::Shape;

// Mails have no tight limit; these keep them below what anybody would read or a server refuse.
constexpr std::size_t most_full = 20;
constexpr std::size_t most_named = 1'000;
constexpr std::size_t longest_text = 200'000;
constexpr std::size_t longest_subject = 200;  // code points
constexpr std::size_t ids_listed = 20;

// The characters of an id of ours; any other would be structure in a header.
std::string safe_id(std::string_view id) {
  std::string safe(id.substr(0, 100));
  const auto is_safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  for (char& c : safe) c = is_safe(c) ? c : '-';
  return safe;
}

// The same in every attempt, another for every recipient: otherwise a mailbox that is reached by
// two addresses would get one of the two.
std::string message_id(const std::string& id, const std::string& recipient,
                       const std::string& domain) {
  return fmt::format("<{}.{}@{}>", safe_id(id), sha256_hex(recipient).substr(0, 12), domain);
}

std::string event_ids(const alerting::Message& message) {
  std::string ids;
  for (std::size_t i = 0; i < message.events.size() && i < ids_listed; ++i) {
    if (i > 0) ids += ",\r\n ";
    ids += safe_id(message.events[i].id);
  }
  return ids;
}

std::string_view stage_name(MailStage stage) {
  switch (stage) {
    case MailStage::connecting: return "greeting";
    case MailStage::hello: return "EHLO";
    case MailStage::securing: return "STARTTLS";
    case MailStage::authenticating: return "AUTH";
    case MailStage::sender: return "MAIL FROM";
    case MailStage::recipient: return "RCPT TO";
    case MailStage::content: return "DATA";
  }
  return "";
}

// Of a 5yz.
Outcome refused_at(const net::MailReply& reply) {
  constexpr int needs_login_or_tls = 530;
  constexpr int too_large = 552;
  if (reply.code == needs_login_or_tls) return Outcome::closed;
  switch (reply.stage) {
    case MailStage::recipient:
    case MailStage::content: return Outcome::refused;
    case MailStage::sender: return reply.code == too_large ? Outcome::refused : Outcome::closed;
    default: return Outcome::closed;
  }
}

std::string words(std::string_view said) {
  constexpr std::size_t longest = 200;
  return text::clipped(text::visible(said), longest);
}

// A server and nothing else: user and password have keys of their own.
bool is_smtp_url(std::string_view text) {
  const auto url = net::parse_url(std::string(text));
  if (!url || !is_clean(text) || (url->scheme != "smtp" && url->scheme != "smtps")) return false;
  const std::string_view server = text.substr(url->scheme.size() + 3);
  return server.find_first_of("@/?#") == std::string_view::npos;
}

// An address alone, without a display name: whatever passes here can be written to.
bool is_address(std::string_view text) {
  const auto mailbox = parse_mailbox(text);
  return mailbox && mailbox->address == text && text.size() <= 254;
}

Form smtp_url() {
  return {.name =
              "smtps://HOST[:PORT], or smtp://HOST[:PORT] with STARTTLS, without user and "
              "password,",
          .admits = is_smtp_url,
          .pattern = "^smtps?://[^@/?#]+$",
          .shown = false};
}

Form address() {
  return {.name = "an address such as soc@example.org",
          .admits = is_address,
          .pattern = "^[^@\\s]+@[^@\\s]+$"};
}

void check_email(reading::Document& document, const Json& json, const std::string& path) {
  const bool user = json.find("user") != nullptr;
  if (user == (json.find("password") != nullptr)) return;
  const char* missing = user ? "password" : "user";
  document.report(json, reading::pointer(path, missing),
                  std::string("'") + missing + "' is missing: a server is given both or neither");
}

Shape email_shape() {
  return Shape::object(
      {required("smtp", Shape::string(smtp_url()),
                "The mail server: smtps://HOST, or smtp://HOST with STARTTLS. Nothing is sent "
                "without TLS, but to loopback."),
       optional("user", Shape::string(reading::some_text("a user's name")), "For the server."),
       optional("password", Shape::secret({.name = ""}), "For the server."),
       required("from", Shape::string(address()), "The sender's address."),
       required("to", Shape::list(Shape::string(address()), 1), "A mail goes to each of them.")},
      check_email);
}

Opened open_email(const Json& settings, const ChannelTools& tools) {
  auto from = parse_mailbox(reading::string_at(settings, "from"));
  if (!from) return model::refused({"", 0, 0, "/from", from.error().front().message});
  MailAccount account;
  account.server = reading::string_at(settings, "smtp");
  account.security = security_to(account.server);
  account.user = reading::string_at(settings, "user");
  account.password = tools.secret("password");
  account.from = std::move(*from);
  alerting::OpenChannel opened;
  opened.service = alerting::RetryPolicy::mail;
  opened.recipients = reading::strings_at(settings, "to");
  opened.channel = std::make_unique<Email>(tools.mailer, std::move(account), tools.voice);
  return opened;
}

}  // namespace

ChannelKind email_kind() {
  return {"email", email_shape, open_email};
}

net::MailSecurity security_to(const std::string& server) {
  const auto url = net::parse_url(server);
  return url && is_loopback(*url) ? net::MailSecurity::plain_to_loopback
                                  : net::MailSecurity::required;
}

std::string email_content(const alerting::Message& message, const alerting::Voice& voice,
                          const MailAccount& account) {
  const alerting::Rendered rendered = alerting::render(message, voice);
  const std::string domain = account.from.domain();
  Letter letter;
  letter.from = account.from;
  letter.to = message.recipient;
  letter.subject =
      text::clipped("[handlewatch] " + alerting::plain(rendered.title), longest_subject);
  letter.date = message.created;
  letter.more = {{"Message-ID", message_id(message.id, message.recipient, domain)}};
  if (!message.thread.empty() && message.thread != message.id) {
    const std::string first = message_id(message.thread, message.recipient, domain);
    letter.more.emplace_back("In-Reply-To", first);
    letter.more.emplace_back("References", first);
  }
  letter.more.emplace_back("Auto-Submitted", "auto-generated");
  letter.more.emplace_back("X-Auto-Response-Suppress", "All");
  letter.more.emplace_back("List-Id", fmt::format("<handlewatch.{}>", domain));
  letter.more.emplace_back("X-Handlewatch-Event", event_ids(message));
  letter.text = fmt::format("{}\n\n{}\n-- \n{}\n", alerting::plain(rendered.title),
                            plain_text(rendered, voice.texts, most_full, longest_text),
                            voice.texts.phrase("footer"));
  letter.html = html_page(rendered, voice.texts, most_full, most_named);
  return mime(letter);
}

alerting::Delivery judge_mail(const net::MailReply& reply) {
  alerting::Delivery delivery;
  if (reply.taken) {
    delivery.outcome = Outcome::delivered;
    delivery.detail = fmt::format("{} {}", reply.code, words(reply.text));
  } else if (reply.lacks_tls) {
    delivery.outcome = Outcome::closed;
    delivery.detail = "the server offers no STARTTLS, and nothing is sent without it";
  } else if (reply.lacks_login) {
    delivery.outcome = Outcome::closed;
    delivery.detail = "the server offers no log-in by PLAIN or LOGIN, and a user is configured";
  } else if (reply.failure) {
    delivery.outcome = Outcome::retry;
    delivery.may_have_arrived = reply.content_sent;
    delivery.detail = fmt::format("{}: {}", name(*reply.failure), words(reply.failure_detail));
  } else {
    delivery.outcome = reply.code >= 500 ? refused_at(reply) : Outcome::retry;
    delivery.detail =
        fmt::format("{}: {} {}", stage_name(reply.stage), reply.code, words(reply.text));
  }
  return delivery;
}

Email::Email(net::Mailer& mailer, MailAccount account, alerting::Voice voice)
    : mailer_(mailer), account_(std::move(account)), voice_(std::move(voice)) {}

async::Task<alerting::Delivery> Email::deliver(alerting::Message message) {
  const auto recipient = parse_mailbox(message.recipient);
  if (!recipient) {
    alerting::Delivery refused;
    refused.outcome = Outcome::refused;
    refused.detail = recipient.error().front().message;
    co_return refused;
  }
  message.recipient = recipient->address;
  const auto one_or_other = [](const std::string& set, const std::string& otherwise) {
    return set.empty() ? otherwise : set;
  };
  net::Mail mail;
  mail.url = account_.server;
  mail.security = account_.security;
  mail.user = account_.user;
  mail.password = account_.password;
  mail.own_name = one_or_other(account_.own_name, account_.from.domain());
  mail.sender = one_or_other(account_.envelope_sender, account_.from.address);
  mail.recipient = message.recipient;
  mail.content = email_content(message, voice_, account_);
  const net::MailReply reply = co_await mailer_.send(mail);
  co_return judge_mail(reply);
}

std::string Email::preview(const alerting::Message& message) const {
  const auto recipient = parse_mailbox(message.recipient);
  if (!recipient) return recipient.error().front().message + "\n";
  alerting::Message addressed = message;
  addressed.recipient = recipient->address;
  return email_content(addressed, voice_, account_);
}

}  // namespace channels
