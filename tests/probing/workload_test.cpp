// What a probe asks, in which requests, and when it is believed.
#include "probing/workload.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

using Handles = std::vector<std::string>;

TEST_CASE("in a batch the controls ride inside, and the rest waits for the proof") {
  Play play({{"many", 5, {}}}, 9);
  const auto first = play.take();
  REQUIRE(first.has_value());
  CHECK(play.asked[0].handles == Handles{"c1", "c2", "f", "t0", "t1"});
  CHECK_FALSE(play.take().has_value());
  CHECK_FALSE(play.work.done());
  CHECK_FALSE(play.work.proof().has_value());
  play.answer(*first, each(by_letter));
  REQUIRE(play.work.proof().has_value());
  CHECK(play.seen.size() == 2);
  play.run(each(by_letter));
  CHECK(play.asked.size() == 3);
  CHECK(play.asked[1].handles == Handles{"t2", "t3", "t4", "t5", "t6"});
  CHECK(play.asked[2].handles == Handles{"t7", "t8"});
  CHECK(play.count(Status::available) == 9);
}

TEST_CASE("one by one, the controls go first and the targets follow") {
  Play play({{"one", 1, {}}}, 2);
  std::vector<probing::Job> controls;
  while (const auto job = play.take()) controls.push_back(*job);
  REQUIRE(controls.size() == 3);
  play.answer(controls[2], each(by_letter));
  play.answer(controls[0], each(by_letter));
  CHECK_FALSE(play.take().has_value());
  play.answer(controls[1], each(by_letter));
  play.run(each(by_letter));
  CHECK(play.asked.size() == 5);
  CHECK(play.count(Status::available) == 2);
}

TEST_CASE("a batch smaller than the controls holds controls only") {
  Play play({{"few", 2, {}}}, 3);
  const auto first = play.take();
  const auto second = play.take();
  REQUIRE(second.has_value());
  CHECK(play.asked[0].handles == Handles{"c1", "c2"});
  CHECK(play.asked[1].handles == Handles{"f"});
  CHECK_FALSE(play.take().has_value());
  play.answer(*first, each(by_letter));
  play.answer(*second, each(by_letter));
  play.run(each(by_letter));
  CHECK(play.asked.size() == 4);
}

TEST_CASE("an observation carries what decided it") {
  Play play({{"many", 5, {}}}, 1);
  play.run(each([](std::size_t, const std::string& handle) {
    platforms::Reading reading = by_letter(0, handle);
    if (handle == "t0") reading = says(Status::claimed);
    reading.rule = 7;
    reading.profile.account_id = "id-" + handle;
    return reading;
  }));
  REQUIRE(play.seen.size() == 1);
  const model::Observation& seen = play.seen[0];
  CHECK(seen.target.handle == "t0");
  CHECK(seen.target.expected == "t0");
  CHECK(seen.status == Status::claimed);
  CHECK(seen.reason == "many/7");
  CHECK(seen.url == "https://simulated.example/t0");
  CHECK(seen.profile.account_id == "id-t0");
  CHECK(seen.checked_at == noon);
  CHECK(seen.http_status == 200);
  CHECK(seen.elapsed_ms == 42);
  CHECK_FALSE(seen.holder.has_value());
}

TEST_CASE("a blind platform is asked nothing more, and nothing it said counts") {
  struct Row {
    const char* what;
    Status claimed;
    Status free;
  };
  for (const Row& row : {Row{"the free control is claimed", Status::claimed, Status::claimed},
                         Row{"a claimed control is free", Status::available, Status::available}}) {
    CAPTURE(row.what);
    Play play({{"many", 10, {}}}, 101);
    play.run(each([&row](std::size_t, const std::string& handle) {
      if (handle == "c2") return says(row.claimed);
      return handle == "f" ? says(row.free) : says(Status::claimed);
    }));
    CHECK(play.asked.size() == 1);
    CHECK(play.seen.size() == 101);
    CHECK(play.count(Reason::platform_blind) == 101);
    CHECK(std::none_of(play.seen.begin(), play.seen.end(),
                       [](const auto& seen) { return seen.profile.account_id.has_value(); }));
  }
}

TEST_CASE("controls that prove nothing end the asking, for the reason they share") {
  struct Row {
    platforms::Reading first, second, free;
    Reason reason;
  };
  const Row rows[] = {
      {says(Reason::dns), says(Reason::dns), says(Reason::dns), Reason::dns},
      {says(Reason::timeout), says(Reason::timeout), says(Reason::network), Reason::unproven},
      {says(Reason::blocked), says(Reason::blocked), says(Reason::blocked), Reason::blocked},
      {says(Status::suspended), says(Reason::dns), says(Reason::dns), Reason::unproven},
      {says(Reason::dns), says(Reason::dns), says(Status::reserved), Reason::unproven},
  };
  for (const Row& row : rows) {
    CAPTURE(name(row.reason));
    for (const std::size_t batch : {1U, 10U}) {
      Play play({{"ask", batch, {}}}, 30);
      play.run(each([&row](std::size_t, const std::string& handle) {
        if (handle == "c1") return row.first;
        if (handle == "c2") return row.second;
        return handle == "f" ? row.free : says(Status::claimed);
      }));
      CHECK(play.asked.size() == (batch == 1 ? 3 : 1));
      const std::size_t rode = batch == 1 ? 0 : 7;  // were claimed, but nothing proves it
      CHECK(play.count(Reason::unproven) == (row.reason == Reason::unproven ? 30 : rode));
      CHECK(play.count(row.reason) >= 30 - rode);
      const bool transport = row.reason == Reason::dns;
      CHECK(play.work.transport_failure().has_value() ==
            (transport || play.work.control_notes()[2].find("network") != std::string::npos));
    }
  }
}

TEST_CASE("each side counts by its own control") {
  for (const bool claimed_proven : {true, false}) {
    CAPTURE(claimed_proven);
    Play play({{"many", 50, {}}}, 6);
    play.run(each([&](std::size_t, const std::string& handle) {
      if (handle[0] == 'c') return claimed_proven ? says(Status::claimed) : says(Reason::no_rule);
      if (handle == "f") return claimed_proven ? says(Reason::no_rule) : says(Status::available);
      constexpr Status statuses[] = {Status::claimed,  Status::available, Status::suspended,
                                     Status::reserved, Status::invalid,   Status::unknown};
      return says(statuses[handle[1] - '0']);
    }));
    CHECK(play.count(Status::claimed) == (claimed_proven ? 1 : 0));
    CHECK(play.count(Status::available) == (claimed_proven ? 0 : 1));
    CHECK(play.count(Reason::unproven) == 1);
    CHECK(play.count(Status::suspended) == 1);
    CHECK(play.count(Status::reserved) == 1);
    CHECK(play.count(Status::invalid) == 1);
    CHECK(play.count(Reason::no_rule) == 1);
  }
}

TEST_CASE("without a claimed control the free one still proves its side") {
  Play play({{"one", 1, {}}}, 4, {});
  play.run(each([](std::size_t, const std::string& handle) {
    return says(handle == "t0" ? Status::claimed : Status::available);
  }));
  CHECK(play.count(Status::available) == 3);
  CHECK(play.count(Reason::unproven) == 1);
  CHECK(play.work.control_notes() ==
        Handles{"no account is known there that surely exists; list one of yours as owned",
                "free control f: available (one/1)"});
}

TEST_CASE("without targets the controls alone are asked") {
  Play play({{"one", 1, {}}}, 0);
  play.run(each(by_letter));
  CHECK(play.asked.size() == 3);
  CHECK(play.seen.empty());
}
