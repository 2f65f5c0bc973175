// A sweep in slices: when each ends, what it leaves, and how the next one goes on.
#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/sliced_sweep.hpp"

using namespace tests;
using namespace std::chrono_literals;
using model::Milliseconds;

namespace {

bool is_control(const net::Request& request) {
  const std::string handle = asked_handle(request);
  return !handle.starts_with("h") || handle.size() > 5;
}

}  // namespace

TEST_CASE("a slice ends with the bracket that is open when its time is over") {
  Sweep sweep(one_by_one(R"("rate": "100000/1s")"), numbered("h", 101), honest);
  CHECK(sweep.next(15s));
  // A bracket of 25 takes 12.5 s, the next one 11.5 s.
  CHECK(sweep.slices[0].took == 12'500ms + 11'500ms);
  CHECK(sweep.slices[0].decided == 42);
  CHECK(sweep.plan.targets.size() == 101 - 42);
  CHECK(is_control(sweep.world.fetcher.sent.back().request));
  CHECK_FALSE(sweep.slices[0].not_before.has_value());
  for (const auto& [handle, times] : sweep.decided()) CHECK(times == 1);
  for (const model::Target& left : sweep.plan.targets)
    CHECK_FALSE(sweep.decided().contains(left.handle));
}

TEST_CASE("slices that follow at once cost no more controls than none, a minute later they do") {
  Sweep sweep(one_by_one(R"("rate": "100000/1s")"), numbered("h", 101), honest);
  sweep.run(5s);
  CHECK(sweep.slices.size() == 5);
  CHECK(sweep.count(model::Status::available) == 101);
  CHECK(sweep.world.fetcher.sent.size() == 101 + 6 * 2);

  Sweep later(one_by_one(R"("rate": "100000/1s")"), numbered("h", 101), honest);
  while (later.next(5s)) later.world.clock.skip(61'001ms);
  CHECK(later.count(model::Status::available) == 101);
  CHECK(later.world.fetcher.sent.size() == 101 + 5 * 4);
}

TEST_CASE("a platform that is slow to start is asked for its controls again") {
  for (const bool ever : {true, false}) {
    CAPTURE(ever);
    int asked = 0;
    Sweep sweep(one_by_one(R"("rate": "100/1s")"), numbered("h", 10),
                [&](const net::Request& request) {
                  const bool is_cold = !ever || ++asked <= 2;
                  return is_cold ? answer(404, "{}") : honest(request);
                });
    sweep.run(2min);
    CHECK(sweep.count(model::Status::available) == (ever ? 10 : 0));
    CHECK(sweep.count(model::Status::unknown) == (ever ? 0 : 10));
    CHECK(sweep.world.clock.passed() >= (ever ? 2s : 4s));
    CHECK(sweep.world.clock.passed() < (ever ? 20s : 15s));
  }
}

TEST_CASE("a slice ends before a long wait, and says when the next one can begin") {
  Sweep sweep(one_by_one(R"("rate": "60/1h")"), numbered("h", 101), honest);
  CHECK(sweep.next(2min));
  // A fifth of the window is kept: 48 requests are 2 + 21 + 2 and 21 + 2.
  CHECK(sweep.slices[0].requests == 48);
  CHECK(sweep.slices[0].took == 24s);
  CHECK(sweep.slices[0].decided == 42);
  // When the place of the first request is free again.
  REQUIRE(sweep.slices[0].not_before.has_value());
  CHECK(*sweep.slices[0].not_before == 500ms + 1h + 1ms);
  sweep.world.clock.skip(*sweep.slices[0].not_before - 24s);
  sweep.run(2min);
  CHECK(sweep.count(model::Status::available) == 101);
  CHECK(sweep.slices.size() == 3);
  CHECK(sweep.slices[1].requests == 48);  // opened anew
  CHECK(sweep.world.clock.passed() < 2h + 1min);
}

TEST_CASE("what one ask has left to a slower one is begun there in the next slice, not anew") {
  const std::string json = R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "rate": "100000/1s", "ask": [
      {"name": "users", "get": "https://p.example/users/{handle}", "rules": [
        {"status": 200, "json": {"/login": "{handle}"}, "then": "claimed"},
        {"status": 404, "then": "ask:slow"}], "profile": {"account_id": "/id"}},
      {"name": "slow", "get": "https://p.example/slow/{handle}", "rate": "20/1h", "rules": [
        {"status": 200, "json": {"/login": "{handle}"}, "then": "claimed"},
        {"status": 404, "then": "available"}], "profile": {"account_id": "/id"}}]})";
  Sweep sweep(json, numbered("h", 40), honest);
  sweep.run(2min);
  CHECK(sweep.count(model::Status::available) == 40);
  for (const auto& [handle, times] : sweep.decided()) CHECK(times == 1);
  for (const std::string& handle : numbered("h", 40)) {
    CHECK(sweep.world.fetcher.sent_to("/users/" + handle) >= 1);
  }
  std::map<std::string, int> asked;
  for (const auto& sent : sweep.world.fetcher.sent) {
    if (!is_control(sent.request)) ++asked[sent.request.url];
  }
  for (const auto& [url, times] : asked) CHECK(times == 1);
  // 15 requests an hour, or 11 targets with their controls: four hours.
  CHECK(sweep.slices.size() == 4);
  for (const auto& slice : sweep.slices) CHECK(slice.took < 2min);
}

TEST_CASE(
    "whatever the rate and the slice, each target is decided once, in slices that are short") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    constexpr const char* periods[] = {"1s", "10s", "1m", "10m", "1h"};
    const std::string rate = fmt::format("{}/{}", 10 + random() % 60, periods[random() % 5]);
    CAPTURE(rate);
    const bool batches = random() % 2 == 0;
    const std::string handles = batches ? "{handles}" : "{handle}";
    // A first ask that hands on whom it does not find: where it asks for many, half of those that
    // are taken. (Of a chain in one bracket the second ask would have to prove itself first, and a
    // slice waits for that.)
    const std::string json = fmt::format(
        R"({{"id": "p", "name": "P", "profile_url": "https://p.example/{{handle}}",
        "handle": {{"pattern": "[a-z0-9]{{1,30}}"}}, "controls": {{"claimed": ["alice", "bob"]}},
        "rate": "{}", "concurrency": {}, "ask": [
          {{"name": "first", "max": {}, "get": "https://p.example/first?names={{handles}}",
            "item": "/{{handle}}", "rules": [
              {{"status": 200, "item": {{"": true}}, "then": "claimed"}},
              {{"status": 200, "item": false, "then": "ask:second"}}]}},
          {{"name": "second", {} "get": "https://p.example/second/{{handle}}", "rules": [
            {{"status": 200, "json": {{"/login": "{{handle}}"}}, "then": "claimed"}},
            {{"status": 404, "then": "available"}}], "profile": {{"account_id": "/id"}}}}]}})",
        rate, 1 + random() % 4, batches ? 10 : 1, random() % 2 == 0 ? R"("rate": "40/10m",)" : "");
    std::vector<std::string> names = numbered("h", static_cast<int>(random() % 80));
    for (const std::string& name : numbered("taken", static_cast<int>(random() % 20))) {
      names.push_back(name);
    }
    Sweep sweep(json, names, [batches](const net::Request& request) {
      const std::size_t at = request.url.find("first?names=");
      if (at == std::string::npos) return honest(request);
      std::string asked = request.url.substr(request.url.find('=') + 1);
      std::string found;
      while (!asked.empty()) {
        const std::string one = asked.substr(0, asked.find(','));
        const bool is_found = has_account(one) && (!batches || one.back() % 2 == 1);
        if (is_found || one == "bob") found += (found.empty() ? "{\"" : ",\"") + one + "\":true";
        asked.erase(0, one.size() + 1);
      }
      return answer(200, found.empty() ? "{}" : found + "}");
    });
    const Milliseconds slice(1'000 + random() % 120'000);
    sweep.run(slice);
    CHECK(sweep.seen.size() == names.size());
    for (const auto& [handle, times] : sweep.decided()) CHECK(times == 1);
    std::size_t taken = 0;
    for (const std::string& name : names) taken += has_account(name) ? 1 : 0;
    CHECK(sweep.count(model::Status::claimed) == taken);
    CHECK(sweep.count(model::Status::available) == names.size() - taken);
    // And the bracket that is open at the end: 25 requests, each after a minute's wait at most.
    for (const auto& one : sweep.slices) CHECK(one.took < slice + 25 * 62s);
  }
}
