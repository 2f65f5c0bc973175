// Brackets of requests that go one by one: what is asked, and when it is believed.
#include "probing/workload.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;
using namespace std::chrono_literals;

using Handles = std::vector<std::string>;

namespace {

const std::vector<Step> single_step = {{"one", 1, {}}};

// Answers honestly to the first requests, then as it likes.
class Turning {
 public:
  Turning(std::size_t honest, std::function<platforms::Reading(const std::string&)> then)
      : honest_(honest), then_(std::move(then)) {}

  std::vector<platforms::Reading> operator()(const Asked& asked) {
    const bool is_honest = asked_++ < honest_;
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) {
      readings.push_back(is_honest ? honest_reading(0, handle) : then_(handle));
    }
    return readings;
  }

 private:
  std::size_t honest_;
  std::size_t asked_ = 0;
  std::function<platforms::Reading(const std::string&)> then_;
};

platforms::Reading gone(const std::string&) {
  return says(Status::available);
}
platforms::Reading taken(const std::string&) {
  return says(Status::claimed);
}

std::vector<char> roles_of(const Play& play) {
  std::vector<char> roles;
  for (const Asked& one : play.asked) {
    const std::string& handle = one.handles.front();
    roles.push_back(is_known(handle) ? 'c' : is_made_up(handle) ? 'f' : 't');
  }
  return roles;
}

}  // namespace

TEST_CASE("a bracket is opened and closed by its controls, and what closes one opens the next") {
  Play play(single_step, 50);
  play.run(each(honest_reading));
  const auto roles = roles_of(play);
  const std::string order(roles.begin(), roles.end());
  const std::string full(21, 't');
  CHECK(order == "cf" + full + "cf" + full + "cf" + std::string(8, 't') + "cf");
  CHECK(play.count(Status::available) == 50);
}

TEST_CASE("no free control is used twice") {
  Play play(single_step, 50);
  play.run(each(honest_reading));
  std::vector<std::string> free;
  for (const Asked& one : play.asked) {
    if (is_made_up(one.handles.front())) free.push_back(one.handles.front());
  }
  CHECK(free.size() == 4);
  std::sort(free.begin(), free.end());
  CHECK(std::unique(free.begin(), free.end()) == free.end());
}

TEST_CASE("a platform that shows no id and ties nothing has brackets of thirteen requests") {
  Play play({{"one", 1, {}, false}}, 27);
  play.run(each(honest_reading));
  CHECK(play.asked.size() == 27 + 4 * 2);
}

TEST_CASE("a bracket counts each step of a chain") {
  // The free control and every target go the whole way: 4 + 4 requests are controls', 5 targets
  // fit.
  Play play({{"a", 1, {1}}, {"b", 1, {2}}, {"c", 1, {}}}, 101);
  play.run(each([](std::size_t ask, const std::string& handle) {
    return ask < 2 && !is_known(handle) ? go_on_with(ask + 1) : honest_reading(ask, handle);
  }));
  const std::size_t brackets = 21;
  CHECK(play.asked.size() == 101 * 3 + (brackets + 1) * 4);
  CHECK(play.asked.size() <= 101 * 3 * 132 / 100);
  CHECK(play.count(Status::available) == 101);
}

TEST_CASE("nothing is told before its bracket has closed") {
  Play play(single_step, 3);
  for (int i = 0; i < 5; ++i) play.answer(*play.take(), each(honest_reading));
  CHECK(play.seen.empty());
  play.answer(*play.take(), each(honest_reading));
  CHECK(play.seen.empty());
  play.answer(*play.take(), each(honest_reading));
  CHECK(play.seen.size() == 3);
}

TEST_CASE("a ban that answers as if nobody were there is caught, wherever it begins") {
  for (std::size_t honest = 2; honest < 27; ++honest) {
    CAPTURE(honest);
    Play play(single_step, 21);
    play.run(Turning(honest, gone));
    CHECK(play.count(Status::available) == (honest < 24 ? 0 : 21));
    CHECK(play.count(Reason::platform_blind) == (honest < 24 ? 21 : 0));
  }
}

TEST_CASE("a page for everybody that calls all claimed is caught, wherever it begins") {
  for (std::size_t honest = 2; honest < 24; ++honest) {
    CAPTURE(honest);
    Play play(single_step, 21);
    play.run(Turning(honest, taken));
    CHECK(play.count(Status::claimed) == 0);
    CHECK(play.count(Reason::platform_blind) == 21);
  }
}

TEST_CASE("a closing control that no rule recognises costs its own side alone") {
  Play play(single_step, 4);
  const Platform platform = each([&play](std::size_t, const std::string& handle) {
    const bool is_closing = play.asked.size() > 6;
    if (is_closing && is_known(handle)) return says(Reason::no_rule);
    return says(is_known(handle) || handle == "t1" ? Status::claimed : Status::available);
  });
  play.run(platform);
  CHECK(play.count(Status::available) == 3);
  CHECK(play.count(Reason::unproven) == 1);
}

TEST_CASE("after a broken bracket only controls are asked, after half a minute, two and ten") {
  Play play(single_step, 60);
  play.run(Turning(30, gone));
  CHECK(play.rests == std::vector<model::Milliseconds>{30s, 2min, 10min});
  CHECK(play.count(Status::available) == 21);
  CHECK(play.count(Reason::platform_blind) == 39);
  // Its opening and closing controls; and those of three attempts.
  const auto roles = roles_of(play);
  CHECK(std::count(roles.begin(), roles.end(), 't') == 42);
  // Where the first one is wrong, the second is asked too.
  CHECK(std::count(roles.begin(), roles.end(), 'c') == 2 + 2 * (1 + 3));
}

TEST_CASE("once the controls are right again the rest follows, at half the pace") {
  Play play(single_step, 60);
  const Platform platform = [&play](const Asked& asked) {
    const bool bad = play.asked.size() > 30 && play.rests.size() < 2;
    return each([bad](std::size_t ask, const std::string& handle) {
      return bad ? says(Status::available) : honest_reading(ask, handle);
    })(asked);
  };
  play.run(platform);
  CHECK(play.rests == std::vector<model::Milliseconds>{30s, 2min});
  CHECK(play.work().take_slow_down());
  CHECK_FALSE(play.work().take_slow_down());
  CHECK(play.count(Status::available) == 39);
  CHECK(play.count(Reason::platform_blind) == 21);
}

TEST_CASE("three broken brackets, if they are a third of all, end the sweep") {
  // Every second bracket closes wrongly, and right controls follow at once.
  Play play(single_step, 200);
  std::size_t brackets = 0;
  const Platform platform = [&](const Asked& asked) {
    return each([&](std::size_t ask, const std::string& handle) {
      if (!is_known(handle)) return honest_reading(ask, handle);
      ++brackets;
      return says(brackets % 3 == 2 ? Status::available : Status::claimed);
    })(asked);
  };
  play.run(platform);
  CHECK(play.work().state().broken == 3);
  CHECK(play.work().state().distrusted);
  CHECK(play.count(Reason::platform_blind) > 100);
}

TEST_CASE("the second claimed control saves its side, unless the first one is called free") {
  struct Row {
    platforms::Reading first;
    bool saved;
  };
  for (const Row& row : {Row{says(Reason::no_rule), true}, Row{says(Status::suspended), true},
                         Row{says(Reason::timeout), true}, Row{says(Status::available), false}}) {
    Play play(single_step, 30);
    play.run(each([&row](std::size_t ask, const std::string& handle) {
      if (handle == "c1") return row.first;
      return handle == "t3" ? says(Status::claimed) : honest_reading(ask, handle);
    }));
    CHECK(play.count(Status::claimed) == (row.saved ? 1 : 0));
    CHECK(play.count(Reason::platform_blind) == (row.saved ? 0 : 30));
    const auto asked = [&play](const std::string& handle) {
      return std::count_if(play.asked.begin(), play.asked.end(),
                           [&](const Asked& one) { return one.handles.front() == handle; });
    };
    // The one that was right is asked from then on.
    CHECK(asked("c1") == 1);
    CHECK(asked("c2") == (row.saved ? 3 : 1));
  }
}

TEST_CASE("each side counts by its own control") {
  for (const bool claimed_proven : {true, false}) {
    CAPTURE(claimed_proven);
    Play play(single_step, 6);
    play.run(each([&](std::size_t, const std::string& handle) {
      if (is_known(handle)) return claimed_proven ? says(Status::claimed) : says(Reason::no_rule);
      if (is_made_up(handle)) {
        return claimed_proven ? says(Reason::no_rule) : says(Status::available);
      }
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
  Play play(single_step, 4, {});
  play.run(each([](std::size_t, const std::string& handle) {
    return says(handle == "t0" ? Status::claimed : Status::available);
  }));
  CHECK(play.count(Status::available) == 3);
  CHECK(play.count(Reason::unproven) == 1);
  REQUIRE(play.work().control_notes().size() == 2);
  CHECK(play.work().control_notes()[0] ==
        "no account is known there that surely exists; list one of yours as owned");
}

TEST_CASE("without targets the controls alone are asked, once") {
  Play play(single_step, 0);
  play.run(each(honest_reading));
  CHECK(play.asked.size() == 2);
  CHECK(play.seen.empty());
  CHECK(play.work().proof()->claimed_proven);
}

TEST_CASE("an observation carries what decided it") {
  Play play({{"one", 1, {}}}, 1);
  play.run(each([](std::size_t, const std::string& handle) {
    platforms::Reading reading = honest_reading(0, handle);
    if (handle == "t0") reading = says(Status::claimed);
    reading.rule = 7;
    reading.tied = handle == "t0";
    reading.profile.account_id = "id-" + handle;
    return reading;
  }));
  REQUIRE(play.seen.size() == 1);
  const model::Observation& seen = play.seen[0];
  CHECK(seen.target.handle == "t0");
  CHECK(seen.target.expected == "t0");
  CHECK(seen.status == Status::claimed);
  CHECK(seen.reason == "one/7");
  CHECK(seen.tied);
  CHECK(seen.url == "https://simulated.example/t0");
  CHECK(seen.profile.account_id == "id-t0");
  CHECK(seen.checked_at == noon);
  CHECK(seen.http_status == 200);
  CHECK(seen.elapsed_ms == 42);
  CHECK_FALSE(seen.holder.has_value());
}

TEST_CASE("a platform that is blind from the start is asked nothing more") {
  for (const bool all_taken : {true, false}) {
    CAPTURE(all_taken);
    Play play(single_step, 101);
    play.run(Turning(0, all_taken ? taken : gone));
    CHECK(play.asked.size() == (all_taken ? 2 : 3));
    CHECK(play.count(Reason::platform_blind) == 101);
    CHECK(play.rests.empty());
  }
}

TEST_CASE("controls that prove nothing end the asking, for the reason they share") {
  struct Row {
    platforms::Reading claimed, free;
    Reason reason;
    bool unreached;
  };
  const Row rows[] = {
      {says(Reason::dns), says(Reason::dns), Reason::dns, true},
      {says(Reason::timeout), says(Reason::network), Reason::unproven, true},
      {says(Reason::blocked), says(Reason::blocked), Reason::blocked, false},
      {says(Status::suspended), says(Reason::dns), Reason::unproven, false},
      {says(Reason::dns), says(Status::reserved), Reason::unproven, false},
  };
  for (const Row& row : rows) {
    CAPTURE(name(row.reason));
    for (const std::size_t batch : {1U, 10U}) {
      CAPTURE(batch);
      Play play({{"ask", batch, {}}}, 30);
      play.run(each([&row](std::size_t, const std::string& handle) {
        return is_known(handle) ? row.claimed : row.free;
      }));
      CHECK(play.count(row.reason) == 30);
      CHECK(play.work().transport_failure().has_value() == row.unreached);
    }
  }
}
