// What --plan promises is held against probes that are really run, in virtual time.
#include "probing/estimate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;
using probing::Estimate;

namespace {

struct AskText {
  int max = 1;
  std::string more;     // "rate", "cost" and the like, with a comma at the end
  std::string missing;  // what a handle that is not there leads to
};

// Asks that give every handle of theirs: {"h1": true}; one that is not there goes on or is free.
std::string platform(const std::string& more, const std::vector<AskText>& asks) {
  std::string json = R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice", "bob"]}, )" +
                     more + R"(, "ask": [)";
  for (std::size_t i = 0; i < asks.size(); ++i) {
    json += fmt::format(R"({}{{"name": "ask{}", {} "max": {}, "item": "/{{handle}}",
      "get": "https://p.example/ask{}?names={{handles}}",
      "rules": [{{"status": 200, "item": {{"": true}}, "then": "claimed"}},
                {{"status": 200, "item": false, "then": "{}"}}]}})",
                        i == 0 ? "" : ",", i, asks[i].more, asks[i].max, i, asks[i].missing);
  }
  return json + "]}";
}

// alice and bob are found by every ask, "a1" by the first, "b1" by the second and so on.
net::Reply answer_for(const net::Request& request) {
  const char ask = request.url[request.url.find("ask") + 3];
  const char first = static_cast<char>('a' + (ask - '0'));
  std::string found;
  const std::string names = request.url.substr(request.url.find('=') + 1);
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string name = names.substr(at, end - at);
    const bool is_numbered = name.size() <= 4 && name[1] >= '0' && name[1] <= '9';
    if (name == "alice" || name == "bob" || (is_numbered && name[0] == first)) {
      found += (found.empty() ? "\"" : ",\"") + name + "\":true";
    }
    at = end + 1;
  }
  return answer(200, "{" + found + "}");
}

Estimate estimate_of(const LaneRun& run) {
  return probing::estimate(run.plan, 0, run.settings);
}

}  // namespace

TEST_CASE("requests are counted to the last one where every handle goes the whole way") {
  struct Row {
    std::vector<AskText> asks;
    int handles;
    std::size_t least;
    std::size_t most;
    std::size_t spare;  // at most: of what is counted, not asked here
  };
  // Nothing shown ties an answer to its handle: brackets of 13 requests, with two controls at each
  // end and nine targets between, so that 101 are twelve brackets. A batch has three controls.
  const Row rows[] = {
      {{{1, "", "available"}}, 101, 101 + 13 * 2, 101 + 13 * 2, 0},
      {{{50, "", "available"}}, 101, 3, 3, 0},
      {{{2, "", "available"}}, 4, 8, 8, 0},  // no room beside the controls: one by one
      // Each bracket may have to be opened anew when it comes after other roads.
      {{{25, "", "ask:ask1"}, {1, "", "available"}}, 101, 5, 5 + 101 + 24 * 2, 22},
      {{{1, "", "ask:ask1"}, {50, "", "available"}}, 101, 101 + 13 * 2, 101 + 24 * 2 + 3, 22},
      // Four controls at each end leave room for one target that takes three. If only the first ask
      // is needed, they are two and leave room for seven. Both further asks may have to prove
      // themselves, by both claimed controls: that may take a bracket each.
      {{{1, "", "ask:ask1"}, {1, "", "ask:ask2"}, {1, "", "available"}},
       10,
       10 + 3 * 2,
       10 * 3 + 11 * 4 + 2 * 2 * (1 + 4),
       2 * 2 * (1 + 4)},
  };
  for (const Row& row : rows) {
    LaneRun run(platform(R"("rate": "100000/1s")", row.asks), numbered("h", row.handles),
                answer_for);
    const Estimate estimate = estimate_of(run);
    CHECK(estimate.least_requests == row.least);
    CHECK(estimate.most_requests == row.most);
    run.run();
    CHECK(run.count("available") == static_cast<std::size_t>(row.handles));
    CHECK(run.world.fetcher.sent.size() <= row.most);
    CHECK(run.world.fetcher.sent.size() + row.spare >= row.most);
  }
}

TEST_CASE("no probe takes more requests or more time than its estimate, nor far less time") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto any_rate = [&random] {
      constexpr const char* periods[] = {"1s", "10s", "1m", "1h"};
      const auto one = [&] {
        return fmt::format(R"("{}/{}")", 1 + random() % 60, periods[random() % 4]);
      };
      const std::string first = one();
      if (random() % 3 != 0) return R"("rate": )" + first;
      return fmt::format(R"("rate": [{}, {}])", first, one());
    };
    const int asks = 1 + static_cast<int>(random() % 3);
    std::vector<AskText> texts;
    for (int i = 0; i < asks; ++i) {
      constexpr int sizes[] = {1, 2, 10, 50};
      const std::string more =
          R"("cost": "0.01 USD/request",)" + (random() % 3 == 0 ? any_rate() + "," : std::string());
      texts.push_back({sizes[random() % 4], more,
                       i + 1 < asks ? fmt::format("ask:ask{}", i + 1) : "available"});
    }
    const std::string more = fmt::format(R"({}, "concurrency": {})", any_rate(), 1 + random() % 8);
    std::vector<std::string> handles = numbered("h", static_cast<int>(random() % 120));
    const bool all_free = random() % 2 == 0;
    for (std::string& handle : handles) {
      if (!all_free && random() % 3 == 0) handle[0] = static_cast<char>('a' + random() % 3);
    }
    LaneRun run(platform(more, texts), handles, answer_for);
    CAPTURE(more);
    run.definition.spacing = random() % 3 == 0;
    if (random() % 4 == 0) run.settings.rate = text::Rate{7, 3s};
    if (random() % 4 == 0) run.settings.concurrency = 2;
    const Estimate estimate = estimate_of(run);
    run.run();
    CHECK(run.count("unknown") == 0);
    CHECK(run.world.fetcher.sent.size() <= estimate.most_requests);
    CHECK(run.world.fetcher.sent.size() >= estimate.least_requests);
    CHECK(static_cast<long long>(run.world.fetcher.sent.size()) * 10'000 <=
          estimate.costs.at("USD"));
    CHECK(run.world.clock.passed() <= estimate.takes);
    // Of names that are taken not all go the whole way. Roads are taken one after the other here,
    // side by side in a probe: three times at most.
    if (all_free) CHECK(estimate.takes <= 3 * run.world.clock.passed() + 20s);
  }
}

TEST_CASE("where answers take longer than the rate, no waits are added to them") {
  // 286 brackets of 21 targets, four at a time: six goes, and one for the controls after them. That
  // takes 1001.5 s, in which the rate would allow 10000 requests.
  LaneRun run(one_by_one(R"("rate": "3000/5m", "concurrency": 4)"), numbered("h", 6'000), honest);
  const Estimate estimate = estimate_of(run);
  run.run();
  CHECK(run.world.clock.passed() > 1'000s);
  CHECK(estimate.takes >= run.world.clock.passed());
  CHECK(estimate.takes < run.world.clock.passed() + 3s);
}

TEST_CASE("what is got beforehand is counted: discovery and tokens") {
  const std::string json = R"({"id": "p", "name": "P", "profile_url": "{server}/{handle}",
    "server": {"default": "https://p.example", "discover": {"get": "{server}/api", "at": "/at"}},
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice@https://p.example"]},
    "ask": [{"name": "users", "credential": "app", "token": {"post": "https://id.example", "as": "body"},
      "headers": {"Authorization": "{token}"}, "get": "{server}/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "ask:more"}]},
     {"name": "more", "credential": "app", "token": {"post": "https://id.example", "as": "body"},
      "headers": {"Authorization": "{token}"}, "get": "{server}/more/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";
  LaneRun run(json, numbered("h", 10), honest);
  const Estimate estimate = estimate_of(run);
  // Brackets of 13: two controls at each end leave room for eight that the first ask decides; three
  // controls for three that go on. The further ask may have to prove itself once.
  CHECK(estimate.least_requests == 2 + 10 + 3 * 2);
  CHECK(estimate.most_requests == 2 + 10 * 2 + 1 + 5 * 3);
}

TEST_CASE("costs are summed per currency, and rounded up") {
  struct Row {
    const char* first;
    const char* second;
    const char* cost;
  };
  // Fifteen batches of seven, each with two claimed controls; then twelve brackets of nine, each
  // with two controls before and after.
  const Row rows[] = {
      {"", "", ""},
      {R"("cost": "0.01 USD/claimed",)", "", "at most 1.31 USD"},
      {R"("cost": "0.01 USD/request",)", "", "at most 0.15 USD"},
      {R"("cost": "0.0001 USD/request",)", "", "at most 0.01 USD"},
      {R"("cost": "0.01 USD/claimed",)", R"("cost": "0.5 USD/request",)", "at most 75.81 USD"},
      {R"("cost": "1 USD/request",)", R"("cost": "2 EUR/request",)",
       "at most 298.00 EUR and 15.00 USD"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.cost);
    LaneRun run(
        platform(R"("rate": "1/1s")", {{10, row.first, "ask:ask1"}, {1, row.second, "available"}}),
        numbered("h", 101), answer_for);
    CHECK(probing::at_most(estimate_of(run).costs) == row.cost);
  }
  // Of a chain each ask has its price: 101 targets by threes, two claimed controls that prove the
  // second ask, and a free one at 36 ends.
  LaneRun chain(platform(R"("rate": "1/1s")",
                         {{1, "", "ask:ask1"}, {1, R"("cost": "0.5 USD/request",)", "available"}}),
                numbered("h", 101), answer_for);
  CHECK(probing::at_most(estimate_of(chain).costs) == "at most 69.50 USD");
}

TEST_CASE("a rate beyond all reason is a long time, not an overflow") {
  LaneRun run(one_by_one(R"("rate": "1/1000y")"), numbered("h", 100'000), honest);
  const Estimate estimate = estimate_of(run);
  CHECK(estimate.takes > 900 * 365 * 24h);
  CHECK(estimate.takes < 1'100 * 365 * 24h);
}

TEST_CASE("requests that one window holds wait for nothing") {
  LaneRun run(platform(R"("rate": "10/1m")", {{1, "", "available"}}), numbered("h", 1), answer_for);
  const auto with_targets = [&run](std::size_t targets) {
    return probing::estimate(run.definition, "", {}, targets, 0, run.settings);
  };
  REQUIRE(with_targets(6).most_requests == 10);  // a claimed control and a free one, twice
  CHECK(with_targets(6).takes < 10s);
  CHECK(with_targets(7).takes > 1min);
}

TEST_CASE("what is got beforehand has its place in the window, too") {
  const std::string json = R"({"id": "p", "name": "P", "profile_url": "{server}/{handle}",
    "server": {"default": "https://p.example", "discover": {"get": "{server}/api", "at": "/at"}}, "rate": "30/1m",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice@https://p.example"]},
    "ask": [{"name": "users", "credential": "app", "token": {"post": "https://id.example", "as": "body"},
      "headers": {"Authorization": "{token}"}, "get": "{server}/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";
  LaneRun run(json, numbered("h", 1), honest);
  const auto with_targets = [&run](std::size_t targets) {
    return probing::estimate(run.definition, "https://p.example", {}, targets, 0, run.settings);
  };
  REQUIRE(with_targets(20).most_requests == 30);  // three brackets: controls at four ends
  CHECK(with_targets(20).takes < 30s);
  CHECK(with_targets(21).takes > 1min);
}

TEST_CASE("an estimate in words: of one pass or of a day, with a budget that reaches or does not") {
  Estimate estimate;
  estimate.most_requests = 2;
  estimate.costs["USD"] = 500'000;
  const auto words = [&estimate](std::optional<model::Milliseconds> every,
                                 std::optional<probing::Budget> budget) {
    return probing::in_words("X", 101, estimate, every, budget, 0);
  };
  const auto money = [](long long millionths) { return probing::Budget{millionths, "USD", 24h}; };
  CHECK(words(std::nullopt, std::nullopt) == "X: 101 handles, 2 requests, at most 0.50 USD");
  CHECK(words(6h, std::nullopt) == "X: 101 handles, 2 requests every 6 h, at most 2.00 USD a day");
  CHECK(
      words(6h, money(2'000'000)) ==
      "X: 101 handles, 2 requests every 6 h, at most 2.00 USD a day; its budget is 2.00 USD a day");
  CHECK(words(6h, money(1'999'999)).ends_with(", which does not reach for all"));
  CHECK_FALSE(words(std::nullopt, money(500'000)).ends_with("for all"));
  CHECK(words(std::nullopt, money(499'999)).ends_with("for all"));
  // One of another currency is never used up; one of requests is counted in them.
  CHECK_FALSE(words(6h, probing::Budget{1, "EUR", 24h}).ends_with("for all"));
  CHECK_FALSE(words(6h, probing::Budget{8'000'000, "", 24h}).ends_with("for all"));
  CHECK(words(6h, probing::Budget{7'000'000, "", 24h}).ends_with("for all"));
  // The worst day counts: of passes that are 16 hours apart two begin in some days.
  CHECK(words(16h, std::nullopt).ends_with("at most 1.00 USD a day"));
  CHECK(words(16h, money(999'999)).ends_with("for all"));
  // What is kept for second looks is not there for sweeps.
  CHECK(probing::in_words("X", 101, estimate, 6h, money(2'500'000), 500'000)
            .ends_with("its budget is 2.50 USD a day"));
  CHECK(probing::in_words("X", 101, estimate, 6h, money(2'499'999), 500'000)
            .ends_with(", which does not reach for all with 0.50 USD kept for second looks"));
}

TEST_CASE("a sign-up check is counted as if all were free, and goes beside the others") {
  const std::string json = R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]}, "rate": "60/1m",
    "ask": [{"name": "users", "get": "https://p.example/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]},
     {"name": "signup", "refines": "available", "rate": "20/1m", "cost": "0.01 USD/request",
      "get": "https://p.example/signup?name={handle}",
      "rules": [{"status": 200, "then": "available"}, {"status": 409, "then": "reserved"}]}]})";
  for (const int handles : {1, 20, 60, 101}) {
    CAPTURE(handles);
    LaneRun run(json, numbered("h", handles), [](const net::Request& request) {
      const bool is_signup = request.url.find("/signup?") != std::string::npos;
      return answer(is_signup || request.url.ends_with("/alice") ? 200 : 404, "{}");
    });
    const Estimate estimate = estimate_of(run);
    run.run();
    CHECK(run.count("signup/1") == static_cast<std::size_t>(handles));
    CHECK(run.world.fetcher.sent.size() <= estimate.most_requests);
    CHECK(run.world.fetcher.sent.size() + 40 >= estimate.most_requests);
    CHECK(run.world.clock.passed() <= estimate.takes + 30s);
    CHECK(run.world.clock.passed() + 2min >= estimate.takes);
    CHECK(estimate.costs.at("USD") >= 10'000 * handles);
  }
}
