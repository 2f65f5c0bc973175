// One answer about many handles, and what is found out about the one who holds a handle.
#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using tests::asking;
using tests::json_reply;
using tests::reply;
using tests::said;

namespace {

// `rest` is what stands beside name, URL and batch: item, rules, profile.
platforms::Definition batched(std::string_view rest) {
  return asking(fmt::format(
      R"({{"name":"many","get":"https://a.example/?u={{handles}}","max":10,{}}})", rest));
}

const char* const by_item =
    R"("item":["/data/username={handle}","/errors/value={handle}"],"rules":[)"
    R"({"json":{"/error":"slow down"},"then":"unknown:rate-limited"},)"
    R"({"status":200,"item":{"/id":{"exists":true}},"then":"claimed"},)"
    R"({"status":200,"item":{"/why":{"matches":"suspended"}},"then":"suspended"},)"
    R"({"status":200,"json":{"/data":{"exists":true}},"item":false,"then":"available"},)"
    R"({"status":404,"then":"available"}],)"
    R"("profile":{"account_id":"/id","display_name":["/full","/name"],"bio":"/bio","followers":"/n"})";

}  // namespace

TEST_CASE("each handle of a batch is judged by its own part, found as the platform folds names") {
  const auto definition = batched(by_item);
  const net::Reply answer =
      json_reply(200, R"({"data":[{"username":"ADA","id":1},{"username":"bob","id":2}],
      "errors":[{"value":"eve","why":"has been suspended"}]})");
  CHECK(said(definition, answer, {"bob", "eve", "nobody", "ada"}) ==
        "claimed suspended available claimed");
}

TEST_CASE("in a batch a rule without item may only say unknown; for the rest the batch is halved") {
  const auto definition = batched(by_item);
  CHECK(said(definition, reply(404, "text/html", "Not found"), {"a", "b"}) ==
        "ask-alone ask-alone");
  CHECK(said(definition, reply(404, "text/html", "Not found"), {"a"}) == "available");
  CHECK(said(definition, json_reply(200, R"({"error":"slow down"})"), {"a", "b"}) ==
        "unknown:rate-limited unknown:rate-limited");
}

TEST_CASE("where no rule fits a batch it is halved; a wall or a lost answer is not asked again") {
  const auto definition = batched(by_item);
  CHECK(said(definition, json_reply(400, R"({"error":"bad name"})"), {"a", "b"}) ==
        "ask-alone ask-alone");
  CHECK(said(definition, json_reply(400, R"({"error":"bad name"})"), {"a"}) == "unknown:no-rule");
  CHECK(said(definition, reply(200, "text/html", ""), {"a", "b"}) == "ask-alone ask-alone");
  CHECK(said(definition, reply(200, "text/html", ""), {"a"}) == "unknown:no-rule");
  CHECK(said(definition, reply(403, "text/html", "x"), {"a", "b"}) ==
        "unknown:blocked unknown:blocked");
  CHECK(said(definition, reply(429, "text/html", "x"), {"a", "b"}) ==
        "unknown:rate-limited unknown:rate-limited");
  CHECK(said(definition, reply(302, "text/html", "x"), {"a", "b"}) ==
        "unknown:redirect unknown:redirect");
}

TEST_CASE("part of a batch may be readable and part of it not") {
  const auto definition = batched(
      R"("item":"/u/{handle}","rules":[{"item":{"/id":{"exists":true}},"then":"claimed"},{"item":{"":null},"then":"available"}])");
  CHECK(said(definition, json_reply(200, R"({"u":{"a":{"id":1},"b":null,"c":{"odd":1}}})"),
             {"a", "b", "c", "d"}) == "claimed available ask-alone ask-alone");
}

TEST_CASE("the number of a handle is its place in this request") {
  const auto definition = batched(
      R"("item":"/a{n}","rules":[{"item":{"/login":"{handle}"},"then":"claimed"},{"item":{"":null},"then":"available"}])");
  const net::Reply answer =
      json_reply(200, R"({"a0":{"login":"Ada"},"a1":null,"a2":{"login":"ada"}})");
  CHECK(said(definition, answer, {"ada", "bob", "eve"}) == "claimed available ask-alone");
  CHECK(said(definition, answer, {"bob"}) == "unknown:no-rule");
}

TEST_CASE("without a pointer to its part, a batch's answer speaks of nobody in particular") {
  const auto definition = batched(R"("rules":[{"item":{"/id":{"exists":true}},"then":"claimed"}])");
  CHECK(said(definition, json_reply(200, R"({"id":1})"), {"a", "b"}) == "ask-alone ask-alone");
  CHECK(said(definition, json_reply(200, R"({"id":1})"), {"a"}) == "claimed");
}

TEST_CASE("a stranger who writes another handle into a profile does not become that handle") {
  const auto definition = batched(by_item);
  const net::Reply answer = json_reply(200, R"({"data":[{"username":"ada","id":1,
      "bio":"{\"username\":\"police\",\"id\":9}","name":"police","other":{"username":"police","id":9}}]})");
  CHECK(said(definition, answer, {"ada", "police"}) == "claimed available");
}

TEST_CASE("the profile is read from the item: the first source that gives something") {
  const auto definition = batched(by_item);
  const auto readings = tests::readings_of(definition, json_reply(200, R"({"data":[
        {"username":"ada","id":12345678901234567890,"full":"","name":"Ada","bio":null,"n":0},
        {"username":"bob","id":"did:x:1","full":"Bob \u001b[31m","bio":["x"],"n":1.5}]})"),
                                           {"ada", "bob"});
  CHECK(readings[0].profile.account_id == "12345678901234567890");
  CHECK(readings[0].profile.display_name == "Ada");
  CHECK(readings[0].profile.more ==
        std::vector<std::pair<std::string, std::string>>{{"followers", "0"}});
  CHECK(readings[1].profile.account_id == "did:x:1");
  CHECK(readings[1].profile.display_name == "Bob \x1b[31m");
  CHECK(readings[1].profile.more ==
        std::vector<std::pair<std::string, std::string>>{{"followers", "1.5"}});
}

TEST_CASE("only who holds a handle has a profile") {
  const auto definition = asking(
      R"({"name":"one","get":"https://a.example/{handle}","rules":[{"json":{"/s":"gone"},"then":"available"},)"
      R"({"json":{"/s":"shut"},"then":"suspended"},{"json":{"/s":"kept"},"then":"reserved"},{"status":200,"then":"claimed"}],)"
      R"("profile":{"account_id":["/id","<b>([0-9]+)</b>"],"display_name":"<h1>([^<]+)</h1>","created_at":"/t"}})");
  const auto read = [&](std::string_view type, std::string_view body) {
    return tests::readings_of(definition, reply(200, type, body))[0];
  };
  CHECK(read("application/json", R"({"s":"live","id":7,"t":"2014-01-15"})").profile.account_id ==
        "7");
  CHECK(read("application/json", R"({"s":"live","id":7,"t":"2014-01-15"})").profile.created_at ==
        "2014-01-15");
  CHECK(read("application/json", R"({"s":"shut","id":7})").profile.account_id == "7");
  CHECK_FALSE(read("application/json", R"({"s":"gone","id":7})").profile.account_id.has_value());
  CHECK_FALSE(read("application/json", R"({"s":"kept","id":7})").profile.account_id.has_value());
  CHECK(read("text/html", "<b>7</b><h1>Préfecture</h1>").profile.display_name == "Préfecture");
  CHECK_FALSE(read("text/html", "<b>7</b><h1></h1>").profile.display_name.has_value());
}
