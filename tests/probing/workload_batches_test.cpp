// Halving what cannot be read, and chains of asks.
#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

namespace {

// A request with the poisonous name among others cannot be read; alone that name is invalid.
Platform poisoned(const std::string& name) {
  return [name](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    const bool spoilt =
        std::find(asked.handles.begin(), asked.handles.end(), name) != asked.handles.end();
    for (const std::string& handle : asked.handles) {
      if (!spoilt) {
        readings.push_back(by_letter(0, handle));
      } else {
        readings.push_back(asked.handles.size() > 1 ? ask_alone() : says(Status::invalid));
      }
    }
    return readings;
  };
}

}  // namespace

TEST_CASE("one poisonous name among fifty costs a dozen requests and spoils nobody else") {
  for (int poison = 0; poison < 47; ++poison) {
    CAPTURE(poison);
    Play play({{"many", 50, {}}}, 47);
    play.run(poisoned("t" + std::to_string(poison)));
    CHECK(play.asked.size() <= 13);  // 1 + 2 for each of six halvings
    CHECK(play.asked.size() >= 11);
    CHECK(play.count(Status::available) == 46);
    CHECK(play.count(Status::invalid) == 1);
  }
}

TEST_CASE("a batch that can never be read is asked one by one in the end, each name once alone") {
  Play play({{"many", 50, {}}}, 47);
  play.run([](const Asked& asked) {
    if (asked.handles.size() > 1) return std::vector(asked.handles.size(), ask_alone());
    return std::vector{by_letter(0, asked.handles[0])};
  });
  CHECK(play.asked.size() == 99);  // a binary tree over 50 leaves
  CHECK(play.count(Status::available) == 47);
  CHECK(std::count_if(play.asked.begin(), play.asked.end(),
                      [](const Asked& one) { return one.handles.size() == 1; }) == 50);
}

TEST_CASE("of a batch read in part only the unread rest is asked again") {
  Play play({{"many", 10, {}}}, 7);
  play.run([](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) {
      const bool dropped = handle == "t3" && asked.handles.size() > 1;
      readings.push_back(dropped ? ask_alone() : by_letter(0, handle));
    }
    return readings;
  });
  REQUIRE(play.asked.size() == 2);
  CHECK(play.asked[1].handles == std::vector<std::string>{"t3"});
}

TEST_CASE("nothing is believed before the free control has gone through its whole chain") {
  Play play({{"many", 10, {1}}, {"one", 1, {}}}, 7);
  const auto batch = play.take();
  play.answer(*batch, each([](std::size_t, const std::string& handle) {
    const bool found = handle[0] == 'c' || handle == "t0";
    return found ? says(Status::claimed) : go_on_with(1);
  }));
  CHECK(play.seen.empty());
  std::vector<probing::Job> alone;
  while (const auto job = play.take()) alone.push_back(*job);
  REQUIRE(alone.size() == 7);  // f and t1 to t6
  for (std::size_t i = alone.size(); i-- > 1;) play.answer(alone[i], each(by_letter));
  CHECK(play.seen.empty());
  play.answer(alone[0], each(by_letter));
  CHECK(play.asked[1].handles.front() == "f");
  CHECK(play.seen.size() == 7);
  CHECK(play.count(Status::claimed) == 1);
  play.run(each(by_letter));
}

TEST_CASE("follow-up batches fill: after the controls' own, none but the last is part empty") {
  for (const std::size_t workers : {1U, 4U, 30U}) {
    CAPTURE(workers);
    Play play({{"one", 1, {1}}, {"many", 25, {}}}, 101);
    const Platform platform = each([](std::size_t ask, const std::string& handle) {
      return ask == 0 ? go_on_with(1) : by_letter(1, handle);
    });
    std::vector<probing::Job> under_way;
    while (!play.work.done()) {
      while (under_way.size() < workers) {
        auto job = play.take();
        if (!job) break;
        under_way.push_back(std::move(*job));
      }
      REQUIRE_FALSE(under_way.empty());
      const probing::Job job = under_way.front();
      under_way.erase(under_way.begin());
      play.answer(job, platform);
    }
    CHECK(play.asked_of(0) == 104);
    CHECK(play.asked_of(1) == 1 + 5);
    CHECK(play.count(Status::available) == 101);
  }
}

TEST_CASE("a batch with two roads to it waits for both, and two batches never for each other") {
  // 0 leads to 1, 2 and 3; 1 and 2 lead to 3.
  Play play({{"entry", 1, {1, 2, 3}}, {"left", 10, {3}}, {"right", 10, {3}}, {"last", 10, {}}}, 60);
  play.run(each([](std::size_t ask, const std::string& handle) {
    if (ask == 3 || handle[0] != 't') return by_letter(ask, handle);
    if (ask != 0) return go_on_with(3);
    return go_on_with(1 + static_cast<std::size_t>(std::stoi(handle.substr(1))) % 3);
  }));
  CHECK(play.asked_of(0) == 63);
  CHECK(play.asked_of(1) == 2);
  CHECK(play.asked_of(2) == 2);
  CHECK(play.asked_of(3) == 6);
  CHECK(play.count(Status::available) == 60);
}

TEST_CASE("a follow-up that cannot be read is halved at its own ask") {
  Play play({{"one", 1, {1}}, {"many", 8, {}}}, 8);
  play.run([](const Asked& asked) {
    if (asked.ask == 0) return std::vector(asked.handles.size(), go_on_with(1));
    std::vector<platforms::Reading> readings = each(by_letter)(asked);
    if (asked.handles.size() > 2) readings.assign(readings.size(), ask_alone());
    return readings;
  });
  CHECK(play.asked_of(0) == 11);
  CHECK(play.asked_of(1) == 3 + 7);  // the controls: 3, 2, 1; the targets: 8, two of 4, four of 2
  CHECK(play.count(Status::available) == 8);
}
