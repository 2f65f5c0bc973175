// A thread for work that may block, so that the loop does not: one piece after the other, in the
// order they were given. Given and answered on the loop thread.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>

#include "async/task.hpp"

namespace async {

class Worker {
 public:
  explicit Worker(Executor loop);
  // What was given is done first; what waits for an answer of it then gets none.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Returns when it is done; what it throws is thrown here. Whoever waits keeps alive what the work
  // refers to.
  Task<void> run(std::function<void()> work);
  // Nobody waits for it. Called on the loop with what it threw, or null.
  void post(std::function<void()> work, std::function<void(std::exception_ptr)> done);

  // Since when the piece has been waiting or worked on that was given first and is not done yet;
  // zero: there is none.
  std::chrono::milliseconds oldest() const;

  // The end, before that of the object: what was given is done, and nothing may be given any more.
  void finish();

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace async
