// What the owner of an account writes neither hides it nor makes its page a wall.
#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using tests::json_reply;
using tests::reply;
using tests::ruled;
using tests::said;

TEST_CASE("nobody makes an answer unreadable by what he writes into it") {
  const auto definition = ruled(R"({"status":200,"json":{"/login":"{handle}"},"then":"claimed"})",
                                R"("profile":{"account_id":"/id"},)");
  std::string nested;
  for (int i = 0; i < 600; ++i) nested += "[{\"a\":";
  nested += "1";
  for (int i = 0; i < 600; ++i) nested += "}]";
  const std::pair<const char*, std::string> written[] = {
      {"a lone high surrogate", R"("\ud83d")"},
      {"a lone low surrogate", R"("x\udd25y")"},
      {"two high ones", R"("\ud83d\ud83d\ude00")"},
      {"half a character", "\"caf\xc3\""},
      {"the end of one", "\"\x98\x80 hello\""},
      {"CESU-8", "\"\xed\xa0\xbd\xed\xb8\x80\""},
      {"Latin-1", "\"caf\xe9\""},
      {"a tab", "\"a\tb\""},
      {"a line end", "\"a\nb\""},
      {"a control character", "\"a\x01\x1f\""},
      {"a NUL", std::string("\"a\0b\"", 5)},
      {"a backslash", R"("a\'b\x41")"},
      {"a number beyond all doubles", "1e999"},
      {"one below", "-1e999"},
      {"no number", "NaN"},
      {"a number without end", "-Infinity"},
      {"600 levels", nested},
  };
  for (const auto& [what, bio] : written) {
    CAPTURE(std::string(what));
    for (const std::string& body : {R"({"login":"nobody","bio":)" + bio + R"(,"id":7})",
                                    R"({"bio":)" + bio + R"(,"more":[)" + bio + R"(,{"x":)" + bio +
                                        R"(}],"id":7,"login":"nobody"})"}) {
      const net::Reply answer = json_reply(200, body);
      REQUIRE(said(definition, answer) == "claimed");
      CHECK(tests::readings_of(definition, answer)[0].profile.account_id == "7");
    }
  }
  // What is not his doing stays what it is.
  for (const char* body : {R"({"login":"nobody","id":7)", R"({"login":"nobody",,"id":7})",
                           R"({"login":"nobody" "id":7})", R"({"login":"nobody,"id":7})"}) {
    CAPTURE(std::string(body));
    CHECK(said(definition, json_reply(200, body)) == "unknown:no-rule");
  }
}

TEST_CASE(
    "a page that the claimed rule knows by its markup is no wall, whatever its owner calls it") {
  const auto definition = ruled(
      R"~({"status":200,"body":"<main class=\"profile\" data-name=\"{handle}\"","then":"claimed"},)~"
      R"({"status":404,"then":"available"},{"status":410,"then":"suspended"})");
  const auto page = [&](int status, const std::string& head, const std::string& main) {
    const std::string body = head + "<main class=\"" + main + "\" data-name=\"nobody\"></main>";
    return said(definition, reply(status, "text/html", body));
  };
  for (const char* head :
       {"<title>Captcha</title>", "<title>Just a moment...</title>", "<title>Log in</title>",
        "<script src=\"https://www.google.com/recaptcha/api.js\"></script>",
        "<div class=\"g-recaptcha\"></div>"}) {
    CAPTURE(std::string(head));
    CHECK(page(200, head, "profile") == "claimed");
    CHECK(page(200, head, "wall") == "unknown:blocked");
    CHECK(page(404, head, "profile") == "unknown:blocked");
    CHECK(page(410, head, "wall") == "unknown:blocked");
  }
  // What a header says, or a log-in page's address, is no matter of text.
  net::Reply challenge = reply(200, "text/html", "<main class=\"profile\" data-name=\"nobody\">");
  challenge.head.headers.emplace_back("cf-mitigated", "challenge");
  CHECK(said(definition, challenge) == "unknown:blocked");
  // A rule that goes by the status recognises no page.
  const auto by_status = ruled(R"({"status":200,"then":"claimed"})");
  CHECK(said(by_status, reply(200, "text/html", "<title>Captcha</title>")) == "unknown:blocked");
}

TEST_CASE("JSON is read behind what keeps other sites from running it") {
  const auto definition = ruled(R"({"status":200,"json":{"/login":"{handle}"},"then":"claimed"})");
  for (const char* guard : {")]}',\n", ")]}'\n", "while(1);", "for(;;);", "\xef\xbb\xbf",
                            "\xef\xbb\xbf)]}',", " \n", "{}&&", "{} && "}) {
    CAPTURE(std::string(guard));
    for (const char* type : {"application/json", "text/html", "text/plain", ""}) {
      CHECK(said(definition, reply(200, type, guard + std::string(R"({"login":"nobody"})"))) ==
            "claimed");
    }
  }
}

TEST_CASE("a page that is too long is read as far as its beginning decides") {
  struct Row {
    std::string what;
    const char* rules;
    const char* profile;
    std::string beginning;
    std::string read;
  };
  const char* claimed_first =
      R"([{"status":200,"body":"data-profile","then":"claimed"},{"status":404,"then":"available"}])";
  const char* ambiguous_first = R"([{"status":200,"body":"no such","then":"unknown:ambiguous"},)"
                                R"({"status":200,"body":"data-profile","then":"claimed"}])";
  const char* by_status = R"([{"status":200,"then":"claimed"}])";
  const char* by_json = R"([{"status":200,"json":{"/id":1},"then":"claimed"}])";
  const char* deep_json = R"([{"status":200,"json":{"/0/u/id":{"exists":true}},"then":"claimed"}])";
  const char* no_json = R"([{"status":200,"json":{"/id":{"exists":false}},"then":"claimed"}])";
  const char* by_list = R"([{"status":200,"json":{"/ids":[[],[1]]},"then":"claimed"}])";
  const char* suspended_first = R"([{"status":200,"json":{"/suspended":true},"then":"suspended"},)"
                                R"({"status":200,"json":{"/id":1},"then":"claimed"}])";
  const char* not_without_key =
      R"([{"status":200,"json":{"/key":{"exists":false}},"then":"unknown:ambiguous"},)"
      R"({"status":200,"json":{"/id":1},"then":"claimed"}])";
  const std::string profile = "<html><title>x</title><p data-profile id=7>";
  const std::vector<Row> rows = {
      {"markup", claimed_first, "", profile, "claimed"},
      {"no markup yet", claimed_first, "", "<html><title>x</title>", "unknown:too-large"},
      {"half a character at its end", claimed_first, "", profile + "\xC3", "claimed"},
      {"its id as well", claimed_first, R"("account_id":"id=([0-9]+)>")", profile, "claimed"},
      {"its id not yet", claimed_first, R"("account_id":"key=([0-9]+)>")", profile,
       "unknown:too-large"},
      {"half of its id", claimed_first, R"x("account_id":"id=([0-9]+)")x",
       "<html><title>x</title><p data-profile><p id=7", "unknown:too-large"},
      {"half of its id in data", by_json, R"x("account_id":"\"key\":([0-9]+)")x",
       R"({"id":1,"key":12)", "unknown:too-large"},
      {"half of its id in a tag", claimed_first, R"("account_id":"meta:id")",
       "<html><p data-profile><meta name=id content=\"123", "unknown:too-large"},
      {"another id than the first", by_json, R"("account_id":["/key","/legacy"])",
       R"({"id":1,"legacy":"7",)", "unknown:too-large"},
      {"what fits is no data", not_without_key, "", R"({"id":1,"bio":")", "unknown:too-large"},
      {"what may still follow proves nothing anyway", ambiguous_first, "", profile, "claimed"},
      {"it proves nothing", ambiguous_first, "", profile + "no such</p>", "unknown:too-large"},
      {"its status alone", by_status, "", profile, "unknown:too-large"},
      {"data that says it", by_json, "", R"({"id":1,"bio":"so)", "claimed"},
      {"within what is open", deep_json, "", R"([{"u":{"id":1,"tags":["a",{"b":tru)", "claimed"},
      {"half of a character of it", by_json, "", "{\"id\":1,\"bio\":\"caf\xC3", "claimed"},
      {"half of an escape of it", by_json, "", R"({"id":1,"bio":"\ud83d\ud)", "claimed"},
      {"data that does not say it yet", by_json, "", R"({"bio":")", "unknown:too-large"},
      {"the value not yet", by_json, "", R"({"id":1)", "unknown:too-large"},
      {"what is not there yet", no_json, "", R"({"name":1,"bio":")", "unknown:too-large"},
      {"what may still grow", by_list, "", R"({"ids":[1,)", "unknown:too-large"},
      {"suspended may still follow", suspended_first, "", R"({"id":1,"bio":")",
       "unknown:too-large"},
      {"no JSON", by_json, "", R"({"id":1,oops,"and so on":["and on"])", "unknown:too-large"},
      {"a wall", claimed_first, "", "<html><title>Captcha</title><p>", "unknown:blocked"},
      {"nothing", claimed_first, "", "", "unknown:too-large"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto definition = platforms::load_definition(
        fmt::format(R"({{"id":"a","name":"A","profile_url":"https://a.example","handle":)"
                    R"({{"pattern":"[a-z0-9]{{1,30}}"}},"controls":{{"claimed":["staff"]}},"ask":)"
                    R"([{{"name":"one","get":"https://a.example/{{handle}}","rules":{},)"
                    R"("profile":{{{}}}}}]}})",
                    row.rules, row.profile),
        "a.json", "");
    REQUIRE(definition.has_value());
    net::Reply reply;
    reply.failure = model::Reason::too_large;
    reply.head.status = 200;
    reply.head.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    reply.body = row.beginning;
    const std::string handles[] = {"holder"};
    const auto readings =
        platforms::read(*definition, definition->asks[0], {"", nullptr, ""}, handles, reply);
    const platforms::Reading& reading = readings[0];
    const bool is_known = reading.status != model::Status::unknown;
    CHECK((is_known ? std::string(name(reading.status))
                    : "unknown:" + std::string(name(reading.unknown_because))) == row.read);
  }
}

TEST_CASE("an id that a pattern finds twice is one where it is the same") {
  const auto definition = platforms::load_definition(
      R"x({"id":"a","name":"A","profile_url":"https://a.example","handle":{"pattern":"[a-z0-9]{1,30}"},
      "controls":{"claimed":["staff"]},"ask":[{"name":"one","get":"https://a.example/{handle}",
      "rules":[{"status":200,"then":"claimed"}],
      "profile":{"account_id":"\"id\":\"([0-9]+)\""}}]})x",
      "a.json", "");
  REQUIRE(definition.has_value());
  struct Row {
    std::string page;
    const char* id;  // "": none
  };
  std::string many;
  for (int i = 0; i < 3'000; ++i) many += R"("id":"7" )";
  const Row rows[] = {{R"(<script>var S={"id":"1001"};</script>)", "1001"},
                      {R"(<script>var S={"id":"1001"},T={"id":"1001"};</script>)", "1001"},
                      {R"(<p>"id":"666"</p><script>var S={"id":"1001"};</script>)", ""},
                      {R"(<script>var S={"id":"1001"};</script><p>"id":"666"</p>)", ""},
                      {"<p>nobody's</p>", ""},
                      {R"(<p>"id":"666" "id":")" + std::string(70'000, '1') +
                           R"("</p><script>var S={"id":"1001"};</script>)",
                       ""},
                      {many, ""}};
  for (const Row& row : rows) {
    CAPTURE(row.page.substr(0, 80));
    const std::string handles[] = {"holder"};
    const auto reply = tests::reply(200, "text/html", row.page);
    const auto reading =
        platforms::read(*definition, definition->asks[0], {"", nullptr, ""}, handles, reply)[0];
    CHECK(reading.profile.account_id.value_or("") == row.id);
    CHECK((reading.status == model::Status::claimed) == (*row.id != '\0'));
  }
}

TEST_CASE("data of more values than are read is read as far as its beginning decides") {
  const auto definition =
      tests::ruled(R"({"status":200,"json":{"/name":"{handle}"},"then":"claimed"},)"
                   R"({"status":200,"json":{"/name":{"exists":false}},"then":"available"})");
  std::string versions = "[0";
  for (int i = 0; i < 120'000; ++i) versions += ",0";
  const std::string first = R"({"name":"{handle}","versions":)" + versions + "]}";
  const std::string last = R"({"versions":)" + versions + R"(],"name":"{handle}"})";
  CHECK(tests::said(definition, tests::reply(200, "application/json", first)) == "unknown:no-rule");
  const auto named = [](std::string text) {
    return text.replace(text.find("{handle}"), 8, "someone");
  };
  const std::string handles[] = {"someone"};
  for (const bool is_first : {true, false}) {
    CAPTURE(is_first);
    const auto reply = tests::reply(200, "application/json", named(is_first ? first : last));
    const auto readings =
        platforms::read(definition, definition.asks[0], {"", nullptr, ""}, handles, reply);
    CHECK(readings[0].status == (is_first ? model::Status::claimed : model::Status::unknown));
  }
}
