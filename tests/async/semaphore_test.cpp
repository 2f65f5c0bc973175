#include "async/semaphore.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "async/waiting.hpp"

using async::Semaphore;
using tests::Loop;

namespace {

// A letter when it has its permit, the capital where it was sent away.
async::Task<void> take(Semaphore& semaphore, std::string& order, char letter) {
  const bool mine = co_await semaphore.acquire();
  order += mine ? letter : static_cast<char>(letter - 'a' + 'A');
}

void ask(Loop& loop, Semaphore& semaphore, const std::string& letters) {
  for (const char letter : letters) loop.start(take(semaphore, loop.order, letter));
}

}  // namespace

TEST_CASE("so many hold a permit, the others get theirs in the order they came") {
  Loop loop;
  Semaphore semaphore(loop.executor(), 2);
  ask(loop, semaphore, "abcd");
  CHECK(loop.order == "ab");
  semaphore.release();
  loop.settle();
  CHECK(loop.order == "abc");
  semaphore.release();
  semaphore.release();
  semaphore.release();
  loop.settle();
  CHECK(loop.order == "abcd");
  ask(loop, semaphore, "efg");
  CHECK(loop.order == "abcdef");
}

TEST_CASE("newest first: who came last goes first, and every 32nd permit to who waits longest") {
  Loop loop;
  Semaphore semaphore(loop.executor(), 1, Semaphore::Order::newest_first);
  ask(loop, semaphore, "abc");
  CHECK(loop.order == "a");
  semaphore.release();
  loop.settle();
  CHECK(loop.order == "ac");
  for (int permit = 2; permit < 32; ++permit) {
    ask(loop, semaphore, "x");
    semaphore.release();
    loop.settle();
    REQUIRE(loop.order.back() == 'x');
  }
  ask(loop, semaphore, "y");
  semaphore.release();  // the 32nd
  loop.settle();
  CHECK(loop.order.back() == 'b');
  semaphore.release();
  loop.settle();
  CHECK(loop.order.back() == 'y');
}

TEST_CASE("a stop sends everybody away, now and later, and whoever is destroyed leaves the queue") {
  Loop loop;
  {
    Semaphore semaphore(loop.executor(), 1);
    ask(loop, semaphore, "abc");
    semaphore.stop();
    loop.settle();
    CHECK(loop.order == "aBC");
    ask(loop, semaphore, "d");
    CHECK(loop.order == "aBCD");
  }
  CHECK(loop.failures == 0);
}

TEST_CASE("who is cancelled leaves the queue without a permit, and the next one gets it") {
  Loop loop;
  Semaphore semaphore(loop.executor(), 1);
  ask(loop, semaphore, "a");
  boost::asio::cancellation_signal stop;
  boost::asio::co_spawn(
      loop.io, take(semaphore, loop.order, 'b'),
      boost::asio::bind_cancellation_slot(stop.slot(), [](const std::exception_ptr&) {}));
  loop.settle();
  ask(loop, semaphore, "c");
  stop.emit(boost::asio::cancellation_type::terminal);
  loop.settle();
  CHECK(loop.order == "aB");
  semaphore.release();
  loop.settle();
  CHECK(loop.order == "aBc");
  semaphore.release();
  ask(loop, semaphore, "d");
  CHECK(loop.order == "aBcd");
}

TEST_CASE("a semaphore may end before those who wait for it") {
  Loop loop;
  {
    Semaphore semaphore(loop.executor(), 0);
    ask(loop, semaphore, "ab");
  }
  loop.settle();
  CHECK(loop.order.empty());
}

TEST_CASE("a permit goes back at the end of its scope, and an empty one gives nothing") {
  Loop loop;
  Semaphore semaphore(loop.executor(), 1);
  ask(loop, semaphore, "ab");
  { const async::Permit none(nullptr); }
  loop.settle();
  CHECK(loop.order == "a");
  { const async::Permit mine(&semaphore); }
  loop.settle();
  CHECK(loop.order == "ab");
}
