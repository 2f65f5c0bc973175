// What a request costs, from the moment before it is made to the moment its answer is there.
#include "probing/payments.hpp"

#include <doctest/doctest.h>

#include "probing/virtual_world.hpp"

using model::Reason;
using model::Status;
using probing::Payments;
using probing::Spending;
using probing::SpendLimit;
using namespace std::chrono_literals;

namespace {

const model::Instant noon{500'000h};

platforms::Reading says(Status status) {
  platforms::Reading reading;
  reading.status = status;
  return reading;
}

// One who pays by the account that is found, a cent each, with a book that numbers what it takes.
struct Paying {
  explicit Paying(const char* budget, bool with_book = true)
      : world([](const net::Request&) { return net::Reply(); }),
        limit(*probing::parse_budget(budget)) {
    ask.cost = "0.01 USD/claimed";
    if (!with_book) return;
    book.begin = [this](const std::string& platform, const probing::Budget& of,
                        const Spending& spending) {
      CHECK(platform == "p");
      CHECK(of == limit.budget());
      return begin(spending.millionths);
    };
    book.correct = [this](const std::string& platform, const Spending& paid, long long millionths) {
      CHECK(platform == "p");
      corrected.emplace_back(paid.id, millionths);
    };
  }

  async::Task<long long> begin(long long millionths) {
    begun.push_back(millionths);
    co_return number;
  }

  std::optional<Spending> pay(std::size_t handles) { return pay(handles, payments); }
  std::optional<Spending> pay(std::size_t handles, Payments& from, bool closes = false) {
    std::optional<Spending> paid;
    world.run(pay_into(paid, handles, from, closes));
    return paid;
  }
  async::Task<void> pay_into(std::optional<Spending>& paid, std::size_t handles, Payments& from,
                             bool closes) {
    paid = co_await from.pay(&ask, handles, closes, noon);
  }
  void settle(const std::optional<Spending>& paid, const std::vector<platforms::Reading>& readings,
              std::optional<Reason> failure = std::nullopt) {
    net::Reply reply;
    reply.failure = failure;
    payments.settle(paid, ask, reply, readings);
  }
  long long left() { return limit.left(noon); }

  tests::VirtualWorld world;
  platforms::Ask ask;
  SpendLimit limit;
  probing::SpendingBook book;
  long long number = 1;
  std::vector<long long> begun;
  std::vector<std::pair<long long, long long>> corrected;
  Payments payments{"p", &limit, book, false};
};

using Corrected = std::vector<std::pair<long long, long long>>;

}  // namespace

TEST_CASE("a request is paid at its most, and its answer says for how many accounts it was") {
  Paying one("1 USD/day");
  const auto paid = one.pay(7);
  REQUIRE(paid.has_value());
  CHECK(one.begun == std::vector<long long>{70'000});
  CHECK(one.left() == 930'000);
  CHECK(one.corrected.empty());
  one.settle(paid, {says(Status::claimed), says(Status::claimed), says(Status::suspended),
                    says(Status::suspended), says(Status::available), says(Status::reserved),
                    says(Status::unknown)});
  CHECK(one.corrected == Corrected{{1, 40'000}});
  CHECK(one.left() == 960'000);
}

TEST_CASE("a request that was not made costs nothing, one without an answer costs its most") {
  Paying one("1 USD/day");
  one.payments.take_back(one.pay(3));
  CHECK(one.corrected == Corrected{{1, 0}});
  CHECK(one.left() == 1'000'000);
  one.number = 2;
  one.settle(one.pay(3), {says(Status::unknown)}, Reason::timeout);
  CHECK(one.corrected.size() == 1);
  CHECK(one.left() == 970'000);
  one.payments.take_back(std::nullopt);
  one.settle(std::nullopt, {says(Status::claimed)});
  CHECK(one.corrected.size() == 1);
  CHECK(one.left() == 970'000);
}

TEST_CASE("what the budget does not reach for is not paid, and not in the book") {
  Paying one("0.02 USD/day");
  CHECK_FALSE(one.pay(3));
  CHECK(one.begun.empty());
  CHECK(one.payments.reach(one.ask, noon)->handles == 2);
  CHECK(one.pay(1));
  CHECK(one.payments.reach(one.ask, noon)->handles == 1);  // to the last cent
  CHECK(one.pay(1));
  CHECK(one.payments.reach(one.ask, noon)->requests == 0);
  CHECK(one.left() == 0);
}

TEST_CASE("what the book could not take, or where there is none, is corrected here alone") {
  for (const bool with_book : {true, false}) {
    Paying one("1 USD/day", with_book);
    one.number = 0;
    const auto first = one.pay(3);
    const auto second = one.pay(3);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->id < 0);
    CHECK(second->id < first->id);
    one.settle(first, {says(Status::claimed)});
    one.payments.take_back(second);
    CHECK(one.left() == 990'000);
    CHECK(one.corrected.empty());
  }
  // A book that only takes.
  Paying one("1 USD/day");
  one.book.correct = nullptr;
  one.payments.take_back(one.pay(3));
  CHECK(one.left() == 1'000'000);
}

TEST_CASE("without a budget nothing is paid and nothing is in the book") {
  Paying one("1 USD/day");
  CHECK(one.payments.are_limited());
  Payments unlimited("p", nullptr, one.book, false);
  CHECK_FALSE(unlimited.are_limited());
  CHECK_FALSE(one.pay(3, unlimited));
  CHECK(one.begun.empty());
}

TEST_CASE("a sweep leaves a fifth of the budget to second looks, and at least one whole look") {
  struct Row {
    const char* budget;
    const char* cost;  // of the ask
    std::size_t max;   // handles in a request
    long long kept;    // millionths
  };
  // A look asks about one target and its controls before and after: five accounts, or five
  // requests; but never does it take more than half of what there is.
  const Row rows[] = {{"1 USD/day", "0.01 USD/claimed", 1, 200'000},
                      {"0.20 USD/day", "0.01 USD/claimed", 1, 50'000},
                      {"0.20 USD/day", "0.01 USD/claimed", 100, 50'000},
                      {"0.06 USD/day", "0.01 USD/claimed", 1, 30'000},
                      {"0.20 USD/day", "0.01 USD/request", 1, 50'000},
                      {"0.04 USD/day", "0.01 USD/request", 100, 10'000},
                      {"100/1d", "", 1, 20'000'000},
                      {"20/1d", "", 1, 5'000'000},
                      {"20/1d", "", 50, 4'000'000}};
  for (const Row& row : rows) {
    CAPTURE(row.budget);
    CAPTURE(row.cost);
    CAPTURE(row.max);
    Paying one(row.budget);
    one.ask.cost = row.cost;
    one.ask.max = row.max;
    Payments sweep("p", &one.limit, one.book, true);
    const long long all = one.left();
    const long long each = one.limit.cost(&one.ask, 1);
    CHECK(sweep.reach(one.ask, noon)->requests ==
          static_cast<std::size_t>((all - row.kept) / each));
    while (one.pay(1, sweep)) {
    }
    CHECK(one.left() >= row.kept);
    CHECK(one.left() < row.kept + each);
    CHECK(sweep.reach(one.ask, noon)->requests == 0);
    // What closes a bracket may take of it, and the look itself all.
    CHECK(one.pay(1, sweep, true));
    while (one.pay(1)) {
    }
    CHECK(one.left() < each);
  }
}

TEST_CASE("what second looks have spent of what is kept for them, sweeps need not keep any more") {
  Paying one("1 USD/day");
  Payments sweeps("p", &one.limit, one.book, true);
  const auto left_to_sweeps = [&] { return sweeps.reach(one.ask, noon)->handles; };
  CHECK(left_to_sweeps() == 80);
  const auto paid = one.pay(7);
  CHECK(left_to_sweeps() == 80);
  one.settle(paid, {says(Status::claimed)});
  CHECK(left_to_sweeps() == 80);
  CHECK(one.pay(30, sweeps));
  CHECK(left_to_sweeps() == 50);
  // More than that they take from all.
  CHECK(one.pay(25));
  CHECK(left_to_sweeps() == 44);
  CHECK(sweeps.reach(one.ask, noon + 24h)->handles == 80);
}
