#include "platforms/recorded_exchange.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using platforms::RecordedExchange;

namespace {

const char* const whole =
    "# First comment\n"
    "#\n"
    "ask: one\n"
    "server: https://a.example\n"
    "handles: ada | bob\n"
    "asked: GET https://a.example/ada\n"
    "ended: https://a.example/home\n"
    "says: claimed | unknown:no-rule\n"
    "profile 1: account_id=12=3\n"
    "profile 2: display_name=\n"
    "\n"
    "HTTP/1.1 200\n"
    "Content-Type: text/html\n"
    "Location: https://a.example/x\n"
    "\n"
    "<p>Body\n\nwith blank lines\n";

RecordedExchange parsed(const std::string& text) {
  auto exchange = platforms::parse_exchange(text, "x.http");
  if (!exchange) FAIL(tests::lines_of(exchange.error()));
  return std::move(*exchange);
}

std::string refused(const std::string& text) {
  const auto exchange = platforms::parse_exchange(text, "x.http");
  return exchange ? "" : tests::lines_of(exchange.error());
}

}  // namespace

TEST_CASE("an exchange is read from its text, and written as it was") {
  const RecordedExchange exchange = parsed(whole);
  CHECK(exchange.comments == std::vector<std::string>{"First comment", ""});
  CHECK(exchange.ask == "one");
  CHECK(exchange.server == "https://a.example");
  CHECK(exchange.handles == std::vector<std::string>{"ada", "bob"});
  CHECK(exchange.asked == "GET https://a.example/ada");
  CHECK(exchange.ended == "https://a.example/home");
  CHECK(exchange.says == std::vector<std::string>{"claimed", "unknown:no-rule"});
  REQUIRE(exchange.profile.size() == 2);
  CHECK(exchange.profile[0].handle == 0);
  CHECK(exchange.profile[0].key == "account_id");
  CHECK(exchange.profile[0].value == "12=3");
  CHECK(exchange.profile[1].handle == 1);
  CHECK(exchange.profile[1].value.empty());
  CHECK(exchange.reply.head.status == 200);
  CHECK(exchange.reply.head.headers.size() == 2);
  CHECK(exchange.reply.head.location == "https://a.example/x");
  CHECK(exchange.reply.body == "<p>Body\n\nwith blank lines\n");
  std::string text = whole;
  text.replace(text.find("#\n"), 2, "# \n");
  CHECK(to_text(exchange) == text);
}

TEST_CASE("what may be left out is left out, and lines may end as on the wire") {
  const std::string least = "ask: one\nhandles: ada\nsays: claimed\n\nHTTP/1.1 404\n\n";
  const RecordedExchange exchange = parsed(least);
  CHECK(exchange.reply.head.status == 404);
  CHECK(exchange.reply.head.headers.empty());
  CHECK(exchange.reply.body.empty());
  CHECK(to_text(exchange) == least);
  const RecordedExchange wire = parsed(
      "ask: one\r\nhandles: ada\r\nsays: claimed\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n\r\nx\r\n");
  CHECK(wire.ask == "one");
  CHECK(wire.reply.head.headers == net::Headers{{"A", "b"}});
  CHECK(wire.reply.body == "\r\nx\r\n");
  CHECK(parsed("ask: one\nhandles: ada\nsays: claimed\n\nHTTP/1.1 200").reply.head.status == 200);
}

TEST_CASE("an exchange that is none is refused with its line") {
  const std::string member =
      "one of ask, server, handles, asked, ended, says and profile N, a colon and a value is "
      "needed\n";
  const std::string status = "a status line such as 'HTTP/1.1 200 OK' is needed\n";
  struct Row {
    std::string text;
    std::string why;
  };
  const std::string good = "ask: one\nhandles: ada\nsays: claimed\n";
  const Row rows[] = {
      {"ask: one\nwhat: ever\n", "x.http:2: " + member},
      {"ask:one\n", "x.http:1: " + member},
      {"# x\nask\n", "x.http:2: " + member},
      {"profile 0: a=b\n", "x.http:1: " + member},
      {"profile -1: a=b\n", "x.http:1: " + member},
      {"profile x: a=b\n", "x.http:1: " + member},
      {"profile 1x: a=b\n", "x.http:1: " + member},
      {"profile : a=b\n", "x.http:1: " + member},
      {"profile 1: a\n", "x.http:1: " + member},
      {"profile: a=b\n", "x.http:1: " + member},
      {"", "x.http: " + status},
      {good, "x.http:3: " + status},
      {good + "\n", "x.http:4: " + status},
      {good + "\nHTTP/2 200\n", "x.http:5: " + status},
      {good + "\nHTTP/1.1 \n", "x.http:5: " + status},
      {good + "\nHTTP/1.1 2x0\n", "x.http:5: " + status},
      {good + "\nHTTP/1.1 20\n\n", ""},
      {good + "\nHTTP/1.1 200\nA:b\n\n", "x.http:6: a header is a name, a colon and a value\n"},
      {"handles: ada\nsays: claimed\n\nHTTP/1.1 200\n\n",
       "x.http: 'ask' and 'handles' are needed\n"},
      {"ask: one\nsays: claimed\n\nHTTP/1.1 200\n\n", "x.http: 'ask' and 'handles' are needed\n"},
      {"ask: one\nhandles: ada\n\nHTTP/1.1 200\n\n",
       "x.http: 'says' has one word for each of 'handles'\n"},
      {"ask: one\nhandles: ada | bob\nsays: claimed\n\nHTTP/1.1 200\n\n",
       "x.http: 'says' has one word for each of 'handles'\n"},
      {"ask: one\nhandles: ada\nsays: claimed | claimed\n\nHTTP/1.1 200\n\n",
       "x.http: 'says' has one word for each of 'handles'\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(refused(row.text) == row.why);
  }
}

TEST_CASE("an exchange is held against what the definition reads now, word by word") {
  const auto definition = tests::asking(
      R"({"name":"one","get":"https://a.example/{handle}","rules":[)"
      R"({"status":200,"then":"claimed"},{"status":404,"then":"available"},)"
      R"({"status":400,"then":"ask:two"}],"profile":{"account_id":"/id","display_name":"/name",)"
      R"("created_at":"/at","bio":"/bio"}},)"
      R"({"name":"two","get":"https://a.example/?u={handles}","max":2,"item":"/{handle}",)"
      R"("rules":[{"status":200,"item":{"":1},"then":"claimed"}]})");
  const auto exchange = [](const std::string& head, int status, const std::string& body) {
    return parsed(head +
                  fmt::format("\nHTTP/1.1 {}\nContent-Type: application/json\n\n{}", status, body));
  };
  using Lines = std::vector<std::string>;
  const std::string ada = "ask: one\nhandles: ada\nsays: claimed\n";
  const std::string body = R"({"id":7,"name":"Ada","at":"2013","bio":"x"})";
  CHECK(differences(definition, exchange(ada, 200, body)).empty());
  CHECK(differences(definition, exchange(ada + "asked: GET https://a.example/ada\n"
                                               "profile 1: account_id=7\n"
                                               "profile 1: display_name=Ada\n"
                                               "profile 1: created_at=2013\nprofile 1: bio=x\n"
                                               "profile 1: parody=(none)\n",
                                         200, body))
            .empty());
  CHECK(differences(definition, exchange(ada, 404, body)) ==
        Lines{"ada is available now, not claimed"});
  CHECK(differences(definition, exchange(ada, 400, body)) ==
        Lines{"ada is ask:two now, not claimed"});
  CHECK(differences(definition, exchange(ada, 403, body)) ==
        Lines{"ada is unknown:blocked now, not claimed"});
  CHECK(differences(definition, exchange(ada + "asked: GET https://a.example/\n"
                                               "profile 1: account_id=8\nprofile 1: bio=y\n"
                                               "profile 1: display_name=(none)\n"
                                               "profile 2: bio=z\n",
                                         200, body)) ==
        Lines{"asks GET https://a.example/ada now, not GET https://a.example/",
              "account_id of ada is 7 now, not 8", "bio of ada is x now, not y",
              "display_name of ada is Ada now, not (none)"});
  CHECK(differences(definition, exchange(ada + "profile 1: bio=x\n", 200, R"({"id":7})")) ==
        Lines{"bio of ada is (none) now, not x"});
  CHECK(differences(definition, exchange(ada + "profile 1: account_id=7\n", 200, "{}")) ==
        Lines{"ada is unknown:no-identity now, not claimed",
              "account_id of ada is (none) now, not 7"});
  CHECK(differences(definition, exchange("ask: three\nhandles: ada\nsays: claimed\n", 200, body)) ==
        Lines{"a has no ask 'three' for 1 handles"});
  CHECK(differences(definition, exchange("ask: one\nhandles: ada | bob\nsays: claimed | claimed\n",
                                         200, body)) == Lines{"a has no ask 'one' for 2 handles"});
  CHECK(
      differences(definition, exchange("ask: two\nhandles: ada | bob\nsays: claimed | ask-alone\n",
                                       200, R"({"ada":1,"bob":2})"))
          .empty());
  const auto replayed = replay(definition, exchange(ada, 200, body));
  REQUIRE(replayed);
  CHECK(replayed->ask == &definition.asks[0]);
}

TEST_CASE("where redirects ended is told by the exchange, and otherwise nowhere else than asked") {
  const auto definition = tests::ruled(R"({"status":200,"then":"claimed"})", R"("redirects":3,)");
  const std::string head = "ask: one\nhandles: ada\nsays: claimed\n";
  const std::string rest = "\nHTTP/1.1 200\nContent-Type: text/html\n\n<p>x";
  CHECK(differences(definition, parsed(head + rest)).empty());
  CHECK(differences(definition, parsed(head + "ended: https://a.example/login\n" + rest)) ==
        std::vector<std::string>{"ada is unknown:blocked now, not claimed"});
}
