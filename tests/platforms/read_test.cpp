#include "platforms/read.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using tests::json_reply;
using tests::reply;
using tests::ruled;
using tests::said;

TEST_CASE("the first rule that fits decides, and is named from 1") {
  const auto definition = ruled(
      R"({"status":404,"then":"available"},{"status":200,"body":"gone","then":"unknown:ambiguous"},)"
      R"({"status":200,"then":"claimed"},{"status":200,"body":"never","then":"suspended"})");
  CHECK(said(definition, reply(404, "text/html", "x")) == "available");
  CHECK(said(definition, reply(200, "text/html", "gone never")) == "unknown:ambiguous");
  CHECK(said(definition, reply(200, "text/html", "never")) == "claimed");
  const auto readings = tests::readings_of(definition, reply(200, "text/html", "x"));
  CHECK(readings[0].rule == 3);
  CHECK(platforms::reason_text(definition.asks[0], readings[0]) == "one/3");
  const auto unread = tests::readings_of(definition, reply(418, "text/html", "x"));
  CHECK(unread[0].rule == 0);
  CHECK(platforms::reason_text(definition.asks[0], unread[0]) == "no-rule");
}

TEST_CASE("all conditions of a rule must hold") {
  const auto definition = ruled(
      R"({"status":[200,"4xx"],"header":{"X-Kind":"^profile$"},"location":"/u/","body":"ada","json":{"/a":1},"then":"claimed"})");
  const auto with = [](int status, const char* kind, const char* location, const char* body) {
    net::Reply answer = json_reply(status, body);
    if (*kind != '\0') answer.head.headers.emplace_back("x-kind", kind);
    answer.head.location = location;
    return answer;
  };
  const char* const good = R"({"a":1,"b":"ada"})";
  CHECK(said(definition, with(200, "profile", "https://a/u/", good)) == "claimed");
  CHECK(said(definition, with(418, "profile", "https://a/u/", good)) == "claimed");
  CHECK(said(definition, with(500, "profile", "https://a/u/", good)) == "unknown:blocked");
  CHECK(said(definition, with(201, "profile", "https://a/u/", good)) == "unknown:no-rule");
  CHECK(said(definition, with(200, "profiles", "https://a/u/", good)) == "unknown:no-rule");
  CHECK(said(definition, with(200, "", "https://a/u/", good)) == "unknown:no-rule");
  CHECK(said(definition, with(200, "profile", "https://a/v/", good)) == "unknown:no-rule");
  CHECK(said(definition, with(200, "profile", "", good)) == "unknown:no-rule");
  CHECK(said(definition, with(200, "profile", "https://a/u/", R"({"a":1,"b":"bob"})")) ==
        "unknown:no-rule");
  CHECK(said(definition, with(200, "profile", "https://a/u/", R"({"a":2,"b":"ada"})")) ==
        "unknown:no-rule");
}

TEST_CASE("a test compares with the JSON type, and folds only what names the handle") {
  struct Row {
    const char* test;
    const char* value;
    bool holds;
  };
  const Row rows[] = {
      {"1", "1", true},
      {"1", "1.0", true},
      {"1", "\"1\"", false},
      {"1", "true", false},
      {"true", "true", true},
      {"true", "\"true\"", false},
      {"null", "null", true},
      {"\"\"", "\"\"", true},
      {"\"\"", "null", false},
      {"\"Ada\"", "\"Ada\"", true},
      {"\"Ada\"", "\"ada\"", false},
      {"\"{handle}\"", "\"NoBody\"", true},
      {"\"u/{handle}\"", "\"U/nobody\"", true},
      {"\"{handle}\"", "\"nobody2\"", false},
      {"\"{handle}\"", "1", false},
      {"[1, \"x\", null]", "\"x\"", true},
      {"[1, \"x\", null]", "null", true},
      {"[1, \"x\", null]", "2", false},
      {"[]", "[]", true},
      {"[]", "[1]", false},
      {"[]", "{}", false},
      {"{}", "{}", true},
      {"{}", "[]", false},
      {"[[]]", "[]", true},
      {"{\"exists\":true}", "0", true},
      {"{\"exists\":true}", "false", true},
      {"{\"exists\":true}", "\"\"", true},
      {"{\"exists\":true}", "null", false},
      {"{\"exists\":false}", "null", true},
      {"{\"exists\":false}", "0", false},
      {"{\"matches\":\"^a.c$\"}", "\"abc\"", true},
      {"{\"matches\":\"^a.c$\"}", "\"xabc\"", false},
      {"{\"matches\":\"1\"}", "1", false},
      {"{\"matches\":\"null\"}", "null", false},
      {"12345678901234567890", "12345678901234567891", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.test));
    CAPTURE(std::string(row.value));
    const auto definition =
        ruled(fmt::format(R"({{"json":{{"/v":{}}},"then":"claimed"}})", row.test));
    const std::string body = fmt::format(R"({{"v":{}}})", row.value);
    CHECK(said(definition, json_reply(200, body)) == (row.holds ? "claimed" : "unknown:no-rule"));
  }
  // A number is not the name that is spelt like it.
  const auto named = ruled(R"({"json":{"/v":"{handle}"},"then":"claimed"})");
  CHECK(said(named, json_reply(200, R"({"v":"17"})"), {"17"}) == "claimed");
  CHECK(said(named, json_reply(200, R"({"v":17})"), {"17"}) == "unknown:no-rule");
  CHECK(said(named, json_reply(200, R"({"v":true})"), {"true"}) == "unknown:no-rule");
  CHECK(said(named, json_reply(200, R"({"v":null})"), {"null"}) == "unknown:no-rule");
  CHECK(said(named, json_reply(200, R"({"v":["ada"]})"), {"ada"}) == "unknown:no-rule");
  // Of a list each value that names the handle is folded, and no other.
  const auto listed = ruled(R"({"json":{"/v":["Staff","@{handle}","{handle}"]},"then":"claimed"})");
  CHECK(said(listed, json_reply(200, R"({"v":"ADA"})"), {"ada"}) == "claimed");
  CHECK(said(listed, json_reply(200, R"({"v":"@Ada"})"), {"ada"}) == "claimed");
  CHECK(said(listed, json_reply(200, R"({"v":"staff"})"), {"ada"}) == "unknown:no-rule");
  const auto missing = ruled(R"({"json":{"/v":{"exists":false}},"then":"claimed"})");
  CHECK(said(missing, json_reply(200, R"({"w":1})")) == "claimed");
  const auto whole = ruled(R"({"json":{"":[]},"then":"claimed"})");
  CHECK(said(whole, json_reply(200, "[]")) == "claimed");
  CHECK(said(whole, json_reply(200, "[1]")) == "unknown:no-rule");
}

TEST_CASE("JSON conditions hold only where the body is JSON, an absent item too") {
  const auto definition =
      ruled(R"({"item":false,"then":"claimed"})", R"("item":"/u/name={handle}",)");
  CHECK(said(definition, json_reply(200, R"({"u":[]})")) == "claimed");
  CHECK(said(definition, json_reply(200, R"({})")) == "claimed");
  CHECK(said(definition, reply(200, "text/html", R"({"u":[]})")) == "claimed");
  CHECK(said(definition, json_reply(200, R"({"u":[{"name":"NOBODY"}]})")) == "unknown:no-rule");
  for (const char* body : {"<html>", "{\"u\":[]", "{'u':[]}", "", "{\"u\":[]} x", "NaN"}) {
    CAPTURE(std::string(body));
    CHECK(said(definition, reply(200, "text/html", body)) == "unknown:no-rule");
  }
}

TEST_CASE("what cannot be read is no-rule, whatever rule would take it") {
  const std::string bomb(std::size_t{256} << 10, '[');
  net::Reply skipped = reply(200, "text/html", "");
  skipped.body_skipped = true;
  struct Row {
    const char* what;
    net::Reply reply;
    bool text = false;  // whether rules on the status or the text speak,
    bool json = false;  // and rules on JSON
  };
  const Row rows[] = {
      {"an empty 200", reply(200, "text/html", "")},
      {"an empty 200 without a type", reply(200, "", "")},
      {"an empty 202", reply(202, "text/html", "")},
      {"blanks", reply(200, "text/html", " \r\n\t")},
      {"a body that was not read", skipped},
      {"a picture", reply(200, "image/png", "\x89PNG")},
      {"a picture with a text in it", reply(404, "image/png", "text")},
      {"a download", reply(200, "application/octet-stream", "text")},
      {"JSON that is cut off", json_reply(200, R"({"x":1)")},
      {"JSON that does not end", json_reply(200, bomb)},
      {"a page that says it is JSON", json_reply(404, "<html>Not Found</html>"), true},
      {"a page that says it is JSON of a kind", reply(200, "application/problem+json", "<html>"),
       true},
      {"bytes that are not UTF-8", reply(200, "text/html", "<p>caf\xe9"), true},
      {"a surrogate in UTF-8", reply(200, "text/html", "\xed\xa0\x80"), true},
      {"JSON that is not UTF-8", json_reply(200, "{\"y\":\"\xff\"}"), true, true},
  };
  const auto claimed = [](const char* rules, const net::Reply& reply) {
    const std::string words = said(ruled(rules, R"("item":"/u",)"), reply);
    CHECK((words == "claimed" || words == "unknown:no-rule"));
    return words == "claimed";
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.what));
    CHECK(claimed(R"({"status":[200,202,404],"then":"claimed"})", row.reply) == row.text);
    CHECK(claimed(R"({"status":[200,202,404],"body":"","then":"claimed"})", row.reply) == row.text);
    for (const char* rules :
         {R"({"json":{"":{"exists":true}},"then":"claimed"})", R"({"item":false,"then":"claimed"})",
          R"({"json":{"/x":{"exists":false}},"then":"claimed"})"}) {
      CAPTURE(std::string(rules));
      CHECK(claimed(rules, row.reply) == row.json);
    }
  }
}

TEST_CASE("a failed transfer gives its own reason for every handle, whatever arrived before") {
  const auto definition = ruled(R"({"status":200,"then":"claimed"})");
  for (const model::Reason reason :
       {model::Reason::network, model::Reason::dns, model::Reason::tls, model::Reason::timeout,
        model::Reason::too_large, model::Reason::redirect, model::Reason::private_address}) {
    net::Reply cut_off = reply(200, "text/html", "<p>half a pa");
    cut_off.failure = reason;
    const std::string word = "unknown:" + std::string(model::name(reason));
    CHECK(said(definition, cut_off) == word);
    CHECK(said(definition, cut_off, {"a", "b"}) == word + " " + word);
  }
}

TEST_CASE("an ask that another has to decide, and reasons that a definition gives") {
  const auto definition = tests::asking(
      R"({"name":"first","get":"https://a.example/{handle}","rules":[{"status":200,"then":"claimed"},)"
      R"({"status":402,"then":"unknown:blocked"},{"status":420,"then":"unknown:rate-limited"},)"
      R"({"status":409,"then":"unknown:ambiguous"},{"status":404,"then":"ask:second"}]},)"
      R"({"name":"second","get":"https://a.example/?u={handle}","rules":[{"status":404,"then":"available"}]})");
  CHECK(said(definition, reply(404, "text/html", "x")) == "ask:second");
  CHECK(said(definition, reply(404, "text/html", "x"), {"nobody"}, 1) == "available");
  CHECK(said(definition, reply(402, "text/html", "x")) == "unknown:blocked");
  CHECK(said(definition, reply(420, "text/html", "x")) == "unknown:rate-limited");
  CHECK(said(definition, reply(409, "text/html", "x")) == "unknown:ambiguous");
}

TEST_CASE("whether the body matters is told from the status alone") {
  const auto definition =
      ruled(R"({"status":200,"then":"claimed"},{"status":"4xx","then":"available"})");
  const auto matters = [&](int status) {
    net::Head head;
    head.status = status;
    return platforms::body_matters(definition.asks[0], head);
  };
  CHECK(matters(200));
  CHECK(matters(404));
  CHECK_FALSE(matters(301));
  CHECK_FALSE(matters(503));
}

TEST_CASE("a rule without a status decides nothing where the status speaks of whoever asks") {
  const auto any = ruled(R"({"body":"bad name","then":"invalid"},{"status":200,"then":"claimed"})");
  const auto named = ruled(
      R"({"status":[401,451,503],"body":"bad name","then":"invalid"},{"status":200,"then":"claimed"})");
  CHECK(said(any, reply(200, "text/plain", "bad name")) == "invalid");
  CHECK(said(any, reply(404, "text/plain", "bad name")) == "invalid");
  for (const int status : {401, 407, 429, 451, 500, 503, 999}) {
    CAPTURE(status);
    CHECK(said(any, reply(status, "text/plain", "bad name")).starts_with("unknown:"));
  }
  CHECK(said(named, reply(451, "text/plain", "bad name")) == "invalid");
}

TEST_CASE("no name with a letter beyond ASCII is taken for the one that looks like it") {
  // K is the Kelvin sign, ſ the long s, İ the dotted capital i.
  struct Row {
    const char* asked;
    const char* shown;
    bool same;
  };
  const Row rows[] = {
      {"kim", "KIM", true},       {"kim", "\u212Aim", false}, {"kims", "kim\u017F", false},
      {"kim", "k\u0130m", false}, {"kim", "k\u0131m", false}, {"ada", "Ada", true},
      {"a.da", "A.DA", true},     {"a.da", "axda", false},
  };
  const char* const conditions[] = {R"("json":{"/v":"{handle}"})",
                                    R"("json":{"/list/v={handle}":{"exists":true}})",
                                    R"("json":{"/by/{handle}":{"exists":true}})",
                                    R"~("json":{"/v":{"matches":"^{handle}$"}})~",
                                    R"~("json":{"/v":{"matches":"(?i)^{handle}$"}})~",
                                    R"~("body":"\"v\":\"{handle}\"")~"};
  for (const Row& row : rows) {
    for (const char* condition : conditions) {
      CAPTURE(std::string(row.shown));
      CAPTURE(std::string(condition));
      const auto definition = ruled(fmt::format(R"({{{},"then":"claimed"}})", condition));
      const std::string body =
          fmt::format(R"({{"v":"{0}","list":[{{"v":"{0}"}}],"by":{{"{0}":1}}}})", row.shown);
      CHECK(said(definition, json_reply(200, body), {row.asked}) ==
            (row.same ? "claimed" : "unknown:no-rule"));
    }
  }
  // A redirect's Location, escaped or not.
  const auto moved = ruled(R"~({"status":302,"location":"/u/{handle}$","then":"claimed"})~");
  const auto leads_to = [&moved](const std::string& path) {
    net::Reply answer = reply(302, "text/html", "x");
    answer.head.location = "https://a.example" + path;
    answer.effective_url = "https://a.example/kim";
    return said(moved, answer, {"kim"});
  };
  CHECK(leads_to("/u/KIM") == "claimed");
  CHECK(leads_to("/u/%E2%84%AAim") == "unknown:redirect");
}

TEST_CASE("the id of an account is one, whichever way the platform writes it") {
  const auto definition = ruled(R"({"status":200,"then":"claimed"})",
                                R"("profile":{"account_id":"/id","followers":"/n"},)");
  const auto profile = [&](std::string_view body) {
    return tests::readings_of(definition, json_reply(200, body))[0].profile;
  };
  for (const char* body : {R"({"id":2})", R"({"id":2.0})", R"({"id":2e0})", R"({"id":"2"})"}) {
    CHECK(profile(body).account_id == "2");
  }
  CHECK(profile(R"({"id":12345678901234567891})").account_id == "12345678901234567891");
  CHECK(profile(R"({"id":"007"})").account_id == "007");
  CHECK(said(definition, json_reply(200, R"({"id":true})")) == "unknown:no-identity");
}
