// How many are under way, and waiting until nobody is. On the one loop thread.
#pragma once

#include <memory>

#include "async/waiter.hpp"

namespace async {

class InFlight {
 public:
  explicit InFlight(Executor executor) : executor_(std::move(executor)) {}
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  // Returns when none is under way. The caller's share keeps it alive as long.
  static Task<void> until_none(std::shared_ptr<InFlight> in_flight);

  // One that is under way for the length of a scope.
  class One {
   public:
    explicit One(InFlight& all) : all_(all) { ++all_.count_; }
    ~One() {
      if (--all_.count_ > 0) return;
      while (!all_.waiting_.empty()) all_.waiting_.front()->notify();
    }
    One(const One&) = delete;
    One& operator=(const One&) = delete;

   private:
    InFlight& all_;
  };

 private:
  Executor executor_;
  int count_ = 0;
  Waiter::Queue waiting_;
};

}  // namespace async
