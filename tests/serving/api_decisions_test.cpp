// What people decide over the API, to whom it says no, and what a decision leaves behind.
#include "serving/office.hpp"

using model::IncidentState;
using model::Status;
using reading::Json;
using serving::Response;
using tests::Office;
using tests::text_of;
using namespace std::chrono_literals;

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
      {"/v1/ledger/forget", R"({"account":" ","platform":"bluesky"})", 400, "which account"},
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
  const auto accounts = [&](const std::string& more) {
    const Json body = own(more).body;
    return std::pair(to_text(*body.find("account_id")), to_text(*body.find("before")));
  };
  using Accounts = std::pair<std::string, std::string>;
  CHECK(accounts("") == Accounts("null", "null"));
  CHECK(accounts(R"(,"account_id":"12")") == Accounts(R"("12")", "null"));
  CHECK(accounts("") == Accounts(R"("12")", R"("12")"));
  CHECK(accounts(R"(,"unpin":false)") == Accounts(R"("12")", R"("12")"));
  for (const char* slip : {R"(,"account_id":"")", R"(,"account_id":null)", R"(,"unpin":"yes")",
                           R"(,"unpin":null)", R"(,"account_id":"9","unpin":true)"}) {
    CHECK_MESSAGE(own(slip).status == 400, slip);
  }
  CHECK(accounts(R"(,"account_id":"11")") == Accounts(R"("11")", R"("12")"));
  CHECK(accounts(R"(,"unpin":true)") == Accounts("null", R"("11")"));
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
        "pn02 on bluesky is of the account 12, as it is pinned or listed, and incident 1 is about "
        "another; if that is ours: handlewatch own pn02@bluesky --account-id 13");
  CHECK(office.state(1) == IncidentState::open);
  CHECK(office.w.ledger->owned.of("bluesky", "")[0].account_id == "12");
  office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn02","account_id":"13"})");
  CHECK(office.ask("POST", "/v1/incidents/1/own", "{}").status == 200);
}

TEST_CASE("who declares a handle ours is told what was seen there last, and what ends with it") {
  const auto seen = [](Status status, const std::string& account) {
    Office office;
    office.w.sure("pn44", status, account);
    const auto reply = office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn44"})");
    return to_text(*reply.body.find("seen"));
  };
  CHECK(seen(Status::available, "") == R"({"status":"available","holder":null,"account_id":null})");
  CHECK(seen(Status::claimed, "44") ==
        R"({"status":"claimed","holder":"stranger","account_id":"44"})");
  CHECK(seen(Status::reserved, "") == R"({"status":"reserved","holder":null,"account_id":null})");

  Office office;
  const auto own = [&](const std::string& more) {
    const auto reply =
        office.ask("POST", "/v1/own", R"({"platform":"bluesky","handle":"pn02")" + more + "}");
    return to_text(*reply.body.find("resolved"));
  };
  CHECK(own(R"(,"account_id":"12")") == "[]");  // it is about 13
  CHECK(own(R"(,"account_id":"13")") == "[1]");
  CHECK(own("") == "[]");
}

TEST_CASE("who declares a handle ours that no watch has asked about is told so") {
  Office office;
  const auto is_watched = [&](const std::string& body) {
    return !office.ask("POST", "/v1/own", body).body.find("seen")->is(Json::Kind::null);
  };
  CHECK(is_watched(R"({"platform":"bluesky","handle":"pn02"})"));
  CHECK_FALSE(is_watched(R"({"platform":"bluesky","handle":"pn2"})"));
  CHECK_FALSE(is_watched(R"({"platform":"bluesky","server":"https://b.example","handle":"pn02"})"));
  CHECK_FALSE(is_watched(R"({"platform":"github","handle":"pn02"})"));
}
