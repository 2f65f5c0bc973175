// Conditions, groups of tasks, what is in flight, and sleepers.
#include "async/waiting.hpp"

#include <optional>
#include <stdexcept>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "async/condition.hpp"
#include "async/in_flight.hpp"
#include "async/sleepers.hpp"
#include "async/task_group.hpp"

using tests::Loop;

namespace {

constexpr auto never = std::chrono::steady_clock::time_point::max();

async::Task<void> wait(async::Condition& condition, std::string& order) {
  co_await condition.wait();
  order += 'w';
}

async::Task<void> wait_then_fail(async::Condition& condition, bool fails) {
  co_await condition.wait();
  if (fails) throw std::runtime_error("the first");
}

async::Task<void> join(async::TaskGroup& group, std::string& said) {
  try {
    co_await group.join();
    said = "all ended";
  } catch (const std::exception& failure) {
    said = failure.what();
  }
}

async::Task<void> fly(std::shared_ptr<async::InFlight> all, async::Condition& landing) {
  const async::InFlight::One one(*all);
  co_await landing.wait();
}

async::Task<void> until_none(std::shared_ptr<async::InFlight> all, std::string& order) {
  co_await async::InFlight::until_none(all);
  order += 'n';
}

async::Task<void> sleep(async::Sleepers& sleepers, const void* key, std::string& order,
                        char letter) {
  co_await sleepers.sleep_until(never, key);
  order += letter;
}

}  // namespace

TEST_CASE("a condition wakes those who wait now, and not those who come later") {
  Loop loop;
  async::Condition changed(loop.executor());
  changed.notify_all();
  loop.start(wait(changed, loop.order));
  loop.start(wait(changed, loop.order));
  CHECK(loop.order.empty());
  changed.notify_all();
  loop.settle();
  CHECK(loop.order == "ww");
}

TEST_CASE("a group ends with its last task; the first that fails is heard of at once") {
  for (const bool fails : {false, true}) {
    Loop loop;
    async::Condition end(loop.executor());
    int heard = 0;
    async::TaskGroup group(loop.executor(), [&heard] { ++heard; });
    for (int i = 0; i < 3; ++i) group.spawn(wait_then_fail(end, fails && i > 0));
    std::string said;
    loop.start(join(group, said));
    CHECK(said.empty());
    end.notify_all();
    loop.settle();
    CHECK(said == (fails ? "the first" : "all ended"));
    CHECK(heard == (fails ? 1 : 0));
    CHECK(loop.failures == 0);
  }
}

TEST_CASE("a group ends with the very last of its tasks, in whichever order they end") {
  Loop loop;
  async::Condition first(loop.executor());
  async::Condition second(loop.executor());
  async::TaskGroup group(loop.executor(), [] {});
  group.spawn(wait_then_fail(first, false));
  group.spawn(wait_then_fail(second, false));
  std::string said;
  loop.start(join(group, said));
  second.notify_all();
  loop.settle();
  CHECK(said.empty());
  first.notify_all();
  loop.settle();
  CHECK(said == "all ended");
}

TEST_CASE("a group without tasks ends at once") {
  Loop loop;
  async::TaskGroup group(loop.executor(), [] {});
  std::string said;
  loop.start(join(group, said));
  CHECK(said == "all ended");
}

TEST_CASE("who waits until nothing is in flight waits for the last of them") {
  Loop loop;
  const auto all = std::make_shared<async::InFlight>(loop.executor());
  loop.start(until_none(all, loop.order));
  CHECK(loop.order == "n");
  async::Condition first(loop.executor());
  async::Condition second(loop.executor());
  loop.start(fly(all, first));
  loop.start(fly(all, second));
  loop.start(until_none(all, loop.order));
  loop.start(until_none(all, loop.order));
  first.notify_all();
  loop.settle();
  CHECK(loop.order == "n");
  second.notify_all();
  loop.settle();
  CHECK(loop.order == "nnn");
}

TEST_CASE(
    "where another begins before it is heard that none was in flight, that one is waited for") {
  Loop loop;
  const auto all = std::make_shared<async::InFlight>(loop.executor());
  std::optional<async::InFlight::One> first(*all);
  loop.start(until_none(all, loop.order));
  CHECK(loop.order.empty());
  first.reset();
  std::optional<async::InFlight::One> second(*all);
  loop.settle();
  CHECK(loop.order.empty());
  second.reset();
  loop.settle();
  CHECK(loop.order == "n");
}

TEST_CASE("who is cancelled waits no longer for what is in flight") {
  Loop loop;
  const auto all = std::make_shared<async::InFlight>(loop.executor());
  const async::InFlight::One one(*all);
  boost::asio::cancellation_signal stop;
  const auto ended = [&](const std::exception_ptr& failure) { loop.failures += failure ? 1 : 0; };
  boost::asio::co_spawn(loop.io, until_none(all, loop.order),
                        boost::asio::bind_cancellation_slot(stop.slot(), ended));
  loop.settle();
  CHECK(loop.order.empty());
  stop.emit(boost::asio::cancellation_type::terminal);
  loop.settle();
  CHECK(loop.order == "n");
  CHECK(loop.failures == 0);
}

TEST_CASE("sleepers are woken all, or those of a key") {
  Loop loop;
  async::Sleepers sleepers;
  int one = 0;
  int other = 0;
  loop.start(sleep(sleepers, &one, loop.order, 'a'));
  loop.start(sleep(sleepers, &other, loop.order, 'b'));
  loop.start(sleep(sleepers, nullptr, loop.order, 'c'));
  sleepers.wake(&other);
  loop.settle();
  CHECK(loop.order == "b");
  sleepers.wake_all();
  loop.settle();
  CHECK(loop.order.size() == 3);
  loop.start(sleep(sleepers, &one, loop.order, 'd'));
  sleepers.wake(&other);
  loop.settle();
  CHECK(loop.order.size() == 3);
  sleepers.wake(&one);
  loop.settle();
  CHECK(loop.order.back() == 'd');
}
