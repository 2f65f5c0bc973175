// Random platforms, answers and orders: whatever happens, every target ends in exactly one
// observation, nothing unproven is firm, and nothing is asked after giving up.
#include <map>
#include <random>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

namespace {

std::vector<Step> random_steps(std::mt19937_64& random) {
  constexpr std::size_t sizes[] = {1, 1, 2, 4, 7, 50};
  const std::size_t asks = 1 + random() % 3;
  std::vector<Step> steps;
  for (std::size_t i = 0; i < asks; ++i) {
    Step step{"ask" + std::to_string(i), sizes[random() % 6], {}};
    for (std::size_t next = i + 1; next < asks; ++next) {
      if (random() % 4 != 0) step.leads_to.push_back(next);
    }
    steps.push_back(step);
  }
  return steps;
}

// A platform with a will of its own: the same answer to the same question, however often.
class Wilful {
 public:
  Wilful(const std::vector<Step>& steps, std::uint64_t seed) : steps_(steps), seed_(seed) {
    std::mt19937_64 random(seed);
    firm_ = random() % 10;
    honest_ = random() % 3 != 0;
    poison_ = random() % 4 == 0 ? 1 + random() % 40 : 0;
  }

  std::vector<platforms::Reading> operator()(const Asked& asked) const {
    std::vector<platforms::Reading> readings;
    bool spoilt = false;
    for (const std::string& handle : asked.handles) spoilt = spoilt || poisonous(handle);
    for (const std::string& handle : asked.handles) {
      const bool unread = spoilt && asked.handles.size() > 1;
      readings.push_back(unread ? ask_alone() : of(asked.ask, handle));
    }
    return readings;
  }

  platforms::Reading of(std::size_t ask, const std::string& handle) const {
    std::mt19937_64 random(seed_ ^ std::hash<std::string>()(handle) ^ (ask * 0x9E3779B97F4A7C15U));
    const auto& next = steps_[ask].leads_to;
    if (!next.empty() && random() % 2 == 0) return go_on_with(next[random() % next.size()]);
    if ((is_known(handle) || is_made_up(handle)) && honest_) return honest_reading(ask, handle);
    if (random() % 10 < firm_) return says(static_cast<Status>(random() % 6));
    return says(static_cast<Reason>(random() % model::reason_names.size()));
  }

 private:
  bool poisonous(const std::string& handle) const {
    return poison_ != 0 && std::hash<std::string>()(handle) % poison_ == 0;
  }

  std::vector<Step> steps_;
  std::uint64_t seed_;
  std::uint64_t firm_;
  bool honest_;
  std::uint64_t poison_;
};

struct Ends {
  std::size_t given_up_at = 0;  // requests made then; 0: never
  std::size_t workers = 1;
};

void play_through(Play& play, const Wilful& platform, const Ends& ends, std::mt19937_64& random) {
  std::vector<probing::Job> under_way;
  bool given_up = false;
  for (int guard = 0; !play.work().done(); ++guard) {
    REQUIRE(guard < 10'000);
    if (!given_up && ends.given_up_at != 0 && play.asked.size() >= ends.given_up_at) {
      play.work().give_up(Reason::interrupted, noon);
      given_up = true;
    }
    while (under_way.size() < ends.workers) {
      auto job = play.take();
      if (!job) break;
      CHECK_FALSE(given_up);
      CHECK_FALSE(play.work().given_up().has_value());
      CHECK_FALSE(job->subjects.empty());
      under_way.push_back(std::move(*job));
    }
    if (under_way.empty()) {
      if (play.work().done()) break;
      const auto until = play.work().rests_until();
      REQUIRE(until.has_value());
      play.pass(*until - play.now.steady);
      continue;
    }
    const std::size_t pick = random() % under_way.size();
    const probing::Job job = under_way[pick];
    under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(pick));
    if (random() % 7 == 0 && job.attempts < 2) {
      play.work().put_back(job, play.now);
    } else {
      play.answer(job, platform);
    }
    if (random() % 40 == 0) play.work().cut_short(Reason::rate_limited, play.now);
    play.pass(model::Milliseconds(random() % 20'000));
  }
  play.collect();
  CHECK(under_way.empty());
}

// What the platform says of a handle in the end, asked through the chain.
platforms::Reading in_the_end(const Wilful& platform, const std::string& handle) {
  platforms::Reading reading = platform.of(0, handle);
  while (reading.next == platforms::Reading::Next::ask) reading = platform.of(reading.ask, handle);
  return reading;
}

}  // namespace

TEST_CASE("whatever is answered, every target ends in exactly one true observation") {
  std::map<std::string, int> reasons;  // that the seeds reach what they should
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto steps = random_steps(random);
    const int count = static_cast<int>(random() % 70);
    const std::vector<std::string> controls[] = {{}, {"c1"}, {"c1", "c2"}};
    std::vector<model::Target> asked_about = targets(count);
    // Some with names of another shape.
    for (model::Target& one : asked_about) {
      if (random() % 4 == 0) one.handle.insert(1, "-");
    }
    Play play(steps, asked_about, controls[random() % 3]);
    std::string why;
    play.definition().grammar.pattern = *platforms::Pattern::compile(".{1,20}", false, why);
    if (random() % 3 == 0) play.assignment().accounts = {"t-1", "t-2", "a-b"};
    for (const model::Target& one : asked_about) {
      if (random() % 3 == 0) play.assignment().looked_at_again.insert(one.handle);
    }
    const bool has_gone = !play.assignment().controls.handles.empty() && random() % 3 == 0;
    if (has_gone) play.assignment().controls.gone = {"c3"};
    if (random() % 3 == 0) {
      play.assignment().look_again = [](const model::Observation& seen) {
        return seen.status == Status::claimed;
      };
    }
    play.assignment().is_second_look = random() % 5 == 0;
    const Wilful platform(steps, seed);
    const Ends ends{random() % 3 == 0 ? 1 + random() % 20 : 0, 1 + random() % 6};
    play_through(play, platform, ends, random);

    CHECK(play.work().done());
    CHECK(play.work().undecided() == 0);
    std::map<std::string, int> times;
    for (const auto& one : play.seen) {
      ++times[one.target.handle];
      ++reasons[one.reason];
      if (one.status == Status::unknown) continue;
      CHECK(one.status == in_the_end(platform, one.target.handle).status);
    }
    CHECK(times.size() == static_cast<std::size_t>(count));
    for (const auto& one : times) CHECK(one.second == 1);
  }
  for (const char* reason : {"platform-blind", "unproven", "interrupted", "ask0/1", "ask2/1"}) {
    CAPTURE(reason);
    CHECK(reasons[reason] > 100);
  }
}
