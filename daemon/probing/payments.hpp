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
  // `limit` null: no budget. Both outlive it.
  Payments(std::string platform, SpendLimit* limit, const SpendingBook& book)
      : platform_(std::move(platform)), limit_(limit), book_(book) {}

  bool are_limited() const { return limit_ != nullptr; }
  // Whether what is left reaches for a request of one handle.
  bool reach_for_one(const platforms::Ask& ask, model::Instant now) const;

  // At the most that the request can cost. Nothing: too little is left, or there is no limit. An
  // ask that is null: a request that comes before the asks.
  async::Task<std::optional<Spending>> pay(const platforms::Ask* ask, std::size_t handles,
                                           model::Instant now);
  // It was not made after all.
  void take_back(const std::optional<Spending>& begun);
  // An answer that did not come may be billed all the same.
  void settle(const std::optional<Spending>& begun, const platforms::Ask& ask,
              const net::Reply& reply, std::span<const platforms::Reading> readings);

 private:
  void correct(const Spending& begun, long long millionths);

  std::string platform_;
  SpendLimit* limit_;
  const SpendingBook& book_;
};

}  // namespace probing
