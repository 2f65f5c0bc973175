// How near a pass comes to the shortest time that a platform's documented limit allows, in virtual
// time: 101 handles of a template and 85 given ones on five platforms that answer after 200 ms; and
// passes on end, until that limit has been filled more than twice. One JSON object a line for
// scripts/bench.d/catalogue.py; the argument is the folder of the definitions. Exit 1 where
// something did not work, whatever the figures.
#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "bench/played_platform.hpp"
#include "platforms/loader.hpp"
#include "probing/platform_probe.hpp"
#include "simulator/limits.hpp"

namespace {

using bench::a_call;
using bench::Played;
using simulator::Kind;

const std::vector<Played> platforms_played = {{"x", Kind::x},
                                              {"twitch", Kind::twitch},
                                              {"youtube", Kind::youtube},
                                              {"bluesky", Kind::bluesky},
                                              {"mediawiki", Kind::mediawiki}};
// Each decides anew at which moment of a call the platform counts it; the slowest one is told.
constexpr std::uint64_t seeds = 4;
constexpr double fillings_of_the_limit = 2.5;

platforms::Definition definition_of(const std::string& folder, const std::string& id) {
  const std::string path = folder + "/" + id + ".json";
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto loaded = platforms::load_definition(text, path, id);
  if (!loaded) throw std::runtime_error(model::to_string(loaded.error().front()));
  return std::move(*loaded);
}

probing::ProbePlan plan_of(const platforms::Definition& definition) {
  probing::ProbePlan plan;
  plan.definition = &definition;
  if (definition.server) plan.server = definition.server->default_url;
  for (const std::string& handle : bench::handles_of_a_pass()) {
    const platforms::Spelling spelling = platforms::canonical(definition, handle);
    if (!spelling.admitted) throw std::runtime_error(handle + " cannot exist on " + definition.id);
    model::Target target;
    target.platform = definition.id;
    target.handle = spelling.handle;
    target.expected = handle;
    if (definition.server) target.server = plan.server;
    plan.targets.push_back(std::move(target));
  }
  return plan;
}

// The calls of a full window wait for the one before to pass; the rest takes its own time. Nobody
// who keeps the limit is faster, however it asks.
double shortest(const std::optional<simulator::Rate>& limit, std::size_t calls, std::size_t metered,
                int concurrency) {
  const double each = std::chrono::duration<double>(a_call).count() / concurrency;
  const double by_calls = static_cast<double>(calls) * each;
  if (!limit || metered == 0) return by_calls;
  const std::size_t windows = (metered - 1) / limit->limit;
  const auto rest = static_cast<double>(metered - windows * limit->limit);
  return std::max(by_calls, static_cast<double>(windows) * limit->period + rest * each);
}

struct Figures {
  std::size_t passes = 0;
  std::size_t calls = 0;
  std::size_t limited = 0;
  double shortest = 0;  // seconds
  double taken = 0;
  std::map<std::string, std::size_t> told;  // status, or why it is unknown
  std::size_t failed = 0;
};

class Passes {
 public:
  Passes(const Played& played, const platforms::Definition& definition, std::uint64_t seed)
      : definition_(definition),
        limit_(simulator::documented_rate(played.kind)),
        world_([](const net::Request&) { return net::Reply(); }),
        fetcher_(world_.clock, played, seed),
        permits_(world_.io.get_executor(), 128, async::Semaphore::Order::newest_first),
        random_(seed) {
    observer_.observed = [this](const model::Observation& seen) {
      const bool unknown = seen.status == model::Status::unknown;
      ++figures_.told[unknown ? std::string(seen.reason) : std::string(name(seen.status))];
    };
  }

  // With the rate limits and tokens of the passes before, as in the service.
  void one() {
    const probing::Tools tools{fetcher_, world_.clock, permits_, limits_, credentials_, random_};
    probing::PlatformProbe probe(plan_of(definition_), {}, tools, observer_);
    world_.run(probe.run());
    ++figures_.passes;
  }

  // How many passes it takes to fill the limit more than twice; one, where there is none or calls
  // of 200 ms never fill it.
  std::size_t to_fill_the_limit() const {
    const double each = std::chrono::duration<double>(a_call).count() / definition_.concurrency;
    if (!limit_ || static_cast<double>(limit_->limit) * each > limit_->period) return 1;
    const double wanted = fillings_of_the_limit * static_cast<double>(limit_->limit);
    return static_cast<std::size_t>(std::ceil(wanted * static_cast<double>(figures_.passes) /
                                              static_cast<double>(fetcher_.metered)));
  }

  Figures figures() const {
    Figures figures = figures_;
    figures.calls = fetcher_.calls;
    figures.limited = fetcher_.limited;
    figures.failed = fetcher_.failed;
    figures.shortest = shortest_of_all();
    figures.taken = std::chrono::duration<double>(world_.clock.passed()).count();
    return figures;
  }

 private:
  // A sign-up check goes beside the others, at its own rate, which the limit does not count.
  double shortest_of_all() const {
    const auto refining = definition_.refinement();
    const std::size_t refined = refining ? fetcher_.calls - fetcher_.metered : 0;
    const double others =
        shortest(limit_, fetcher_.calls - refined, fetcher_.metered, definition_.concurrency);
    if (refined == 0) return others;
    const text::Rate& rate = definition_.asks[*refining].rates.front();
    const simulator::Rate own{static_cast<std::size_t>(rate.count),
                              std::chrono::duration<double>(rate.period).count()};
    return std::max(others, shortest(own, refined, refined, 1));
  }

  const platforms::Definition& definition_;
  std::optional<simulator::Rate> limit_;
  tests::VirtualWorld world_;
  bench::PlayedFetcher fetcher_;
  async::Semaphore permits_;
  probing::SharedLimits limits_;
  probing::Credentials credentials_ = [](std::string_view, std::string_view) {
    return std::optional<std::string>("secret");
  };
  std::mt19937_64 random_;
  probing::Observer observer_;
  Figures figures_;
};

void tell(const Played& played, int concurrency, const Figures& one) {
  std::printf(
      R"({"platform": "%s", "concurrency": %d, "passes": %zu, "calls": %zu, "shortest": %.3f, )"
      R"("taken": %.3f, "limited": %zu, "failed": %zu, "told": {)",
      played.id.c_str(), concurrency, one.passes, one.calls, one.shortest, one.taken, one.limited,
      one.failed);
  const char* comma = "";
  for (const auto& [word, count] : one.told) {
    std::printf(R"(%s"%s": %zu)", comma, word.c_str(), count);
    comma = ", ";
  }
  std::printf("}}\n");
}

bool slower(const Figures& one, const Figures& other) {
  return one.taken / one.shortest < other.taken / other.shortest;
}

void measure(const Played& played, const std::string& folder) {
  const platforms::Definition definition = definition_of(folder, played.id);
  std::vector<Figures> single;
  std::vector<Figures> many;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Passes passes(played, definition, seed);
    passes.one();
    single.push_back(passes.figures());
    const std::size_t wanted = passes.to_fill_the_limit();
    if (wanted == 1) continue;
    while (passes.figures().passes < wanted) passes.one();
    many.push_back(passes.figures());
  }
  for (std::vector<Figures>* all : {&single, &many}) {
    if (all->empty()) continue;
    std::size_t limited = 0;
    for (const Figures& one : *all) limited += one.limited;
    Figures worst = *std::max_element(all->begin(), all->end(), slower);
    worst.limited = limited;
    tell(played, definition.concurrency, worst);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: catalogue-bench FOLDER-OF-DEFINITIONS\n", stderr);
    return 2;
  }
  doctest::Context context;  // the virtual world complains through doctest
  context.setAsDefaultForAssertsOutOfTestCases();
  try {
    for (const Played& played : platforms_played) measure(played, argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "catalogue-bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
