// The API in process: what it answers, and to whom it says no.
#include "serving/office.hpp"
#include "text/time.hpp"

using model::IncidentState;
using model::Status;
using reading::Json;
using serving::Response;
using tests::Office;
using tests::text_of;
using namespace std::chrono_literals;

namespace {

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
  for (const auto& route : routes) {
    const std::string path = route.first;
    for (const std::string key : route.second) {
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
  for (const auto& one : said) CHECK_MESSAGE(unit.find(one.first)->text == one.second, one.first);
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
    if (wait > 24h) {
      limit.asked_for = wait;
      limit.paused_until = office.w.now + 24h;
    }
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
  pause("bluesky", "search", 24h);
  CHECK(status() == R"("2026-11-23T06:40:00Z" false)");
  pause("bluesky", "", 25h);
  CHECK(status() == R"("2026-11-23T06:40:00Z" true)");
  office.w.now += 3h;
  CHECK(status() == R"("2026-11-23T06:40:00Z" true)");
  office.w.now += 21h;
  CHECK(status() == "null false");
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
