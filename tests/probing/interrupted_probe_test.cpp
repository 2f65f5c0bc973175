// A probe that is stopped: whether it still says anything of its platform.
#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("a probe that is stopped before its controls have answered says so, and no later one") {
  struct Row {
    const char* what;
    std::string platform;
    model::Milliseconds stopped_at;
    bool interrupted;
  };
  const std::string single = one_by_one(R"("rate": "100/1s", "concurrency": 4)");
  // One claimed control and a free one ride with eight at a time.
  const std::string batches =
      R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "rate": "100/1s", "concurrency": 4, "ask": [{"name": "many", "max": 10,
      "get": "https://p.example/users?names={handles}", "item": "/{handle}",
      "rules": [{"status": 200, "item": {"": true}, "then": "claimed"},
                {"status": 200, "item": false, "then": "available"}]}]})";
  const Row rows[] = {{"the controls were under way", single, 5s, true},
                      {"they had answered", single, 15s, false},
                      {"they had answered, and closed a bracket", single, 95s, false},
                      {"the first batch was under way", batches, 5s, true},
                      {"it had answered", batches, 15s, false}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const bool is_batch = row.platform == batches;
    LaneRun run(row.platform, numbered("h", 40), [is_batch](const net::Request& request) {
      return is_batch ? answer(200, R"({"alice": true})") : honest(request);
    });
    run.world.fetcher.latency = 10s;
    run.world.at(row.stopped_at, [&run] {
      run.probe().stop();
      run.world.fetcher.cancel_all();
    });
    run.run();
    CHECK(run.probe().report().interrupted == row.interrupted);
    const bool all = row.interrupted || (!is_batch && row.stopped_at < 80s);
    CHECK((run.count("interrupted") == 40) == all);
  }
}
