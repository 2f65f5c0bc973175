// No bracket of the real probe holds a longer planned wait than a minute, or what its rate takes
// for a spacing, however many are under way at once.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;

namespace {

bool is_target(const net::Request& request) {
  const std::string handle = asked_handle(request);
  return handle.starts_with("h") && handle.size() <= 5;
}

// With a second ask that decides, or with one alone; tied, or brackets are shorter.
std::string platform(const std::string& more, bool has_chain, bool tied) {
  const std::string claimed =
      tied ? R"({"status": 200, "json": {"/login": "{handle}"}, "then": "claimed"})"
           : R"({"status": 200, "then": "claimed"})";
  const std::string further =
      has_chain ? fmt::format(R"(, {{"name": "more", "get": "https://p.example/more/{{handle}}",
        "rules": [{}, {{"status": 404, "then": "available"}}]}})",
                              claimed)
                : "";
  return fmt::format(R"({{"id": "p", "name": "P", "profile_url": "https://p.example/{{handle}}",
    "handle": {{"pattern": "[a-z0-9]{{1,30}}"}}, "controls": {{"claimed": ["alice"]}}, {},
    "ask": [{{"name": "users", "get": "https://p.example/users/{{handle}}",
      "rules": [{}, {{"status": 404, "then": "{}"}}]}}{}]}})",
                     more, claimed, has_chain ? "ask:more" : "available", further);
}

}  // namespace

TEST_CASE("a bracket closes before a long planned wait, and the next one opens after it") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    constexpr const char* periods[] = {"1s", "10s", "1m", "10m", "1h", "1d"};
    // Windows of several brackets; shorter ones are waited for within a bracket.
    const auto rate = [&] {
      return fmt::format(R"("{}/{}")", 15 + random() % 60, periods[random() % 6]);
    };
    const std::string first = rate();
    const std::string rates = random() % 2 == 0 ? first : fmt::format("[{}, {}]", first, rate());
    const std::string more =
        fmt::format(R"("rate": {}, "concurrency": {})", rates, 1 + random() % 8);
    CAPTURE(more);
    LaneRun run(platform(more, random() % 2 == 0, random() % 2 == 0),
                numbered("h", static_cast<int>(random() % 150)), honest);
    run.run();
    CHECK(run.count("available") == run.plan.targets.size());
    const auto& sent = run.world.fetcher.sent;
    for (std::size_t i = 1; i < sent.size(); ++i) {
      if (sent[i].at - sent[i - 1].at <= 61s + 1s) continue;
      CHECK_FALSE(is_target(sent[i - 1].request));
      CHECK_FALSE(is_target(sent[i].request));
    }
    CHECK_FALSE(is_target(sent.back().request));
  }
}
