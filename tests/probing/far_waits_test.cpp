#include "probing/far_waits.hpp"

#include <doctest/doctest.h>

using model::Milliseconds;
using model::Moment;
using probing::FarWaits;
using probing::RateAdvice;
using namespace std::chrono_literals;

namespace {

const Moment begin{1'000h};

RateAdvice retry_after(Milliseconds wait) {
  return {wait, std::nullopt, std::nullopt};
}

RateAdvice empty_until(Milliseconds reset) {
  return {std::nullopt, 0, reset};
}

struct Road {
  // A refusal, in answer to a request that took a second.
  std::optional<Milliseconds> refused(const std::vector<std::string>& handles,
                                      const RateAdvice& advice) {
    now += 2s;
    return wait_of(waits.heard({handles, advice, true, now - 1s}, now), true);
  }
  std::optional<Milliseconds> good(const std::vector<std::string>& handles,
                                   const RateAdvice& advice = {}) {
    now += 2s;
    return wait_of(waits.heard({handles, advice, false, now - 1s}, now), false);
  }
  bool rests(const std::string& handle) const { return waits.rests_until(handle, now).has_value(); }

  FarWaits waits;
  Moment now = begin;
};

}  // namespace

TEST_CASE("what one handle is told alone leaves the road open and that handle alone, in any form") {
  struct Row {
    const char* what;
    RateAdvice advice;
    bool refused;
  };
  const Row rows[] = {
      {"a refusal's Retry-After", retry_after(315'360'000s), true},
      {"a refusal's empty window", empty_until(642'000h), true},
      {"a refusal's reset alone", {std::nullopt, std::nullopt, 2h}, true},
      {"a good answer's empty window", empty_until(642'000h), false},
      {"a good answer's Retry-After", retry_after(16min), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Road road;
    const std::vector<std::string> handle = {"alice"};
    CHECK_FALSE((row.refused ? road.refused(handle, row.advice) : road.good(handle, row.advice))
                    .has_value());
    CHECK(road.rests("alice"));
    CHECK_FALSE(road.rests("bob"));
    REQUIRE(road.waits.resting(road.now).size() == 1);
    CHECK(road.waits.resting(road.now)[0].handle == "alice");
    CHECK(road.waits.resting(road.now)[0].asked_for == wait_of(row.advice, true));
  }
}

TEST_CASE("a handle rests for as long as it was asked for, a day at most") {
  for (const Milliseconds wait : {Milliseconds(16min), Milliseconds(315'360'000s)}) {
    Road road;
    road.refused({"alice"}, retry_after(wait));
    const Moment until = road.now + std::min<Milliseconds>(wait, 24h);
    CHECK(road.waits.rests_until("alice", road.now) == until);
    CHECK(road.waits.rests_until("alice", until - 1ms) == until);
    CHECK_FALSE(road.waits.rests_until("alice", until).has_value());
    CHECK(road.waits.resting(until).empty());
  }
}

TEST_CASE("a near wait is the road's at once") {
  Road road;
  CHECK(road.refused({"alice"}, retry_after(15min)) == 15min);
  CHECK(road.good({"bob"}, empty_until(60s)) == 60s);
  CHECK_FALSE(road.rests("alice"));
  // Of two waits the near one stays.
  CHECK(road.refused({"carol"}, {30s, 0, 24h}) == 30s);
  CHECK(road.rests("carol"));
}

TEST_CASE("a second handle's word confirms it: the road waits for the shorter, and nobody rests") {
  Road road;
  road.refused({"alice"}, retry_after(2h));
  CHECK(road.refused({"bob"}, retry_after(3h)) == 2h - 2s);
  CHECK_FALSE(road.rests("alice"));
  CHECK_FALSE(road.rests("bob"));

  Road other;
  other.good({"alice"}, empty_until(642'000h));  // a good answer's word and a refusal's
  CHECK(other.refused({"bob"}, retry_after(1h)) == 1h);

  Road endless;  // what is obeyed of it is the pacer's business
  endless.refused({"alice"}, retry_after(315'360'000s));
  CHECK(endless.refused({"bob"}, retry_after(315'360'001s)) == 315'359'998s);
}

TEST_CASE("the same handle's word, again and again, is no second one") {
  Road road;
  for (int i = 0; i < 5; ++i) {
    CHECK_FALSE(road.refused({"alice"}, retry_after(2h)).has_value());
    CHECK(road.rests("alice"));
  }
}

TEST_CASE(
    "what was under way when it was confirmed neither prolongs the pause nor makes one rest") {
  Road road;
  road.refused({"alice"}, retry_after(1h));
  road.refused({"bob"}, retry_after(1h));
  for (const char* late : {"carol", "dave"}) {
    CHECK_FALSE(road.refused({late}, retry_after(315'360'000s)).has_value());
    CHECK_FALSE(road.rests(late));
  }
  road.now += 2h;  // it is over: all begins afresh
  CHECK_FALSE(road.refused({"erin"}, retry_after(1h)).has_value());
  CHECK(road.rests("erin"));
}

TEST_CASE("a good answer to what started since says that the road is open") {
  Road road;
  road.refused({"alice"}, retry_after(2h));
  road.good({"bob"});
  CHECK_FALSE(road.refused({"carol"}, retry_after(2h)).has_value());
  CHECK(road.rests("alice"));
  CHECK(road.rests("carol"));

  Road busy;  // what had started before says nothing
  busy.refused({"alice"}, retry_after(2h));
  busy.waits.heard({std::vector<std::string>{"bob"}, {}, false, busy.now - 1ms}, busy.now + 1s);
  CHECK(busy.refused({"carol"}, retry_after(2h)).has_value());

  Road refusing;  // nor does another refusal
  refusing.refused({"alice"}, retry_after(2h));
  refusing.refused({"bob"}, retry_after(5s));
  CHECK(refusing.refused({"carol"}, retry_after(2h)).has_value());
}

TEST_CASE("a claim is forgotten when its time is over") {
  for (const Milliseconds wait : {Milliseconds(2h), Milliseconds(315'360'000s)}) {
    Road road;
    road.refused({"alice"}, retry_after(wait));
    road.now += std::min<Milliseconds>(wait, 24h);
    CHECK_FALSE(road.refused({"bob"}, retry_after(2h)).has_value());
    CHECK(road.rests("bob"));
    CHECK_FALSE(road.rests("alice"));
  }
}

TEST_CASE("one handle in a batch is found by halving, and nobody else pays for it") {
  Road road;
  const RateAdvice far = retry_after(315'360'000s);
  CHECK_FALSE(road.refused({"a", "b", "c", "d"}, far).has_value());
  CHECK(road.waits.resting(road.now).empty());  // nobody knows yet which it is
  CHECK_FALSE(road.refused({"a", "b"}, far).has_value());
  CHECK_FALSE(road.good({"c", "d"}).has_value());
  CHECK_FALSE(road.refused({"b"}, far).has_value());
  CHECK(road.rests("b"));
  CHECK_FALSE(road.rests("a"));
}

TEST_CASE("batches that share no handle confirm one another, those that share one do not") {
  Road road;
  CHECK_FALSE(road.refused({"a", "b", "c", "d"}, retry_after(1h)).has_value());
  CHECK_FALSE(road.refused({"d", "e"}, retry_after(1h)).has_value());
  // By now only d can be the reason of both.
  CHECK(road.refused({"a", "b"}, retry_after(1h)).has_value());
}

TEST_CASE("a request that is about no handle counts as one more") {
  Road road;
  CHECK_FALSE(road.refused({}, retry_after(1h)).has_value());
  CHECK(road.refused({"alice"}, retry_after(1h)).has_value());
}

TEST_CASE("a shorter wait is the road's once for one handle, and its own when it comes again") {
  Road road;
  CHECK(road.refused({"alice"}, retry_after(5min)) == 5min);
  road.good({"bob"});
  CHECK(road.refused({"alice"}, retry_after(5min)) == 5min);  // before the pause is over: the same
  road.now += 5min;
  CHECK_FALSE(road.refused({"alice"}, retry_after(5min)).has_value());
  CHECK(road.rests("alice"));
  CHECK(road.refused({"bob"}, retry_after(5min)) == 5min);
  road.now += 5min;
  CHECK_FALSE(road.rests("alice"));
  CHECK_FALSE(road.refused({"alice"}, empty_until(14min)).has_value());
  // Two of whom the same is said speak for the road.
  CHECK(road.refused({"bob"}, retry_after(7min)).has_value());
  road.now += 24h + 15min;
  CHECK(road.refused({"alice"}, retry_after(5min)) == 5min);  // long ago
}

TEST_CASE("a wait of a minute is always the road's, and so is one that is about several") {
  Road road;
  for (int i = 0; i < 5; ++i) {
    CHECK(road.refused({"alice"}, retry_after(1min)) == 1min);
    CHECK(road.refused({"bob", "carol"}, retry_after(5min)) == 5min);
    CHECK(road.refused({}, retry_after(5min)) == 5min);
    road.now += 5min;
  }
}
