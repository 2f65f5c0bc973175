// What one probe pays for its requests: charged to its platform's spend limit and written into the
// book before a request is made, corrected when its answer says what it did cost. On the loop
// thread; a platform without a budget pays nothing.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "async/task.hpp"
#include "net/message.hpp"
#include "platforms/read.hpp"
#include "probing/spend_limit.hpp"

namespace probing {

// Where spendings are kept over restarts; empty: nowhere.
struct SpendingBook {
  // Returns when it is kept, with its number; 0: it could not be kept now, and is only remembered.
  std::function<async::Task<long long>(std::string platform, Budget budget, Spending spending)>
      begin;
  std::function<void(const std::string& platform, const Spending& begun, long long millionths)>
      correct;
};

class Payments {
 public:
  // `limit` null: no budget. Both outlive it. `for_sweeps`: a fifth of the budget is left to second
  // looks, and at least one whole look.
  Payments(std::string platform, SpendLimit* limit, const SpendingBook& book, bool for_sweeps)
      : platform_(std::move(platform)), limit_(limit), book_(book), for_sweeps_(for_sweeps) {}

  bool are_limited() const { return limit_ != nullptr; }
  // What is left reaches for so many requests of one handle, or for one of so many; nothing: there
  // is no limit.
  struct Reach {
    std::size_t requests = 0;
    std::size_t handles = 0;
  };
  std::optional<Reach> reach(const platforms::Ask& ask, model::Instant now) const;

  // At the most that the request can cost. Nothing: too little is left, or there is no limit. An
  // ask that is null: a request that comes before the asks. `closes`: what was asked before rests
  // on it, so that it may also take what is kept for second looks.
  async::Task<std::optional<Spending>> pay(const platforms::Ask* ask, std::size_t handles,
                                           bool closes, model::Instant now);
  // It was not made after all.
  void take_back(const std::optional<Spending>& begun);
  // An answer that did not come may be billed all the same.
  void settle(const std::optional<Spending>& begun, const platforms::Ask& ask,
              const net::Reply& reply, std::span<const platforms::Reading> readings);

 private:
  void correct(const Spending& begun, long long millionths);

  long long kept(const platforms::Ask* ask, model::Instant now) const;

  std::string platform_;
  SpendLimit* limit_;
  const SpendingBook& book_;
  bool for_sweeps_;
};

}  // namespace probing
