// What brackets cost (contract, 'Truth' 2 and 5): requests of the real probe, its controls counted.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;

namespace {

const std::string fast = R"("rate": "100000/1s", "concurrency": 4)";

// One ask that shows no account id and ties no rule to the handle.
std::string plain() {
  return R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]}, )" +
         fast + R"(, "ask": [{"name": "users", "get": "https://p.example/users/{handle}",
    "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";
}

// Three asks one after the other, each of which ties and shows an id.
std::string chain() {
  std::string asks;
  for (int i = 0; i < 3; ++i) {
    asks += fmt::format(
        R"({}{{"name": "ask{}", "get": "https://p.example/ask{}/{{handle}}",
          "rules": [{{"status": 200, "json": {{"/login": "{{handle}}"}}, "then": "claimed"}},
                    {{"status": 404, "then": "{}"}}], "profile": {{"account_id": "/id"}}}})",
        i == 0 ? "" : ",", i, i, i < 2 ? fmt::format("ask:ask{}", i + 1) : "available");
  }
  return R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]}, )" +
         fast + R"(, "ask": [)" + asks + "]}";
}

// So many of them are taken.
std::vector<std::string> handles(int count, int taken) {
  std::vector<std::string> handles = numbered("taken", taken);
  for (const std::string& free : numbered("free", count - taken)) handles.push_back(free);
  return handles;
}

}  // namespace

TEST_CASE("a hundred and one handles of plain shape cost little more than a request each") {
  struct Row {
    const char* what;
    std::string platform;
    double times;
  };
  const Row rows[] = {{"with an id and a tied rule", one_by_one(fast), 1.15},
                      {"with neither", plain(), 1.28}};
  for (const Row& row : rows) {
    for (const int taken : {0, 50, 101}) {
      CAPTURE(row.what);
      CAPTURE(taken);
      LaneRun run(row.platform, handles(101, taken), honest);
      run.run();
      CHECK(run.count("claimed") == static_cast<std::size_t>(taken));
      CHECK(run.count("available") == static_cast<std::size_t>(101 - taken));
      CHECK(static_cast<double>(run.world.fetcher.sent.size()) <= 101 * row.times);
    }
  }
}

TEST_CASE("a chain of three asks costs at most 1.32 times its steps") {
  // Those that are taken are found by the first ask, or by the last one, which then proves itself.
  for (const bool found_at_last : {false, true}) {
    for (const int taken : {0, 50}) {
      CAPTURE(found_at_last);
      CAPTURE(taken);
      LaneRun run(chain(), handles(101, taken), [found_at_last](const net::Request& request) {
        const bool is_last = request.url.find("ask2") != std::string::npos;
        const bool is_taken = asked_handle(request).starts_with("taken");
        return is_taken && found_at_last && !is_last ? answer(404, "{}") : honest(request);
      });
      run.run();
      CHECK(run.count("claimed") == static_cast<std::size_t>(taken));
      CHECK(run.count("available") == static_cast<std::size_t>(101 - taken));
      const int steps = found_at_last ? 101 * 3 : taken + (101 - taken) * 3;
      CHECK(static_cast<double>(run.world.fetcher.sent.size()) <= steps * 1.32);
    }
  }
}

TEST_CASE("batches that decide by themselves cost one request for each filling, and one more") {
  const auto script = [](const net::Request& request) {
    std::string names = request.url.substr(request.url.find('=') + 1);
    std::string found;
    while (!names.empty()) {
      const std::string one = names.substr(0, names.find(','));
      if (has_account(one)) found += (found.empty() ? "{\"" : ",\"") + one + "\":true";
      names.erase(0, one.size() + 1);
    }
    return answer(200, found.empty() ? "{}" : found + "}");
  };
  for (const int max : {4, 10, 25, 100}) {
    for (const int count : {1, 22, 97, 98, 101}) {
      CAPTURE(max);
      CAPTURE(count);
      LaneRun run(
          fmt::format(R"({{"id": "p", "name": "P", "profile_url": "https://p.example/{{handle}}",
        "handle": {{"pattern": "[a-z0-9]{{1,30}}"}}, "controls": {{"claimed": ["alice", "bob"]}}, {},
        "ask": [{{"name": "many", "max": {}, "get": "https://p.example/users?names={{handles}}",
          "item": "/{{handle}}", "rules": [
            {{"status": 200, "item": {{"": true}}, "then": "claimed"}},
            {{"status": 200, "item": false, "then": "available"}}]}}]}})",
                      fast, max),
          handles(count, count / 2), script);
      run.run();
      CHECK(run.count("claimed") + run.count("available") == static_cast<std::size_t>(count));
      CHECK(run.world.fetcher.sent.size() <=
            static_cast<std::size_t>((count + max - 4) / (max - 3) + 1));
    }
  }
}

TEST_CASE("one handle by one ask costs five requests, eight with a stranger, in about a second") {
  struct Row {
    const char* handle;
    std::size_t requests;
    const char* concurrency;
    model::Milliseconds takes;
  };
  // Controls side by side, the target, controls; then the target and controls again.
  const Row rows[] = {{"free", 5, "4", 3 * 200ms},
                      {"taken", 8, "4", 5 * 200ms},
                      {"free", 5, "1", 5 * 200ms},
                      {"taken", 8, "1", 8 * 200ms}};
  for (const std::string& platform : {one_by_one(fast), plain()}) {
    for (const Row& row : rows) {
      CAPTURE(row.handle);
      CAPTURE(row.concurrency);
      LaneRun run(platform, {row.handle}, honest);
      run.definition.concurrency = row.concurrency[0] - '0';
      run.world.fetcher.latency = 200ms;
      run.observer.look_again = [](const model::Observation& seen) {
        return seen.status == model::Status::claimed;
      };
      run.run();
      CHECK(run.seen[0].status ==
            (row.requests == 8 ? model::Status::claimed : model::Status::available));
      CHECK(run.world.fetcher.sent.size() == row.requests);
      CHECK(run.world.clock.passed() == row.takes);
    }
  }
}
