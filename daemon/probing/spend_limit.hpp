// What may be spent on one platform: its budget, and what was spent of it. Never exceeded, also
// over restarts: a request is charged at the most it can cost before it is made, and at what it did
// cost when its answer is there. Pure; time is an argument.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "model/instant.hpp"
#include "platforms/definition.hpp"

namespace probing {

// The most that may be spent in any sliding period: money, or requests when there is no currency.
// `2 USD/day`, `0.50 EUR/week`, `10 USD/30d`; `300/1d`. A day is 24 hours, a month 30 days;
// at most 366 days.
struct Budget {
  long long millionths = 0;  // of the currency's unit, or of a request
  std::string currency;      // "USD"; empty: requests
  model::Milliseconds period{0};
  friend bool operator==(const Budget&, const Budget&) = default;
};
std::optional<Budget> parse_budget(std::string_view written);

// "2.00 USD a day", "300 requests in 12 h".
std::string to_string(const Budget& budget);

struct Spending {
  long long id = 0;  // in the book; below zero: it is not there, or not yet
  model::Instant at{};
  long long millionths = 0;
  bool by_second_look = false;  // only known in this process
};

class SpendLimit {
 public:
  // `spent`: earlier spendings of this currency, oldest first.
  explicit SpendLimit(Budget budget, std::deque<Spending> spent = {});

  const Budget& budget() const { return budget_; }

  // After a reload: what the spend limit of before could not write into the book is spent all the
  // same.
  void take_over(const SpendLimit& before);

  // What a request of this ask costs when so many of its handles answer claimed. Null: a request
  // that comes before the asks (discovery, a token).
  long long cost(const platforms::Ask* ask, std::size_t claimed) const;

  // What sweeps leave to second looks, where this is the ask of both: a fifth, and at least one
  // whole look, but never more than half. Null: a request before the asks.
  long long kept_for_second_looks(const platforms::Ask* ask) const;

  long long left(model::Instant now);
  // Of what is spent.
  long long spent_by_second_looks(model::Instant now);
  // Pays for a request before it is made, at the most it can cost; nothing: too little is left.
  std::optional<Spending> pay(const platforms::Ask* ask, std::size_t handles, model::Instant now,
                              bool by_second_look = false);
  Spending begin(long long millionths, model::Instant now, bool by_second_look = false);
  // The book has it, under this number.
  void entered(Spending& begun, long long number);
  void correct(const Spending& begun, long long millionths);

 private:
  void forget_before(model::Instant now);
  void count(const Spending& one, long long millionths);
  Spending* find(long long id);

  Budget budget_;
  std::deque<Spending> spent_;  // oldest first
  long long sum_ = 0;
  long long by_second_looks_ = 0;
  long long last_id_ = 0;
};

}  // namespace probing
