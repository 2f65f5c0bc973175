// The list of kinds, held to what the rest of the program needs of each.
#include "channels/kinds.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "alerting/settings.hpp"
#include "reading/file.hpp"
#include "reading/schema.hpp"

using namespace alerting;
using namespace channels;
using reading::Json;

namespace {

// One of each kind. A kind without an example fails below.
constexpr const char* examples = R"({"language": "en", "timezone": "UTC", "channels": {
  "of-webhook": {"type": "webhook", "url": "https://siem.example.org/in", "language": "fr"},
  "of-slack": {"type": "slack", "url": {"credential": "kinds-hook"}},
  "of-email": {"type": "email", "smtp": "smtps://m.example.org", "user": "u",
               "password": {"credential": "kinds-hook"}, "from": "a@b.example",
               "to": ["c@d.example", "e@f.example"]}}})";

struct Opening {
  Opening() { ::setenv("HANDLEWATCH_SECRET_KINDS_HOOK", "https://hooks.example.org/secret", 1); }
  ~Opening() { ::unsetenv("HANDLEWATCH_SECRET_KINDS_HOOK"); }

  Json json(std::string text = examples) {
    document = {"a.json", text, {}};
    auto parsed = reading::parse_json(text, reading::our_files, "a.json");
    REQUIRE(parsed.has_value());
    return std::move(*parsed);
  }
  std::vector<ChannelSettings> channels(const std::string& text = examples) {
    return read_channels(json(text), ".");
  }
  Speech speech(const std::filesystem::path& messages = tests::messages_folder()) const {
    return {messages, "UTC", tests::platform_facts};
  }
  model::Problems tried(const std::string& text, const std::filesystem::path& messages) {
    const auto settings = channels(text);
    try_channels(settings, speech(messages), document);
    return document.problems;
  }

  reading::Document document;
};

class Unused final : public net::Fetcher, public net::Mailer, public sys::Clock {
 public:
  async::Task<net::Reply> fetch(net::Request) override { throw 1; }
  async::Task<net::MailReply> send(net::Mail) override { throw 1; }
  async::Task<void> sleep_until(model::Moment) override { throw 1; }
  model::Instant now() const override { return {}; }
  model::Moment steady() const override { return {}; }
  void wake_all() override {}
};

}  // namespace

TEST_CASE("each kind of channel is a right one of its shape, in the schema, and can be opened") {
  Opening opening;
  const Json json = opening.json();
  const auto& channels = *json.find("channels");
  check(channels_shape(), channels, opening.document, "/channels");
  check_secrets(channels_shape(), channels, ".", opening.document, "/channels");
  CHECK(opening.document.problems.empty());
  const std::string schema = reading::to_text(reading::json_schema(channels_shape()));
  const auto settings = opening.channels();
  Unused unused;
  const auto opened = open_channels(settings, opening.speech(), {unused, unused, unused});
  REQUIRE(opened.has_value());
  std::set<std::string_view> names;
  for (const ChannelKind& kind : channel_kinds()) {
    CAPTURE(kind.name);
    CHECK(names.insert(kind.name).second);
    CHECK(schema.find("\"" + std::string(kind.name) + "\"") != std::string::npos);
    const auto is_of_it = [&](const OpenChannel& one) {
      return one.name == "of-" + std::string(kind.name);
    };
    const auto found = std::find_if(opened->begin(), opened->end(), is_of_it);
    REQUIRE(found != opened->end());
    Message message = tests::message_of({tests::claimed("02", 7)});
    if (!found->recipients.empty()) message.recipient = found->recipients.front();
    CHECK(found->channel->preview(message).find("pnationale02") != std::string::npos);
  }
  CHECK(names.size() == settings.size());
}

TEST_CASE("the manual has every kind of channel with every key of it") {
  const std::string manual =
      reading::read_file(HANDLEWATCH_TESTS "/../systemd/man/handlewatch.json.5").value();
  for (const ChannelKind& kind : channel_kinds()) {
    CAPTURE(kind.name);
    const std::size_t begin = manual.find("\n.It Ic " + std::string(kind.name) + "\n");
    REQUIRE(begin != std::string::npos);
    const std::size_t end =
        std::min(manual.find("\n.It Ic ", begin + 1), manual.find("\n.El", begin));
    const std::string entry = manual.substr(begin, end - begin);
    for (const reading::Field& field : kind.shape().fields) {
      CAPTURE(field.key);
      CHECK(entry.find("\n.Ic " + field.key) != std::string::npos);
    }
  }
}

TEST_CASE("a channel has the addresses, the language and the patience of its configuration") {
  Opening opening;
  const auto settings = opening.channels();
  Unused unused;
  auto opened = open_channels(settings, opening.speech(), {unused, unused, unused});
  REQUIRE(opened.has_value());
  CHECK((*opened)[0].service == RetryPolicy::http);
  CHECK((*opened)[0].recipients.empty());
  CHECK((*opened)[1].service == RetryPolicy::http);
  CHECK((*opened)[2].service == RetryPolicy::mail);
  CHECK((*opened)[2].recipients == std::vector<std::string>{"c@d.example", "e@f.example"});
  Message message = tests::message_of({tests::claimed("02", 7)});
  CHECK((*opened)[0].channel->preview(message).find("\"language\":\"fr\"") != std::string::npos);
  message.recipient = "c@d.example";
  CHECK((*opened)[2].channel->preview(message).find("From: a@b.example") != std::string::npos);
}

TEST_CASE("what a channel that runs would stumble over is found by trying it, at its place") {
  Opening opening;
  CHECK(opening.tried(examples, tests::messages_folder()).empty());
  // Texts that are not there: of every channel, not of the first alone.
  CHECK(opening.tried(examples, "/nowhere").size() == 3);
  const auto problems = opening.tried(R"({"language": "en", "channels": {
    "mail": {"type": "email", "smtp": "smtps://m.example.org", "from": "a..b@c", "to": ["c@d"]}}})",
                                      tests::messages_folder());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "/channels/mail/from");
  CHECK(problems[0].line == 2);
  CHECK(problems[0].message.find("no mail address") != std::string::npos);
}

TEST_CASE("the check of a signing secret and of an address is the one of whoever uses it") {
  Opening opening;
  const auto is_right = [&](const std::string& channel) {
    const Json json = opening.json(R"({"c": )" + channel + "}");
    check(channels_shape(), json, opening.document);
    return opening.document.problems.empty();
  };
  for (const char* address :
       {"a..b@c.example", ".a@b.example", "a@-b.example", "a@b_c.example", "a@b..example"}) {
    CAPTURE(address);
    const std::string written(address);
    CHECK_FALSE(is_right(R"({"type": "email", "smtp": "smtps://m.example", "from": ")" + written +
                         R"(", "to": ["c@d"]})"));
    CHECK_FALSE(
        is_right(R"({"type": "email", "smtp": "smtps://m.example", "from": "c@d", "to": [")" +
                 written + R"("]})"));
  }
}
