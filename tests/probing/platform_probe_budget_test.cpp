// A probe within its budget: never over it, and what is ours by right first.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "probing/platform_probe_run.hpp"
#include "probing/price.hpp"

using namespace tests;
using namespace std::chrono_literals;
using probing::parse_budget;
using probing::SpendLimit;

namespace {

// A batch of ten, billed by the account that it finds. All names that begin with c are claimed.
const std::string billed = R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["calice"]},
    "rate": "100000/1s", "ask": [{"name": "users", "max": 10, "cost": "0.01 USD/claimed",
      "get": "https://p.example/users?names={handles}", "item": "/users/name={handle}",
      "rules": [{"status": 200, "item": {"/id": {"exists": true}}, "then": "claimed"},
                {"status": 200, "item": false, "then": "available"}]}]})";

net::Reply users_of(const net::Request& request) {
  std::string users;
  const std::string names = request.url.substr(request.url.find('=') + 1);
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string name = names.substr(at, end - at);
    // The random free control may begin with any letter.
    if (name.starts_with("c") && name.size() < 10) {
      users += (users.empty() ? "" : ",") + fmt::format(R"({{"name":"{}","id":1}})", name);
    }
    at = end + 1;
  }
  return answer(200, "{\"users\":[" + users + "]}");
}

}  // namespace

// A batch has room for eight beside the claimed control and the free one: twenty take three.
TEST_CASE("what was really billed is booked, and what was not is free again") {
  LaneRun run(billed, numbered("c", 20), users_of);
  run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("2 USD/day")));
  run.run();
  CHECK(run.count("claimed") == 20);
  CHECK(run.limits.spend_limit_of("p")->left(run.world.clock.now()) == 2'000'000 - 23 * 10'000);
}

TEST_CASE("what is asked once more counts, in the budget and in the rate") {
  const std::string platform = one_by_one(R"("rate": "2/1s", "concurrency": 1)");
  std::size_t asked = 0;
  std::vector<model::Moment> moments;
  LaneRun run(platform, numbered("c", 6), [&](const net::Request& request) {
    moments.push_back(run.world.clock.steady());
    // Every second request of a connection that is kept ends without an answer.
    asked = request.fresh ? 1 : asked + 1;
    if (asked % 2 == 0) {
      net::Reply reply;
      reply.failure = model::Reason::network;
      reply.dropped = true;
      return reply;
    }
    return honest(request);
  });
  run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("100/1d")));
  run.run();
  CHECK(run.count("unknown") == 0);
  CHECK(moments.size() > 12);
  const auto made = static_cast<long long>(moments.size());
  CHECK(run.limits.spend_limit_of("p")->left(run.world.clock.now()) == (100 - made) * 1'000'000);
  for (std::size_t i = 2; i < moments.size(); ++i) CHECK(moments[i] - moments[i - 2] >= 1s);
}

namespace {

// A book that is slow, and may have no room.
struct SlowBook {
  probing::SpendingBook book() {
    probing::SpendingBook book;
    book.begin = [this](const std::string& platform, const probing::Budget&,
                        const probing::Spending& spending) { return begin(platform, spending); };
    book.correct = [this](const std::string&, const probing::Spending& begun,
                          long long millionths) { entries[begun.id] = millionths; };
    return book;
  }
  async::Task<long long> begin(std::string platform, probing::Spending spending) {
    CHECK(platform == "p");
    const model::Moment until = clock.steady() + 10ms;
    co_await clock.sleep_until(until);
    if (full) co_return 0;
    entries[++last] = spending.millionths;
    co_return last;
  }

  VirtualClock& clock;
  bool full = false;
  long long last = 0;
  std::map<long long, long long> entries{};
};

}  // namespace

TEST_CASE("a request is in the book before it is made, and corrected there when it is answered") {
  std::size_t asked = 0;
  SlowBook* kept = nullptr;
  LaneRun run(billed, numbered("c", 20), [&](const net::Request& request) {
    CHECK(kept->entries.size() >= ++asked);
    return users_of(request);
  });
  SlowBook slow{run.world.clock};
  kept = &slow;
  run.settings.concurrency = 3;
  run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("0.40 USD/day")));
  run.limits.spending_book = slow.book();
  run.run();
  CHECK(run.count("claimed") == 20);
  long long sum = 0;
  for (const auto& [number, millionths] : slow.entries) sum += millionths;
  CHECK(sum == 23 * 10'000);
  CHECK(slow.entries.size() == run.world.fetcher.sent.size());
}

TEST_CASE("what the book has no room for is spent all the same, and corrected nowhere else") {
  LaneRun run(billed, numbered("c", 20), users_of);
  SlowBook slow{run.world.clock};
  slow.full = true;
  run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("2 USD/day")));
  run.limits.spending_book = slow.book();
  run.run();
  CHECK(run.count("claimed") == 20);
  CHECK(run.limits.spend_limit_of("p")->left(run.world.clock.now()) == 2'000'000 - 23 * 10'000);
  CHECK(slow.entries.empty());
}

TEST_CASE("a budget is never exceeded, whatever the batches, and what is left of it is used") {
  for (int cents = 1; cents <= 30; ++cents) {
    CAPTURE(cents);
    LaneRun run(billed, numbered("c", 20), users_of);
    run.settings.concurrency = 3;
    run.limits.spend_limits.emplace(
        "p", SpendLimit(*parse_budget(fmt::format("0.{:02} USD/day", cents))));
    run.run();
    SpendLimit& spend_limit = *run.limits.spend_limit_of("p");
    CHECK(spend_limit.left(run.world.clock.now()) >= 0);
    CHECK(run.count("claimed") + run.count("unknown") == 20);
    // The first batch has cost nine cents when the two others are paid at their most: ten and six.
    if (cents >= 9 + 10 + 6) CHECK(run.count("claimed") == 20);
    // Less than one handle with its two controls can cost.
    if (run.count("claimed") < 20) CHECK(spend_limit.left(run.world.clock.now()) < 3 * 10'000);
    if (cents >= 3 && cents < 20) {
      CHECK(run.count("claimed") + 6 >= static_cast<std::size_t>(cents));
      CHECK(run.count("claimed") < static_cast<std::size_t>(cents));
    }
  }
}

TEST_CASE("expected handles are asked before variants, and those by their priority") {
  LaneRun run(billed, numbered("c", 12), users_of);
  for (std::size_t i = 0; i < 6; ++i) {
    run.plan.targets[i].variant = "omission";
    run.plan.targets[i].priority = static_cast<int>(6 - i);
  }
  run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("12/1d")));
  run.definition.asks[0].max = 1;
  run.run();
  std::vector<std::string> asked;
  for (const auto& one : run.seen) {
    if (one.reason != "budget") asked.push_back(one.target.handle);
  }
  std::sort(asked.begin(), asked.end());
  // Twelve requests: two controls before, six expected handles, two variants of the lowest numbers,
  // two controls after.
  CHECK(asked == std::vector<std::string>{"c10", "c11", "c4", "c5", "c6", "c7", "c8", "c9"});
}

TEST_CASE("what closes a bracket may take of what a sweep keeps for second looks") {
  std::string platform = one_by_one(R"("rate": "100000/1s")");
  platform.replace(platform.find(R"(["alice"])"), 9, R"(["alice", "bob"])");
  int asked = 0;
  std::vector<std::string> handles = numbered("taken", 1);
  for (const std::string& free : numbered("h", 20)) handles.push_back(free);
  LaneRun run(platform, handles, [&asked](const net::Request& request) {
    const bool is_lost = asked_handle(request) == "alice" && ++asked > 1;
    return is_lost ? answer(200, "{}") : honest(request);
  });
  run.plan.slice = 2min;
  run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget("20/1d")));
  run.run();
  // Of twenty requests five are kept: controls, 11 targets and controls, of which alice fails.
  CHECK(run.world.fetcher.sent.size() == 15 + 1);
  CHECK(asked_handle(run.world.fetcher.sent.back().request) == "bob");
  CHECK(run.count("claimed") == 1);
  CHECK(run.count("available") == 10);
  CHECK(run.count("budget") == 10);
}

TEST_CASE("requests that come before the asks count as requests too") {
  const std::string servers = R"({"id": "p", "name": "P", "profile_url": "{server}/{handle}",
    "server": {"default": "https://p.example", "discover": {"get": "{server}/api", "at": "/at"}},
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice@https://p.example"]},
    "ask": [{"name": "users", "get": "{server}/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})";
  struct Row {
    const char* budget;
    std::size_t requests;
    std::size_t decided;
  };
  // Where the budget does not reach for the controls at both ends, nobody is asked about.
  for (const Row& row :
       {Row{"7/1d", 1 + 2 + 2 + 2, 2}, Row{"6/1d", 1 + 2 + 1 + 2, 1}, Row{"5/1d", 1, 0}}) {
    CAPTURE(row.budget);
    LaneRun run(servers, numbered("h", 3), [](const net::Request& request) {
      return request.url.ends_with("/api") ? answer(404, "") : honest(request);
    });
    run.limits.spend_limits.emplace("p", SpendLimit(*parse_budget(row.budget)));
    run.run();
    CHECK(run.world.fetcher.sent.size() == row.requests);
    CHECK(run.count("available") == row.decided);
    CHECK(run.count("budget") == 3 - row.decided);
  }
}
