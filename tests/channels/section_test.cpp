#include <doctest/doctest.h>

#include "alerting/settings.hpp"
#include "channels/email.hpp"
#include "channels/kinds.hpp"

using alerting::AlertSettings;
using model::Severity;
using reading::Json;

namespace {

Json parsed(std::string_view text) {
  auto json = reading::parse_json(text, reading::our_files, "a.json");
  REQUIRE(json.has_value());
  return std::move(*json);
}

bool is_channel(const std::string& channel) {
  const std::string text = R"({"team": )" + channel + "}";
  reading::Document document{"a.json", text, {}};
  check(channels::channels_shape(), parsed(text), document);
  return document.problems.empty();
}

bool is_webhook(const std::string& url) {
  return is_channel(R"({"type": "webhook", "url": ")" + url + R"("})");
}

bool is_email(const std::string& smtp, const std::string& to = "soc@example.org") {
  return is_channel(R"({"type": "email", "smtp": ")" + smtp +
                    R"(", "from": "watch@example.org", "to": [")" + to + R"("]})");
}

using Names = std::vector<std::string>;

AlertSettings two_channels(std::vector<alerting::Route> routes) {
  return {"en", "UTC", std::move(routes)};
}

}  // namespace

TEST_CASE("a webhook is https, or plain to this machine alone") {
  for (const char* right :
       {"https://example.org", "https://example.org:8443/a?b=c", "http://127.0.0.1:80/x",
        "http://localhost/", "http://[::1]:9/", "HTTPS://EXAMPLE.ORG/"}) {
    CAPTURE(right);
    CHECK(is_webhook(right));
  }
  for (const char* wrong :
       {"http://example.org", "http://127.0.0.1.example.org/", "http://10.0.0.1/",
        "ftp://example.org", "example.org", "", "https://", "https://a b/"}) {
    CAPTURE(wrong);
    CHECK_FALSE(is_webhook(wrong));
  }
}

TEST_CASE("a mail server is named without user, password and path") {
  for (const char* right : {"smtps://mail.example.org", "smtp://mail.example.org:587",
                            "smtp://127.0.0.1:2525", "smtp://[::1]:25"}) {
    CAPTURE(right);
    CHECK(is_email(right));
  }
  for (const char* wrong : {"smtps://me:hunter2@mail.example.org", "https://mail.example.org",
                            "mail.example.org", "smtp://mail.example.org/x", "smtp://", ""}) {
    CAPTURE(wrong);
    CHECK_FALSE(is_email(wrong));
  }
  CHECK(channels::security_to("smtp://127.0.0.1:2525") == net::MailSecurity::plain_to_loopback);
  CHECK(channels::security_to("smtp://mail.example.org") == net::MailSecurity::required);
  CHECK(channels::security_to("smtp://127.0.0.1.example.org") == net::MailSecurity::required);
}

TEST_CASE("an address is plain, so that none breaks out of a header or a command") {
  for (const char* right : {"a@b", "first.last+tag@mail.example.org"}) {
    CHECK(is_email("smtps://m.example.org", right));
  }
  for (const char* wrong : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\\r\\nRCPT TO:<x@y>",
                            "<a@b>", "A <a@b>", "a@.b", "a@b.", "é@b"}) {
    CAPTURE(wrong);
    CHECK_FALSE(is_email("smtps://m.example.org", wrong));
  }
}

TEST_CASE(
    "channels are read with their secrets, and speak the common language unless they say so") {
  ::setenv("HANDLEWATCH_SECRET_HOOK", "https://hooks.example.org/secret", 1);
  const Json configuration = parsed(R"({"language": "fr", "timezone": "Europe/Paris", "channels": {
    "team": {"type": "slack", "url": {"credential": "hook"}},
    "siem": {"type": "webhook", "url": "https://siem.example.org", "secret": {"credential": "hook"}, "language": "en"},
    "mail": {"type": "email", "smtp": "smtps://m.example.org", "user": "u", "password": {"credential": "hook"},
             "from": "a@b", "to": ["c@d", "e@f"]}}})");
  const AlertSettings settings = alerting::read_settings(configuration);
  const auto channels = channels::read_channels(configuration, ".");
  ::unsetenv("HANDLEWATCH_SECRET_HOOK");
  CHECK(settings.timezone == "Europe/Paris");
  REQUIRE(channels.size() == 3);
  CHECK(channels[0].name == "team");
  CHECK(channels[0].type == "slack");
  CHECK(channels[0].language == "fr");
  CHECK(channels[0].secrets.at("url").reveal() == "https://hooks.example.org/secret");
  CHECK(channels[1].type == "webhook");
  CHECK(channels[1].language == "en");
  CHECK(channels[1].secrets.at("url").reveal() == "https://siem.example.org");
  CHECK_FALSE(channels[1].secrets.at("secret").empty());
  CHECK(channels[2].type == "email");
  CHECK(reading::string_at(channels[2].json, "user") == "u");
  CHECK_FALSE(channels[2].secrets.at("password").empty());
  CHECK(reading::strings_at(channels[2].json, "to") == Names{"c@d", "e@f"});
  // Nothing is said of routes: everybody is told of everything.
  CHECK(channels_for(settings, Severity::info, "any") == Names{"team", "siem", "mail"});
  CHECK(channels_for(settings, Severity::info, "") == Names{"team", "siem", "mail"});
}

TEST_CASE("every route that applies counts, and a channel is told once") {
  const AlertSettings settings = two_channels(
      {{{Severity::critical, Severity::high}, {}, {"team", "siem"}}, {{}, {"acme"}, {"siem"}}});
  CHECK(channels_for(settings, Severity::critical, "acme") == Names{"team", "siem"});
  CHECK(channels_for(settings, Severity::low, "acme") == Names{"siem"});
  CHECK(channels_for(settings, Severity::low, "other").empty());
  CHECK(channels_for(settings, Severity::high, "") == Names{"team", "siem"});
  CHECK(channels_for(settings, Severity::low, "").empty());
}

TEST_CASE("a severity that reaches nobody is named, with the watches where it does not") {
  const AlertSettings settings =
      two_channels({{{Severity::critical, Severity::high}, {}, {"team"}},
                    {{Severity::medium, Severity::low}, {"a"}, {"team"}}});
  CHECK(unreached(settings, {"a"}) == Names{"the severity 'info' reaches nobody"});
  CHECK(unreached(settings, {"a", "b", "c"}) ==
        Names{"the severity 'medium' reaches nobody in b, c",
              "the severity 'low' reaches nobody in b, c", "the severity 'info' reaches nobody"});
  CHECK(unreached(two_channels({{{}, {}, {"team"}}}), {"a"}).empty());
}
