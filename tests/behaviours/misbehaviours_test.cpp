// Each misbehaviour on each kind of platform, from several moments on and for two sweeps: no sweep
// says anything wrong of a handle, nobody is told anything false, and when the platform is itself
// again every handle is decided within two sweeps and everybody who came is told.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "behaviours/service.hpp"

namespace {

using namespace behaviours;
using std::chrono::hours;

// Of the sweep in which it begins: with which request. A blip ends after five requests, inside one
// bracket: what was asked meanwhile may be wrong, but nobody hears of it.
enum class Begin { first, third, middle, last_bracket, second_looks, blip };
constexpr std::string_view begins[] = {"from the first request", "from the third",  "in the middle",
                                       "in the last bracket",    "in second looks", "a blip"};

struct Scene {
  Kind kind;
  Begin begin = Begin::first;
  std::size_t sweep = 1;  // in which it begins, from 1
  std::size_t usual = 0;  // requests of an honest sweep
};

constexpr model::Milliseconds lasts = hours(13), two_sweeps = hours(12) + std::chrono::minutes(45);

// When it is on; `since` is when it began.
class Gate {
 public:
  explicit Gate(const Scene& scene) : scene_(scene) {}

  bool operator()(const Asking& asking, const PlatformNow& now) {
    if (!since && now.sweeps >= scene_.sweep && is_its_request(now)) since = asking.at;
    if (!since) return false;
    if (scene_.begin == Begin::blip) return ++blips_ <= 5;
    if (asking.at >= *since + lasts) return false;
    return scene_.begin != Begin::second_looks || now.second_look;
  }

  std::optional<model::Instant> since;

 private:
  bool is_its_request(const PlatformNow& now) const {
    if (scene_.begin == Begin::second_looks) return now.second_look;
    if (now.second_look) return false;
    switch (scene_.begin) {
      case Begin::first: return true;
      case Begin::third: return now.requests >= std::min<std::size_t>(3, scene_.usual);
      case Begin::last_bracket: return now.requests + 5 >= scene_.usual;
      default: return 2 * now.requests >= scene_.usual;
    }
  }

  Scene scene_;
  int blips_ = 0;
};

// Thirty handles: three of ours, three strangers', and two that come: while it is on, and after.
std::vector<std::unique_ptr<PlayedPlatform>> a_platform(Kind kind) {
  Truth truth(roster(30), 3, 3);
  std::vector<std::unique_ptr<PlayedPlatform>> platforms;
  platforms.push_back(std::make_unique<PlayedPlatform>(
      "p0", kind, R"("rate": "600/10m", "concurrency": 2)", std::move(truth)));
  return platforms;
}

std::size_t requests_of_a_sweep(Kind kind) {
  auto platforms = a_platform(kind);
  PlayedService service(platforms, {});
  service.run_until(hours(10));
  const std::size_t requests = platforms[0]->now.requests;
  service.stop();
  return requests;
}

struct Sum {
  std::size_t scenes = 0, wrong = 0, wrong_in_blips = 0, wrong_of_another = 0;
};

void play(const Row& row, const Scene& scene, Sum& sum) {
  auto platforms = a_platform(scene.kind);
  PlayedPlatform& platform = *platforms[0];
  platform.behaviour = row.make(7);
  auto gate = std::make_shared<Gate>(scene);
  platform.is_on = [gate](const Asking& asking, const PlatformNow& now) {
    return (*gate)(asking, now);
  };
  PlayedService service(platforms, {});
  const model::Instant begin = service.begin();
  platform.truth.set(platform.truth.handles()[20], begin + hours(9), 2001);
  platform.truth.set(platform.truth.handles()[25], begin + hours(28), 2002);
  // By then it has begun, and is not yet decided again.
  service.run_until(hours(17));
  const model::Instant is_over = gate->since.value_or(begin) + lasts;
  service.run_until(is_over - begin + two_sweeps);
  const bool decided = platform.verdicts.decided_all(is_over);
  service.run_until(hours(60));
  service.stop();

  const Tally tally = platform.verdicts.ended(begin, service.now(), hours(20));
  const std::size_t wrong = tally.wrong_claimed + tally.wrong_free;
  const bool is_blip = scene.begin == Begin::blip;
  const bool leaves_out = scene.kind.batch && scene.kind.rule == Rule::json;
  const bool is_of_another = row.is_of_another && leaves_out;
  ++sum.scenes;
  (is_blip ? sum.wrong_in_blips : is_of_another ? sum.wrong_of_another : sum.wrong) += wrong;
  INFO(row.name, "; ", behaviours::name(scene.kind), "; ",
       std::string(begins[static_cast<int>(scene.begin)]), " of sweep ", scene.sweep);
  const std::string first_wrong = tally.wrong.empty() ? "" : tally.wrong.front();
  INFO(first_wrong);
  CHECK(gate->since.has_value());
  CHECK((is_blip || is_of_another || wrong == 0));
  CHECK(tally.false_gains + tally.false_losses == 0);
  CHECK(tally.told == tally.gains);
  CHECK(decided);
}

}  // namespace

TEST_CASE("an honest platform is told of as it is") {
  for (const Kind kind : all_kinds()) {
    Sum sum;
    play({"honest", [](std::uint64_t) { return Behaviour{"honest"}; }},
         {kind, Begin::first, 1, requests_of_a_sweep(kind)}, sum);
    CHECK(sum.wrong == 0);
  }
}

TEST_CASE("misbehaviours: nothing wrong is said, and all is decided when they end") {
  REQUIRE(misbehaviours().size() >= 40);
  Sum sum;
  for (const Kind kind : all_kinds()) {
    const std::size_t usual = requests_of_a_sweep(kind);
    for (const Row& row : misbehaviours()) {
      for (const Begin begin : {Begin::first, Begin::third, Begin::middle, Begin::last_bracket,
                                Begin::second_looks, Begin::blip}) {
        for (const std::size_t sweep : {1U, 3U}) play(row, {kind, begin, sweep, usual}, sum);
      }
    }
  }
  MESSAGE(fmt::format(
      "{} misbehaviours, {} scenes: {} wrong verdicts; nobody hears of {} within one bracket, and "
      "of {} by answers to other questions",
      misbehaviours().size(), sum.scenes, sum.wrong, sum.wrong_in_blips, sum.wrong_of_another));
}
