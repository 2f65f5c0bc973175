// A day of X at 2 USD, with 101 handles every six hours: the shipped definition, the real probe and
// its spend limit, on a clock that jumps.
#include <fstream>
#include <iterator>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/payments.hpp"
#include "probing/platform_probe_run.hpp"
#include "probing/shortfall.hpp"

using namespace tests;
using namespace std::chrono_literals;
using model::Status;

namespace {

platforms::Definition shipped_x() {
  std::ifstream file(HANDLEWATCH_PATTERNS "/platforms/x.json");
  return load({std::istreambuf_iterator<char>(file), {}});
}

class DayOfX {
 public:
  explicit DayOfX(std::set<std::string> held, const char* budget = "2 USD/day")
      : accounts(std::move(held)),
        world_([this](const net::Request& request) { return users_of(request); }) {
    limits_.spend_limits.emplace("x", probing::SpendLimit(*probing::parse_budget(budget)));
  }

  // What the ones asked about turned out to be.
  std::map<std::string, model::Observation> sweep(const std::vector<std::string>& handles) {
    return ask(handles, true);
  }
  std::map<std::string, model::Observation> look_again(const std::vector<std::string>& handles) {
    return ask(handles, false);
  }
  void wait(model::Milliseconds time) { world_.clock.skip(time); }
  long long left() { return limits_.spend_limit_of("x")->left(world_.clock.now()); }
  std::size_t requests() const { return world_.fetcher.sent.size(); }

  std::set<std::string> accounts;

 private:
  std::map<std::string, model::Observation> ask(const std::vector<std::string>& handles,
                                                bool is_sweep) {
    probing::ProbePlan plan = plan_of(definition_, handles);
    plan.is_second_look = !is_sweep;
    if (is_sweep) plan.slice = 2min;
    std::map<std::string, model::Observation> seen;
    probing::Observer observer;
    observer.observed = [&seen](model::Observation one) {
      const std::string handle = one.target.handle;
      seen.emplace(handle, std::move(one));
    };
    async::Semaphore permits(world_.io.get_executor(), 128, async::Semaphore::Order::newest_first);
    const probing::Tools tools{world_.fetcher, world_.clock, permits,
                               limits_,        credentials_, random_};
    probing::PlatformProbe probe(std::move(plan), {}, tools, observer);
    world_.run(probe.run());
    CHECK(seen.size() == handles.size());
    CHECK(left() >= 0);
    return seen;
  }

  net::Reply users_of(const net::Request& request) const {
    std::string data;
    std::string errors;
    const std::size_t from = request.url.find("usernames=") + 10;
    const std::string names = request.url.substr(from, request.url.find('&') - from);
    for (std::size_t at = 0; at < names.size();) {
      const std::size_t end = std::min(names.find(',', at), names.size());
      const std::string name = names.substr(at, end - at);
      const bool is_there = accounts.contains(name) || name == "xdevelopers" || name == "jack";
      std::string& list = is_there ? data : errors;
      list += list.empty() ? "" : ",";
      list += is_there ? fmt::format(R"({{"id":"7{}","username":"{}"}})", name, name)
                       : fmt::format(R"({{"value":"{}","type":"{}"}})", name,
                                     "https://api.x.com/2/problems/resource-not-found");
      at = end + 1;
    }
    return answer(200, fmt::format(R"({{"data":[{}],"errors":[{}]}})", data, errors));
  }

  VirtualWorld world_;
  platforms::Definition definition_ = shipped_x();
  probing::SharedLimits limits_;
  probing::Credentials credentials_ = [](std::string_view, std::string_view) {
    return std::optional<std::string>("token");
  };
  std::mt19937_64 random_{7};
};

std::size_t count(const std::map<std::string, model::Observation>& seen, std::string_view word) {
  return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [&](const auto& one) {
    return name(one.second.status) == word || one.second.reason == word;
  }));
}

std::string warning(const char* budget) {
  const platforms::Definition x = shipped_x();
  return probing::shortfall(x, 0, *probing::parse_budget(budget), {{"", {}, 101, 6h}});
}

}  // namespace

TEST_CASE("a day of X at 2 USD holds four sweeps, their controls and the second looks") {
  const std::vector<std::string> handles = numbered("pnationale", 101);
  DayOfX day({"pnationale6", "pnationale13", "pnationale35", "pnationale44", "pnationale67",
              "pnationale2", "pnationale11", "pnationale23", "pnationale91"});
  std::vector<std::string> strangers = {"pnationale2", "pnationale11", "pnationale23",
                                        "pnationale91"};
  for (std::size_t sweep = 0; sweep < 4; ++sweep) {
    CAPTURE(sweep);
    const auto seen = day.sweep(handles);
    CHECK(count(seen, "claimed") == 9 + sweep);
    CHECK(count(seen, "available") == 92 - sweep);
    day.wait(2min);
    const auto again = day.look_again(strangers);
    CHECK(count(again, "claimed") == strangers.size());
    // One more is taken before the next sweep.
    strangers = {"pnationale7" + std::to_string(sweep)};
    day.accounts.insert(strangers.front());
    day.wait(6h - 2min - 10s);
  }
  // 42 accounts and twice two controls four times; seven strangers and two controls four times.
  CHECK(day.left() == 2'000'000 - (42 + 16 + 7 + 8) * 10'000);
  CHECK(day.requests() == 4 * 2 + 4);
}

TEST_CASE(
    "where every handle is claimed, config check has said how many are left over, and what would "
    "do") {
  CHECK(warning("2 USD/day") ==
        "X (Twitter): a budget of 2.00 USD a day may not reach: 4 sweeps of 101 handles cost up to "
        "1.05 USD each with their controls, 4.20 USD together, and 0.40 USD are kept for second "
        "looks; where every handle is claimed, 251 of 404 answers are left over as unknown "
        "(budget); 5.27 USD a day would do, or a sweep every 24 h");
  const std::vector<std::string> handles = numbered("pnationale", 101);
  DayOfX day({handles.begin(), handles.end()});
  std::size_t claimed = 0;
  std::size_t left_over = 0;
  for (int sweep = 0; sweep < 4; ++sweep) {
    const auto seen = day.sweep(handles);
    claimed += count(seen, "claimed");
    left_over += count(seen, "budget");
    day.wait(2min);
    // Second looks have a share of their own, to the end of the day.
    CHECK(count(day.look_again({"pnationale7"}), "claimed") == 1);
    day.wait(6h - 2min - 10s);
  }
  CHECK(claimed == 404 - 251);
  CHECK(left_over == 251);
}

TEST_CASE("what would do does, by a larger budget or fewer sweeps, and with second looks") {
  CHECK(warning("5.27 USD/day").empty());
  CHECK_FALSE(warning("5.26 USD/day").empty());
  const platforms::Definition x = shipped_x();
  const probing::Budget two = *probing::parse_budget("2 USD/day");
  CHECK(probing::shortfall(x, 0, two, {{"", {}, 101, 24h}}).empty());
  const std::vector<std::string> handles = numbered("pnationale", 101);
  for (const auto& [budget, every] : {std::pair("5.27 USD/day", 6h), std::pair("2 USD/day", 24h)}) {
    DayOfX day({handles.begin(), handles.end()}, budget);
    for (int sweep = 0; sweep < 12; ++sweep) {
      CHECK(count(day.sweep(handles), "claimed") == 101);
      day.wait(2min);
      CHECK(count(day.look_again({"pnationale7", "pnationale8"}), "claimed") == 2);
      day.wait(every - 2min);
    }
  }
}
