// What a person may write in `channels`, `routes`, `language` and `timezone`.
#include <algorithm>

#include "alerting/settings.hpp"
#include "net/address_guard.hpp"
#include "net/url.hpp"
#include "text/timezone.hpp"
#include "text/visible.hpp"

namespace alerting {
namespace {

using reading::Field;
using reading::Form;
using reading::Json;
using reading::Shape;

bool is_loopback(const net::Url& url) {
  const auto address = net::literal_address(url.host);
  return address && address->is_loopback();
}

bool is_clean(std::string_view text) {
  return text.find(' ') == std::string_view::npos && text::visible(text) == text;
}

bool is_webhook_url(std::string_view text) {
  const auto url = net::parse_url(std::string(text));
  if (!url || !is_clean(text)) return false;
  return url->scheme == "https" || (url->scheme == "http" && is_loopback(*url));
}

// A server and nothing else: user and password have keys of their own.
bool is_smtp_url(std::string_view text) {
  const auto url = net::parse_url(std::string(text));
  if (!url || !is_clean(text) || (url->scheme != "smtp" && url->scheme != "smtps")) return false;
  const std::string_view server = text.substr(url->scheme.size() + 3);
  return server.find_first_of("@/?#") == std::string_view::npos;
}

// Base64 of 24 to 64 bytes, as Standard Webhooks wants it.
bool is_signing_secret(std::string_view text) {
  constexpr std::string_view prefix = "whsec_";
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  if (text.size() % 4 != 0) return false;
  const std::size_t bytes = text.size() / 4 * 3;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  return text.find_first_not_of(alphabet) == std::string_view::npos && bytes - padding >= 24 &&
         bytes - padding <= 64;
}

// Plain addresses of ASCII, without quotes, comments and display names.
bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  const auto allowed = [](char c) {
    constexpr std::string_view special = "\"(),:;<>[\\]@";
    return c > ' ' && c < '\x7F' && special.find(c) == std::string_view::npos;
  };
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  return text.size() <= 254 && std::all_of(local.begin(), local.end(), allowed) &&
         std::all_of(domain.begin(), domain.end(), allowed) && domain.front() != '.' &&
         domain.back() != '.';
}

Form https_url() {
  return {.name = "an https:// URL (http:// only to loopback)",
          .admits = is_webhook_url,
          .pattern = "^https?://",
          .shown = false};
}

Form smtp_url() {
  return {.name =
              "smtps://HOST[:PORT], or smtp://HOST[:PORT] with STARTTLS, without user and "
              "password,",
          .admits = is_smtp_url,
          .pattern = "^smtps?://[^@/?#]+$",
          .shown = false};
}

Form signing_secret() {
  return {.name = "whsec_ and the base64 of 24 to 64 bytes", .admits = is_signing_secret};
}

Form address() {
  return {.name = "an address such as soc@example.org",
          .admits = is_address,
          .pattern = "^[^@\\s]+@[^@\\s]+$"};
}

Form timezone() {
  return {.name = "a time zone such as Europe/Paris or UTC",
          .admits = text::is_timezone,
          .known = text::timezones};
}

Field language() {
  return optional("language", language_shape(),
                  "Of this channel's messages, instead of the common one.");
}

Shape webhook_shape() {
  return Shape::object(
      {required("url", Shape::string_or_secret(https_url()),
                "Where events are posted, in the form of Standard Webhooks."),
       optional("secret", Shape::secret(signing_secret()),
                "Signs each message: whsec_ and the base64 of 24 to 64 random bytes."),
       language()});
}

Shape slack_shape() {
  return Shape::object({required("url", Shape::secret(https_url()),
                                 "The URL of an incoming webhook. Whoever knows it can post."),
                        language()});
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
       required("to", Shape::list(Shape::string(address()), 1), "A mail goes to each of them."),
       language()},
      check_email);
}

}  // namespace

bool EmailSettings::may_be_plain() const {
  const auto url = net::parse_url(smtp);
  return url && is_loopback(*url);
}

Shape channels_shape() {
  return Shape::map(reading::identifier(),
                    Shape::variant("type", {"webhook", "slack", "email"},
                                   {webhook_shape(), slack_shape(), email_shape()}));
}

Shape routes_shape() {
  std::vector<std::string> severities(model::severity_names.begin(), model::severity_names.end());
  const Shape names = Shape::list(Shape::string(reading::identifier()), 1);
  return Shape::list(Shape::object(
      {optional(
           "severity", Shape::list(Shape::choice(std::move(severities)), 1),
           "Only these of critical, high, medium, low and info; every one when it is left out."),
       optional("watch", names, "Only these watches; every one when it is left out."),
       required("to", names, "The channels that are told.")}));
}

Shape language_shape() {
  return Shape::choice({"en", "fr"});
}

Shape timezone_shape() {
  return Shape::string(timezone());
}

}  // namespace alerting
