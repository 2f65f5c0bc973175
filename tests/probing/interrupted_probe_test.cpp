// A probe that is stopped: whether it still says anything of its platform.
#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("a probe that is stopped before its controls have answered says so, and no later one") {
  struct Row {
    model::Milliseconds stopped_at;
    bool interrupted;
  };
  for (const Row& row : {Row{5s, true}, Row{15s, false}}) {
    CAPTURE(row.stopped_at.count());
    LaneRun run(one_by_one(R"("rate": "100/1s", "concurrency": 4)"), numbered("h", 20), honest);
    run.world.fetcher.latency = 10s;
    run.world.at(row.stopped_at, [&run] {
      run.probe().stop();
      run.world.fetcher.cancel_all();
    });
    run.run();
    CHECK(run.probe().report().interrupted == row.interrupted);
    CHECK(run.count("interrupted") == 20);
  }
}
