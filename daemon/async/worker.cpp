#include "async/worker.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/signals_blocked.hpp"

namespace async {

namespace asio = boost::asio;
using Moment = std::chrono::steady_clock::time_point;

namespace {

using Done = asio::any_completion_handler<void(std::exception_ptr)>;

struct Piece {
  std::function<void()> work;
  Done done;  // called on the loop
  Moment given = std::chrono::steady_clock::now();
};

}  // namespace

struct Worker::Shared {
  explicit Shared(Executor executor) : loop(std::move(executor)) {}

  void give(std::function<void()> work, Done done) {
    const std::lock_guard lock(mutex);
    pieces.push_back({std::move(work), std::move(done)});
    changed.notify_one();
  }

  // On the thread. A piece stays in the queue until it is done, so that its age is known, and not
  // longer than until that is heard of. The loop does not end before it has heard.
  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return over || !pieces.empty(); });
      if (pieces.empty()) return;
      Piece& piece = pieces.front();
      lock.unlock();
      const std::exception_ptr thrown = do_one(piece);
      lock.lock();
      asio::post(loop,
                 [done = std::move(piece.done), thrown]() mutable { std::move(done)(thrown); });
      pieces.pop_front();
    }
  }

  static std::exception_ptr do_one(Piece& piece) {
    std::exception_ptr thrown;
    try {
      piece.work();
    } catch (...) {
      thrown = std::current_exception();
    }
    piece.work = nullptr;  // what it holds ends here, and not under the lock
    return thrown;
  }

  Executor loop;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::deque<Piece> pieces;
  bool over = false;
  std::thread thread;
};

Worker::Worker(Executor loop) : shared_(std::make_unique<Shared>(std::move(loop))) {
  const SignalsBlocked blocked;
  shared_->thread = std::thread([shared = shared_.get()] { shared->work(); });
}

Worker::~Worker() {
  finish();
}

Task<void> Worker::run(std::function<void()> work) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
      [shared = shared_.get(), work = std::move(work)](auto done) mutable {
        auto kept = [guard = asio::make_work_guard(shared->loop), done = std::move(done)](
                        const std::exception_ptr& thrown) mutable { std::move(done)(thrown); };
        shared->give(std::move(work), Done(std::move(kept)));
      },
      asio::use_awaitable);
}

void Worker::post(std::function<void()> work, std::function<void(std::exception_ptr)> done) {
  auto kept = [guard = asio::make_work_guard(shared_->loop),
               done = std::move(done)](const std::exception_ptr& thrown) { done(thrown); };
  shared_->give(std::move(work), Done(std::move(kept)));
}

std::chrono::milliseconds Worker::oldest() const {
  const std::lock_guard lock(shared_->mutex);
  if (shared_->pieces.empty()) return {};
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               shared_->pieces.front().given);
}

void Worker::finish() {
  if (!shared_->thread.joinable()) return;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->over = true;
    shared_->changed.notify_one();
  }
  shared_->thread.join();
}

}  // namespace async
