// The API in process: what it answers, to whom it says no, and what a decision leaves behind.
#include "serving/api.hpp"

#include <filesystem>

#include <unistd.h>

#include "ledger/watched.hpp"
#include "text/time.hpp"

using model::IncidentState;
using model::Status;
using reading::Json;
using serving::Request;
using serving::Response;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

// A ledger in which strangers have two handles, and an API before it.
struct Office {
  Watched w;
  std::string trouble;

  Office() {
    w.sure("pn02", Status::claimed, "13");
    w.sure("pn03", Status::claimed, "14");
    w.sure("pn04", Status::available);
  }

  Response ask(const std::string& method, const std::string& path, const std::string& body = "",
               std::map<std::string, std::string> query = {}) {
    Request request{method, path, std::move(query), Json::object(), "soc (uid 1001)"};
    if (!body.empty()) request.body = *reading::parse_json(body, reading::answers);
    return serving::Api(*w.ledger, w.now, trouble).answer(request);
  }
  IncidentState state(long long id) { return w.ledger->incidents.find(id)->state; }
};

std::string text_of(const Response& reply, std::string_view key) {
  const Json* member = reply.body.find(key);
  return member == nullptr ? "(none)" : member->text;
}

struct Known {
  const char* method;
  const char* path;
  const char* body;
};
// Every route, with a body that it takes.
constexpr Known known[] = {
    {"GET", "/v1/status", ""},
    {"GET", "/v1/incidents", ""},
    {"GET", "/v1/incidents/1", ""},
    {"POST", "/v1/incidents/1/ack", "{}"},
    {"POST", "/v1/incidents/1/snooze", R"({"for":"7d"})"},
    {"POST", "/v1/incidents/1/dismiss", R"({"as":"parody","reason":"says so"})"},
    {"POST", "/v1/incidents/1/own", "{}"},
    {"POST", "/v1/incidents/1/reopen", "{}"},
    {"GET", "/v1/history", ""},
    {"POST", "/v1/own", R"({"platform":"bluesky","handle":"pn09"})"},
    {"GET", "/v1/ledger/export", ""},
    {"GET", "/v1/ledger/check", ""},
    {"POST", "/v1/ledger/backup", R"({"to":"/nonexistent/copy.db"})"},
    {"POST", "/v1/ledger/forget", R"({"account":"13","platform":"bluesky"})"},
};

}  // namespace

TEST_CASE("a method is exact: every other one is told which is answered, and decides nothing") {
  Office office;
  const std::string before = to_text(office.ask("GET", "/v1/ledger/export").body);
  for (const Known& route : known) {
    for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "get", ""}) {
      if (method == std::string_view(route.method)) continue;
      const Response reply = office.ask(method, route.path, route.body);
      CHECK_MESSAGE(reply.status == 405, (std::string(method) + " " + route.path));
      CHECK(reply.allow == route.method);
    }
  }
  for (const char* part : {"targets:0", "history:0", "incidents:0", "decisions:0"}) {
    const std::map<std::string, std::string> from = {{"from", part}};
    Office untouched;
    CHECK(to_text(office.ask("GET", "/v1/ledger/export", "", from).body) ==
          to_text(untouched.ask("GET", "/v1/ledger/export", "", from).body));
  }
  CHECK(to_text(office.ask("GET", "/v1/ledger/export").body) == before);
}

TEST_CASE("a path is exact") {
  Office office;
  for (const char* path :
       {"", "/", "/v1", "/v2/status", "/v1/status/", "/v1/statuses", "/v1//status", "v1/status",
        "/v1/incidents/1/ack/now", "/v1/incidents/1/close", "/v1/incidents//ack", "/v1/ledger",
        "/v1/own/pn02", "/V1/status", "/v1/{id}", "/v1/incidents/"}) {
    for (const char* method : {"GET", "POST"}) {
      const Response reply = office.ask(method, path, "{}");
      CHECK_MESSAGE(reply.status == 404, (std::string(method) + " " + path));
      CHECK(reply.allow.empty());
      CHECK_FALSE(text_of(reply, "error").empty());
    }
  }
  for (const char* id : {"x", "1x", "1.0", " 1", "99999999999999999999"}) {
    const std::string path = "/v1/incidents/" + std::string(id);
    CHECK(office.ask("GET", path).status == 404);
    for (const char* action : {"/ack", "/snooze", "/dismiss", "/own", "/reopen"}) {
      CHECK(office.ask("POST", path + action, "{}").status == 404);
    }
  }
}

TEST_CASE("a decision is answered with the incident as it is then, and is kept with who made it") {
  Office office;
  const Response acknowledged = office.ask("POST", "/v1/incidents/1/ack", R"({"reason":"ours"})");
  CHECK(acknowledged.status == 200);
  CHECK(text_of(acknowledged, "state") == "acknowledged");
  const Response snoozed = office.ask("POST", "/v1/incidents/1/snooze", R"({"for":"7d"})");
  CHECK(text_of(snoozed, "state") == "snoozed");
  CHECK(office.w.ledger->incidents.find(1)->snoozed_until == office.w.now + 24h * 7);
  const Response dismissed =
      office.ask("POST", "/v1/incidents/1/dismiss", R"({"as":"parody","reason":"says so"})");
  CHECK(text_of(dismissed, "state") == "dismissed");
  CHECK(text_of(dismissed, "dismissed_as") == "parody");
  CHECK(text_of(office.ask("POST", "/v1/incidents/1/reopen"), "state") == "open");
  CHECK(text_of(office.ask("POST", "/v1/incidents/1/own"), "state") == "resolved");
  std::vector<std::string> made;
  for (const ledger::Decision& one : office.w.ledger->incidents.decisions(1)) {
    CHECK(one.author == "soc (uid 1001)");
    CHECK(one.at == office.w.now);
    made.push_back(one.action + " " + one.subject + one.reason);
  }
  CHECK(made.size() == 5);
  CHECK(made[0] == "ack ours");
  CHECK(made[1].starts_with("snooze until "));
  CHECK(made[2] == "dismiss as parodysays so");
  CHECK(made[3] == "reopen ");
  CHECK(made[4] == "own ");
  CHECK(office.state(2) == IncidentState::open);
  const Response shown = office.ask("GET", "/v1/incidents/1");
  CHECK(shown.body.find("events")->items.size() == 1);
  CHECK(shown.body.find("decisions")->items.size() == 5);
}

TEST_CASE("what is over is not put off, and nothing is opened beside what stands: said with why") {
  Office office;
  office.w.now += 48h;
  office.w.sure("pn02", Status::available);
  const std::map<std::string, std::string> given = {{"ack", "{}"}, {"snooze", R"({"for":"7d"})"}};
  for (const auto& [action, body] : given) {
    const Response reply = office.ask("POST", "/v1/incidents/1/" + action, body);
    CHECK(reply.status == 409);
    CHECK(text_of(reply, "error").find("incident 1 is over") != std::string::npos);
  }
  office.w.sure("pn02", Status::claimed, "15");
  const Response reply = office.ask("POST", "/v1/incidents/1/reopen");
  CHECK(reply.status == 409);
  CHECK(text_of(reply, "error").find("a newer one of the same handle stands") != std::string::npos);
  CHECK(office.state(1) == IncidentState::resolved);
  CHECK(office.w.ledger->incidents.decisions(1).empty());
}

TEST_CASE("what is no decision is refused in a sentence and changes nothing") {
  Office office;
  struct Slip {
    const char* path;
    const char* body;
    int status;
    const char* words;
  };
  const Slip slips[] = {
      {"/v1/incidents/99/ack", "{}", 404, "no incident 99"},
      {"/v1/incidents/99/snooze", R"({"for":"7d"})", 404, "no incident 99"},
      {"/v1/incidents/99/dismiss", R"({"as":"parody","reason":"x"})", 404, "no incident 99"},
      {"/v1/incidents/99/own", "{}", 404, "no incident 99"},
      {"/v1/incidents/99/reopen", "{}", 404, "no incident 99"},
      {"/v1/incidents/1/snooze", "{}", 400, "how long"},
      {"/v1/incidents/1/snooze", R"({"for":"soon"})", 400, "how long"},
      {"/v1/incidents/1/snooze", R"({"for":"0s"})", 400, "how long"},
      {"/v1/incidents/1/dismiss", R"({"as":"bakery","reason":"x"})", 400, "'bakery'"},
      {"/v1/incidents/1/dismiss", R"({"as":"ours","reason":"x"})", 400, "'ours'"},
      {"/v1/incidents/1/dismiss", R"({"as":"parody"})", 400, "reason"},
      {"/v1/incidents/1/dismiss", R"({"as":"parody","reason":" \t"})", 400, "reason"},
      {"/v1/incidents/1/ack", R"({"reason":7})", 400, "'reason'"},
      {"/v1/own", R"({"platform":"bluesky"})", 400, "which handle"},
      {"/v1/own", R"({"handle":"pn02"})", 400, "which handle"},
      {"/v1/own", R"({"platform":"bluesky","handle":"pn02","account_id":13})", 400, "'account_id'"},
      {"/v1/own", R"({"platform":"bluesky","handle":"pn02","account_id":" "})", 400, "empty"},
      {"/v1/ledger/forget", R"({"platform":"bluesky"})", 400, "which account"},
      {"/v1/ledger/forget", R"({"account":"13"})", 400, "which platform"},
      {"/v1/ledger/backup", "{}", 400, "which file"},
      {"/v1/ledger/backup", R"({"to":"/"})", 400, "there already"},
  };
  for (const Slip& slip : slips) {
    const Response reply = office.ask("POST", slip.path, slip.body);
    CHECK_MESSAGE(reply.status == slip.status, (std::string(slip.path) + slip.body));
    CHECK_MESSAGE(text_of(reply, "error").find(slip.words) != std::string::npos,
                  text_of(reply, "error"));
  }
  CHECK(office.state(1) == IncidentState::open);
  CHECK(office.w.ledger->incidents.decisions_after(0, 10).empty());
  CHECK(office.w.ledger->owned.of("bluesky", "").empty());
  CHECK(office.ask("GET", "/v1/incidents", "", {{"state", "opn"}}).status == 400);
  CHECK(office.ask("GET", "/v1/incidents", "", {{"before", "x"}}).status == 400);
  CHECK(office.ask("GET", "/v1/history").status == 400);
  CHECK(office.ask("GET", "/v1/ledger/export", "", {{"from", "elsewhere:1"}}).status == 400);
}

TEST_CASE("a handle becomes ours with the account that is said, and its incident ends") {
  Office office;
  const Response reply = office.ask(
      "POST", "/v1/own",
      R"({"platform":"bluesky","server":"","handle":"pn02","account_id":"13","reason":"new"})");
  CHECK(reply.status == 200);
  const auto owned = office.w.ledger->owned.of("bluesky", "");
  REQUIRE(owned.size() == 1);
  CHECK(owned[0].account_id == "13");
  CHECK(office.state(1) == IncidentState::resolved);
  const auto made = office.w.ledger->incidents.decisions_after(0, 10);
  REQUIRE(made.size() == 1);
  CHECK(made[0].subject == "pn02 on bluesky");
  CHECK(made[0].reason == "new");
}

TEST_CASE("a pinned account is let go of or changed only by whoever says so") {
  Office office;
  const auto own = [&](const std::string& more) {
    return office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn02")" + more + "}");
  };
  CHECK(to_text(own("").body) == R"({"account_id":null,"before":null,"is_watched":true})");
  CHECK(to_text(own(R"(,"account_id":"12")").body) ==
        R"({"account_id":"12","before":null,"is_watched":true})");
  CHECK(to_text(own("").body) == R"({"account_id":"12","before":"12","is_watched":true})");
  CHECK(to_text(own(R"(,"unpin":false)").body) ==
        R"({"account_id":"12","before":"12","is_watched":true})");
  for (const char* slip : {R"(,"account_id":"")", R"(,"account_id":null)", R"(,"unpin":"yes")",
                           R"(,"unpin":null)", R"(,"account_id":"9","unpin":true)"}) {
    CHECK_MESSAGE(own(slip).status == 400, slip);
  }
  CHECK(to_text(own(R"(,"account_id":"11")").body) ==
        R"({"account_id":"11","before":"12","is_watched":true})");
  CHECK(to_text(own(R"(,"unpin":true)").body) ==
        R"({"account_id":null,"before":"11","is_watched":true})");
  const auto made = office.w.ledger->incidents.decisions_after(0, 10);
  CHECK(made.back().action == "unpin");
  CHECK(made.front().action == "own");
}

TEST_CASE("an incident about another account than the pinned one is not made ours, and why") {
  Office office;
  office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn02","account_id":"12"})");
  CHECK(office.state(1) == IncidentState::open);
  const Response reply = office.ask("POST", "/v1/incidents/1/own", "{}");
  CHECK(reply.status == 409);
  CHECK(text_of(reply, "error") ==
        "pn02 on bluesky is pinned to the account 12, and incident 1 is about another; if that is "
        "ours: handlewatch own pn02@bluesky --account-id 13");
  CHECK(office.state(1) == IncidentState::open);
  CHECK(office.w.ledger->owned.of("bluesky", "")[0].account_id == "12");
  office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn02","account_id":"13"})");
  CHECK(office.ask("POST", "/v1/incidents/1/own", "{}").status == 200);
}

TEST_CASE("a key or a parameter that is not known is refused, with the nearest that is") {
  Office office;
  struct Slip {
    const char* method;
    const char* path;
    const char* key;
    const char* words;
  };
  const Slip slips[] = {
      {"POST", "/v1/incidents/1/ack", "reson", "unknown key 'reson' (did you mean 'reason'?)"},
      {"POST", "/v1/incidents/1/snooze", "time", "unknown key 'time' (allowed: for, reason)"},
      {"POST", "/v1/own", "acount_id", "unknown key 'acount_id' (did you mean 'account_id'?)"},
      {"POST", "/v1/own", "unpin?", "unknown key 'unpin?' (did you mean 'unpin'?)"},
      {"GET", "/v1/incidents", "stat", "unknown parameter 'stat' (did you mean 'state'?)"},
      {"GET", "/v1/status", "watch", "unknown parameter 'watch': none is taken here"},
  };
  for (const Slip& slip : slips) {
    const bool asks = slip.method == std::string("GET");
    const std::string body = std::string(R"({")") + slip.key + R"(":"x"})";
    const Response reply = office.ask(slip.method, slip.path, asks ? "" : body,
                                      asks ? std::map<std::string, std::string>{{slip.key, "x"}}
                                           : std::map<std::string, std::string>{});
    CHECK(reply.status == 400);
    CHECK(text_of(reply, "error") == slip.words);
  }
  // No route takes what the table does not say: keys in a question, parameters in a decision.
  const std::string before = to_text(office.ask("GET", "/v1/ledger/export").body);
  for (const Known& route : known) {
    const Response key = office.ask(route.method, route.path, R"({"else":"x"})");
    CHECK_MESSAGE(key.status == 400, route.path);
    CHECK(text_of(key, "error").starts_with("unknown key 'else'"));
    const Response parameter = office.ask(route.method, route.path, route.body, {{"else", "x"}});
    CHECK_MESSAGE(parameter.status == 400, route.path);
    CHECK(text_of(parameter, "error").starts_with("unknown parameter 'else'"));
  }
  CHECK(office.state(1) == IncidentState::open);
  CHECK(to_text(office.ask("GET", "/v1/ledger/export").body) == before);
}

TEST_CASE("a key of another type than it has is refused, whichever it is") {
  Office office;
  const std::pair<const char*, std::vector<const char*>> routes[] = {
      {"/v1/incidents/1/ack", {"reason"}},
      {"/v1/incidents/1/snooze", {"for", "reason"}},
      {"/v1/incidents/1/dismiss", {"as", "reason"}},
      {"/v1/incidents/1/own", {"reason"}},
      {"/v1/incidents/1/reopen", {"reason"}},
      {"/v1/own", {"platform", "server", "handle", "account_id", "unpin", "reason"}},
      {"/v1/ledger/backup", {"to"}},
      {"/v1/ledger/forget", {"account", "platform", "server"}}};
  for (const auto& [path, keys] : routes) {
    for (const std::string key : keys) {
      for (const std::string value : {"null", "7", "[]", "{}", key == "unpin" ? "\"x\"" : "true"}) {
        const Response reply = office.ask("POST", path, "{\"" + key + "\":" + value + "}");
        CHECK_MESSAGE(reply.status == 400, (path + key + value));
        CHECK(text_of(reply, "error").starts_with("'" + key + "' is to be "));
      }
    }
  }
  CHECK(office.w.ledger->incidents.decisions_after(0, 10).empty());
}

TEST_CASE(
    "the status says what is believed, what is undecided for a week, and what is the trouble") {
  Office office;
  office.trouble = "the disk is full";
  office.w.see("pn05", Status::unknown);
  office.w.now += 24h * 6;
  office.w.see("pn06", Status::unknown);
  office.w.now += 24h * 2;
  const Response reply = office.ask("GET", "/v1/status");
  CHECK(text_of(reply, "open_incidents") == "2");
  CHECK(text_of(reply, "trouble") == "the disk is full");
  REQUIRE(reply.body.find("units")->items.size() == 1);
  const Json& unit = reply.body.find("units")->items[0];
  const std::map<std::string, std::string> said = {{"ours", "0"},      {"others", "2"},
                                                   {"available", "1"}, {"unknown", "2"},
                                                   {"reserved", "0"},  {"platform", "bluesky"}};
  for (const auto& [key, value] : said) CHECK_MESSAGE(unit.find(key)->text == value, key);
  const Json& undecided = *unit.find("undecided_for_7_days");
  REQUIRE(undecided.items.size() == 1);
  CHECK(undecided.items[0].text == "pn05");
  // Where nobody is decided, the platform is at fault.
  for (const char* handle : {"pn02", "pn03", "pn04"}) office.w.see(handle, Status::unknown);
  office.w.now += 24h * 8;
  const Response none = office.ask("GET", "/v1/status");
  CHECK(none.body.find("units")->items[0].find("undecided_for_7_days")->items.empty());
}

TEST_CASE(
    "the status says until when a platform asked for a pause, and that a longer one was cut") {
  Office office;
  const auto status = [&] {
    const Response reply = office.ask("GET", "/v1/status");
    const Json& unit = reply.body.find("units")->items[0];
    return to_text(*unit.find("paused_until")) + " " + to_text(*unit.find("pause_was_cut"));
  };
  const auto pause = [&](const std::string& platform, const std::string& ask,
                         model::Milliseconds wait) {
    ledger::Limit limit{platform, "", ask, office.w.now, office.w.now + wait, 1, 0, {}};
    office.w.ledger->limits.keep(limit);
  };
  office.w.now = *text::parse_iso("2026-11-22T06:40:00Z");
  CHECK(status() == "null false");
  pause("codeberg", "", 24h);
  CHECK(status() == "null false");
  pause("bluesky", "", 0h);
  CHECK(status() == "null false");
  pause("bluesky", "search", 3h);
  CHECK(status() == R"("2026-11-22T09:40:00Z" false)");
  pause("bluesky", "", 1h);
  CHECK(status() == R"("2026-11-22T09:40:00Z" false)");
  pause("bluesky", "", 24h - 50ms);
  CHECK(status() == R"("2026-11-23T06:39:59Z" true)");
  office.w.now += 3h;
  CHECK(status() == R"("2026-11-23T06:39:59Z" true)");
  office.w.now += 21h;
  CHECK(status() == "null false");
}

TEST_CASE("who declares a handle ours that no watch has asked about is told so") {
  Office office;
  const auto is_watched = [&](const std::string& body) {
    return office.ask("POST", "/v1/own", body).body.find("is_watched")->truth;
  };
  CHECK(is_watched(R"({"platform":"bluesky","handle":"pn02"})"));
  CHECK_FALSE(is_watched(R"({"platform":"bluesky","handle":"pn2"})"));
  CHECK_FALSE(is_watched(R"({"platform":"bluesky","server":"https://b.example","handle":"pn02"})"));
  CHECK_FALSE(is_watched(R"({"platform":"github","handle":"pn02"})"));
}

TEST_CASE("where a clock was set back, no pause lasts longer than the platform asked for") {
  Office office;
  const auto paused_until = [&] {
    const Response reply = office.ask("GET", "/v1/status");
    return to_text(*reply.body.find("units")->items[0].find("paused_until"));
  };
  const auto keep = [&](model::Instant at, model::Instant until) {
    office.w.ledger->limits.keep({"bluesky", "", "", at, until, 1, 0, {}});
  };
  office.w.now = *text::parse_iso("2026-11-22T06:40:00Z");
  const model::Instant before = office.w.now + 1'000h;
  keep(before, before - 7h);  // none stands
  CHECK(paused_until() == "null");
  keep(before, before + 3h);
  CHECK(paused_until() == R"("2026-11-22T09:40:00Z")");
}

TEST_CASE("incidents come newest first, by state, a page at a time") {
  Office office;
  office.ask("POST", "/v1/incidents/1/ack");
  const Response all = office.ask("GET", "/v1/incidents", "", {{"state", ""}, {"before", ""}});
  REQUIRE(all.body.find("incidents")->items.size() == 2);
  CHECK(all.body.find("incidents")->items[0].find("id")->text == "2");
  CHECK(all.body.find("next")->is(Json::Kind::null));
  const Response open = office.ask("GET", "/v1/incidents", "", {{"state", "open"}});
  REQUIRE(open.body.find("incidents")->items.size() == 1);
  CHECK(open.body.find("incidents")->items[0].find("id")->text == "2");
  CHECK(office.ask("GET", "/v1/incidents", "", {{"before", "1"}})
            .body.find("incidents")
            ->items.empty());

  for (int i = 0; i < 1'100; ++i) {
    office.w.sure("many" + std::to_string(i), Status::claimed, "m" + std::to_string(i));
  }
  std::vector<long long> ids;
  std::string before;
  int pages = 0;
  do {
    const Response page = office.ask("GET", "/v1/incidents", "", {{"before", before}});
    for (const Json& one : page.body.find("incidents")->items) {
      ids.push_back(std::stoll(one.find("id")->text));
    }
    before = page.body.find("next")->text;
    REQUIRE(++pages < 5);
  } while (!before.empty());
  CHECK(pages == 2);
  REQUIRE(ids.size() == 1'102);
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == 1'102 - static_cast<long long>(i));
}

TEST_CASE("the history of a handle is that of this handle") {
  Office office;
  const Response reply = office.ask("GET", "/v1/history", "", {{"handle", "pn02"}});
  REQUIRE(reply.body.find("history")->items.size() == 1);
  CHECK(reply.body.find("history")->items[0].find("account_id")->text == "13");
  CHECK(
      office.ask("GET", "/v1/history", "", {{"handle", "pn"}}).body.find("history")->items.empty());
}

TEST_CASE("an account is forgotten on the platform that is said, and what is ours by it is named") {
  Office office;
  office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn44","account_id":"13"})");
  CHECK(text_of(office.ask("POST", "/v1/ledger/forget",
                           R"({"account":"13","platform":"codeberg","server":""})"),
                "rows") == "0");
  const Response reply =
      office.ask("POST", "/v1/ledger/forget", R"({"account":"13","platform":"bluesky"})");
  CHECK(text_of(reply, "rows") == "4");  // belief, change, incident, event
  REQUIRE(reply.body.find("still_ours")->items.size() == 1);
  CHECK(reply.body.find("still_ours")->items[0].text == "pn44");
}

TEST_CASE("an export is made of pages that leave nothing out and say nothing twice") {
  Office office;
  office.w.ledger->units.get({"police", "empty", ""});
  office.w.unit = office.w.ledger->units.get({"police", "github", ""});
  for (int i = 0; i < 2'001; ++i) office.w.see("g" + std::to_string(i), Status::available);
  office.ask("POST", "/v1/incidents/1/ack");
  std::map<std::string, int> rows;
  std::string from;
  int pages = 0;
  while (true) {
    const Response page = office.ask("GET", "/v1/ledger/export", "", {{"from", from}});
    REQUIRE(page.status == 200);
    for (const Json& row : page.body.find("rows")->items) ++rows[row.find("kind")->text];
    const Json& next = *page.body.find("next");
    if (next.is(Json::Kind::null)) break;
    from = next.text;
    REQUIRE(++pages < 20);
  }
  CHECK(rows == std::map<std::string, int>{
                    {"target", 2'004}, {"history", 2'004}, {"incident", 2}, {"decision", 1}});
}

TEST_CASE("a copy is made where it is said") {
  Office office;
  std::string folder = (std::filesystem::temp_directory_path() / "copy-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string to = folder + "/copy.db";
  CHECK(office.ask("POST", "/v1/ledger/backup", R"({"to":")" + to + R"("})").status == 200);
  CHECK(Watched::opened(to)->incidents.list().size() == 2);
  CHECK(office.ask("POST", "/v1/ledger/backup", R"({"to":")" + to + R"("})").status == 400);
  CHECK(office.ask("GET", "/v1/ledger/check").body.find("wrong")->items.empty());
  std::filesystem::remove_all(folder);
}
