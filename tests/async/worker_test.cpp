// Work on a thread of its own: in order, with its exceptions, while the loop turns.
#include "async/worker.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "async/waiting.hpp"

using namespace std::chrono_literals;
using tests::Loop;

namespace {

// What holds a piece of work until it is opened.
class Barrier {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

async::Task<void> do_it(async::Worker& worker, std::function<void()> work, std::string& order,
                        char letter) {
  co_await worker.run(std::move(work));
  order += letter;
}

async::Task<void> hear(async::Worker& worker, std::function<void()> work, std::string& said) {
  try {
    co_await worker.run(std::move(work));
  } catch (const std::exception& failure) {
    said = failure.what();
  }
}

// How long the oldest piece waits when each of so many is answered, at the most.
async::Task<void> ask_when_answered(async::Worker& worker, int pieces,
                                    std::chrono::milliseconds& oldest) {
  for (int piece = 0; piece < pieces; ++piece) {
    std::function<void()> work = [] { std::this_thread::sleep_for(1ms); };
    co_await worker.run(std::move(work));
    oldest = std::max(oldest, worker.oldest());
  }
}

}  // namespace

TEST_CASE("work is done in the order it was given, elsewhere, and answered on the loop") {
  Loop loop;
  async::Worker worker(loop.executor());
  std::vector<std::thread::id> threads(3);
  std::string done;
  for (std::size_t i = 0; i < 3; ++i) {
    loop.start(do_it(
        worker,
        [&, i] {
          threads[i] = std::this_thread::get_id();
          done += static_cast<char>('0' + i);
        },
        loop.order, static_cast<char>('a' + i)));
  }
  loop.io.restart();
  loop.io.run();  // until nobody waits
  CHECK(loop.order == "abc");
  CHECK(done == "012");
  CHECK(threads[0] == threads[2]);
  CHECK(threads[0] != std::this_thread::get_id());
  CHECK(worker.oldest() == 0ms);
}

TEST_CASE("the loop turns while a piece of work blocks, and it is known how long that waits") {
  Loop loop;
  async::Worker worker(loop.executor());
  Barrier barrier;
  loop.start(do_it(
      worker, [&] { barrier.pass(); }, loop.order, 'a'));
  loop.start(do_it(
      worker, [] {}, loop.order, 'b'));
  int ticks = 0;
  boost::asio::steady_timer timer(loop.io);
  std::function<void()> tick = [&] {
    timer.expires_after(1ms);
    timer.async_wait([&](const boost::system::error_code&) {
      ++ticks;
      CHECK(loop.order.empty());
      const bool long_enough = ticks >= 20 && worker.oldest() >= 20ms;
      long_enough ? barrier.open() : tick();
    });
  };
  tick();
  loop.io.restart();
  loop.io.run();
  CHECK(ticks >= 20);
  CHECK(loop.order == "ab");
}

TEST_CASE("whoever has his answer is not waiting any more") {
  Loop loop;
  async::Worker worker(loop.executor());
  std::chrono::milliseconds oldest{0};
  loop.start(ask_when_answered(worker, 200, oldest));
  loop.io.restart();
  loop.io.run();
  CHECK(oldest == 0ms);
}

TEST_CASE("what work throws is thrown where it is waited for, and the next piece is done") {
  Loop loop;
  async::Worker worker(loop.executor());
  std::string said;
  loop.start(hear(
      worker, [] { throw std::runtime_error("no space"); }, said));
  loop.start(do_it(
      worker, [] {}, loop.order, 'n'));
  loop.io.restart();
  loop.io.run();
  CHECK(said == "no space");
  CHECK(loop.order == "n");
}

TEST_CASE("work that nobody waits for says how it ended, and is done before the end") {
  Loop loop;
  std::vector<std::string> ends;
  std::atomic<int> done = 0;
  {
    async::Worker worker(loop.executor());
    const auto ended = [&](const std::exception_ptr& thrown) {
      ends.push_back(thrown ? "failed" : "well");
    };
    for (int i = 0; i < 50; ++i) worker.post([&] { ++done; }, ended);
    worker.post([] { throw std::runtime_error("no space"); }, ended);
    worker.finish();
    CHECK(done == 50);
  }
  loop.settle();
  CHECK(ends.size() == 51);
  CHECK(ends.back() == "failed");
}

TEST_CASE("signals do not come to the thread of a worker") {
  Loop loop;
  async::Worker worker(loop.executor());
  sigset_t blocked{};
  loop.start(do_it(
      worker, [&] { ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked); }, loop.order, 'a'));
  loop.io.restart();
  loop.io.run();
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) CHECK(sigismember(&blocked, signal) == 1);
  sigset_t here{};
  ::pthread_sigmask(SIG_SETMASK, nullptr, &here);
  CHECK(sigismember(&here, SIGTERM) == 0);
}
