// The sign-up check that refines what is free: what it may change, what it cannot, at what pace.
#include "probing/refinement.hpp"

#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/sliced_sweep.hpp"

using namespace tests;
using namespace std::chrono_literals;
using model::Reason;
using model::Refined;
using model::Status;

namespace {

std::string with_signup(const std::string& rate, const std::string& signup_more = "",
                        const std::string& handle_more = "") {
  return R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}")" +
         handle_more + R"(}, "controls": {"claimed": ["alice"]}, "rate": ")" + rate +
         R"(", "ask": [{"name": "users", "get": "https://p.example/users/{handle}",
    "rules": [{"status": 200, "json": {"/login": "{handle}"}, "then": "claimed"},
              {"status": 404, "then": "available"}],
    "profile": {"account_id": "/id"}},
   {"name": "signup", "refines": "available", "get": "https://p.example/signup?name={handle}",)" +
         signup_more + R"(
    "rules": [{"status": 200, "json": {"/free": true}, "then": "available"},
              {"status": 200, "json": {"/free": false}, "then": "reserved"},
              {"status": 400, "json": {"/error": "grammar"}, "then": "invalid"}]}]})";
}

bool is_signup(const net::Request& request) {
  return request.url.find("/signup?") != std::string::npos;
}

// Names that begin with kept are given to nobody.
net::Reply keeps_some(const net::Request& request) {
  if (!is_signup(request)) return honest(request);
  const std::string handle = asked_handle(request);
  if (handle.starts_with("bad")) return answer(400, R"({"error": "grammar"})");
  return answer(200, handle.starts_with("kept") ? R"({"free": false})" : R"({"free": true})");
}

std::map<std::string, model::Observation> by_handle(const std::vector<model::Observation>& seen) {
  std::map<std::string, model::Observation> all;
  for (const auto& one : seen) all.emplace(one.target.handle, one);
  return all;
}

}  // namespace

TEST_CASE("what nobody is shown for is asked about at the sign-up check, and nothing else") {
  LaneRun run(with_signup("1000/1s"), {"taken1", "free1", "kept1", "bad1", "free2"}, keeps_some);
  run.run();
  const auto seen = by_handle(run.seen);
  CHECK(seen.at("taken1").status == Status::claimed);
  CHECK(seen.at("taken1").profile.account_id == "id-taken1");
  CHECK(seen.at("taken1").refined == Refined::not_asked);
  CHECK(seen.at("free1").status == Status::available);
  CHECK(seen.at("free1").reason == "signup/1");
  CHECK(seen.at("free1").refined == Refined::by_signup);
  CHECK(seen.at("kept1").status == Status::reserved);
  CHECK(seen.at("kept1").reason == "signup/2");
  CHECK(seen.at("bad1").status == Status::invalid);
  CHECK(run.world.fetcher.sent_to("signup?name=taken1") == 0);
  CHECK(run.world.fetcher.sent_to("signup?name=alice") == 0);
  // Four that are free, and a control before and after.
  CHECK(run.world.fetcher.sent_to("/signup?") == 6);
}

TEST_CASE("what the sign-up check cannot prove stands as it was seen") {
  struct Row {
    const char* what;
    ScriptedFetcher::Script signup;
  };
  const Row rows[] = {
      {"closed: nobody may sign up",
       [](const net::Request&) { return answer(200, R"({"free": false})"); }},
      {"forbidden", [](const net::Request&) { return answer(403, R"({"error": "no"})"); }},
      {"limited", [](const net::Request&) { return answer(429, "{}"); }},
      {"moved", [](const net::Request&) { return answer(404, "<p>gone</p>"); }},
      {"not reached", [](const net::Request&) { return failed(Reason::timeout); }},
      {"only grammar is looked at",
       [](const net::Request&) { return answer(400, R"({"error": "grammar"})"); }},
      // Right for its first control, wrong ever after.
      {"it turns", [n = 0](const net::Request&) mutable {
         return answer(200, ++n == 1 ? R"({"free": true})" : R"({"free": false})");
       }}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    LaneRun run(with_signup("1000/1s"), {"taken1", "free1", "kept1"},
                [&row, signup = row.signup](const net::Request& request) mutable {
                  return is_signup(request) ? signup(request) : honest(request);
                });
    run.run();
    const auto seen = by_handle(run.seen);
    CHECK(seen.at("taken1").status == Status::claimed);
    for (const char* handle : {"free1", "kept1"}) {
      CHECK(seen.at(handle).status == Status::available);
      CHECK(seen.at(handle).reason == "users/2");
      CHECK(seen.at(handle).refined == Refined::in_vain);
    }
    CHECK_FALSE(run.probe().report().gave_up);
    CHECK(run.probe().report().lies == 0);
    CHECK(run.probe().report().proof->available_proven);
    CHECK(run.world.clock.passed() < 3min);
  }
}

TEST_CASE("a sign-up check goes at its own pace beside the others") {
  LaneRun run(with_signup("60/1m", R"("rate": "20/1m",)"), numbered("dept", 60), keeps_some);
  run.run();
  CHECK(run.count("signup/1") == 60);
  // 60 handles and some controls at 20 a minute: four windows.
  CHECK(run.world.clock.passed() < 3min + 30s);
  const auto times = run.times("/signup?");
  CHECK(times.size() <= 68);
  CHECK(times.front() < 60'000);  // it does not wait for the end of the others
}

TEST_CASE("of those that wait for the sign-up check the expected ones come first") {
  LaneRun run(with_signup("1000/1s", R"("rate": "20/1m",)"), numbered("dept", 60), keeps_some);
  for (std::size_t i = 0; i < 30; ++i) run.plan.targets[i].variant = "omission";
  run.run();
  std::vector<int> asked;
  for (const auto& sent : run.world.fetcher.sent) {
    const std::string handle = asked_handle(sent.request);
    const bool is_target = is_signup(sent.request) && handle.starts_with("dept");
    if (is_target) asked.push_back(std::stoi(handle.substr(4)));
  }
  REQUIRE(asked.size() == 60);
  // The first bracket began with whoever was there; then come all that are expected.
  const auto is_variant = [](int number) { return number < 30; };
  const auto first = std::find_if_not(asked.begin(), asked.end(), is_variant);
  const auto last = std::find_if(first, asked.end(), is_variant);
  CHECK(last - first == 30);
}

TEST_CASE("a sign-up check whose key is missing is not asked, and free is as seen") {
  LaneRun run(
      with_signup("1000/1s", R"("credential": "key", "headers": {"X-Key": "{credential}"},)"),
      {"free1", "kept1"}, keeps_some);
  run.run();
  CHECK(run.count("available") == 2);
  CHECK(run.world.fetcher.sent_to("/signup?") == 0);
  CHECK(run.seen.front().refined == Refined::not_asked);
}

TEST_CASE("asked about nobody, the controls of the sign-up check are asked too") {
  LaneRun run(with_signup("1000/1s"), {}, keeps_some);
  run.run();
  // One opens a bracket, and nothing is in it to be closed.
  CHECK(run.world.fetcher.sent_to("/signup?") == 1);
}

TEST_CASE("names that the platform gives to nobody are reserved without being asked about") {
  LaneRun run(with_signup("1000/1s", "",
                          R"(, "signup": "[a-z0-9]{5,30}", "reserved": ["press", "support"])"),
              {"free1", "abc", "press", "repress", "taken"}, keeps_some);
  run.run();
  const auto seen = by_handle(run.seen);
  CHECK(seen.at("free1").status == Status::available);
  CHECK(seen.at("repress").status == Status::available);
  CHECK(seen.at("taken").status == Status::claimed);
  for (const char* handle : {"abc", "press"}) {
    CHECK(seen.at(handle).status == Status::reserved);
    CHECK(seen.at(handle).reason == "users/2");
    CHECK(seen.at(handle).refined == Refined::by_rule);
    CHECK(run.world.fetcher.sent_to(fmt::format("signup?name={}", handle)) == 0);
  }
}

TEST_CASE("a sweep in slices asks each free handle once at the sign-up check") {
  Sweep sweep(with_signup("48/1m", R"("rate": "16/1m",)"), numbered("kept", 70), keeps_some);
  sweep.run(2min);
  for (const auto& [handle, times] : sweep.decided()) CHECK_MESSAGE(times == 1, handle);
  CHECK(sweep.count(Status::reserved) == 70);
  for (const auto& handle : numbered("kept", 70)) {
    CHECK(sweep.world.fetcher.sent_to(handle + "\n") == 0);
  }
  CHECK(sweep.world.fetcher.sent_to("signup?name=kept") == 70);
  CHECK(sweep.world.fetcher.sent_to("users/kept") == 70);
  CHECK(sweep.world.clock.passed() < 8min);
}

TEST_CASE("a probe that is ended tells what it saw free") {
  LaneRun run(with_signup("1000/1s", R"("rate": "20/1m",)"), numbered("dept", 60), keeps_some);
  run.world.at(45s, [&run] {
    run.probe().stop();
    run.world.fetcher.cancel_all();
  });
  run.run();
  CHECK(run.count("available") == 60);
}
