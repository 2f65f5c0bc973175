// Claimed controls that are absent, kept for all watches of a platform and its server.
#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using tests::Watched;

namespace {

bool is_gone(ledger::Ledger& ledger, const std::string& platform, const std::string& server,
             const std::string& handle) {
  for (const auto& one : ledger.controls.absent(platform, server)) {
    if (one.handle == handle) return one.gone;
  }
  return false;
}

}  // namespace

TEST_CASE("an absent control is kept with its sweeps, and forgotten when it is there again") {
  Watched w;
  auto& controls = w.ledger->controls;
  for (const auto later : {0h, 6h, 18h}) {
    CHECK_FALSE(is_gone(*w.ledger, "bluesky", "", "known"));
    w.now += later;
    controls.seen_absent("bluesky", "", {"known", "other"}, w.now, w.now);
    controls.seen_present("bluesky", "", {"other", "third"});
  }
  CHECK(is_gone(*w.ledger, "bluesky", "", "known"));
  REQUIRE(controls.absent("bluesky", "").size() == 1);
  CHECK(controls.absent("bluesky", "")[0].sweeps == 3);
  CHECK(controls.absent("bluesky", "")[0].since == w.now - 24h);
  CHECK(controls.absent("bluesky", "https://one.example").empty());
  CHECK(controls.absent("mastodon", "").empty());
  controls.seen_present("bluesky", "https://one.example", {"known"});
  CHECK(is_gone(*w.ledger, "bluesky", "", "known"));
  controls.seen_present("bluesky", "", {"known"});
  CHECK(controls.absent("bluesky", "").empty());
}
