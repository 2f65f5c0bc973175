#include "probing/payments.hpp"

#include <algorithm>

namespace probing {

bool Payments::reach_for_one(const platforms::Ask& ask, model::Instant now) const {
  return limit_->cost(&ask, 1) <= limit_->left(now);
}

async::Task<std::optional<Spending>> Payments::pay(const platforms::Ask* ask, std::size_t handles,
                                                   model::Instant now) {
  if (limit_ == nullptr) co_return std::nullopt;
  // Taken off before anything is waited for: nobody else can spend it.
  std::optional<Spending> begun = limit_->pay(ask, handles, now);
  if (!begun || !book_.begin) co_return begun;
  const Budget& budget = limit_->budget();
  const long long number = co_await book_.begin(platform_, budget, *begun);
  if (number != 0) limit_->entered(*begun, number);
  co_return begun;
}

void Payments::take_back(const std::optional<Spending>& begun) {
  if (begun) correct(*begun, 0);
}

void Payments::settle(const std::optional<Spending>& begun, const platforms::Ask& ask,
                      const net::Reply& reply, std::span<const platforms::Reading> readings) {
  if (!begun || reply.failure) return;
  const auto claimed =
      std::count_if(readings.begin(), readings.end(), [](const platforms::Reading& reading) {
        return reading.status == model::Status::claimed ||
               reading.status == model::Status::suspended;
      });
  correct(*begun, limit_->cost(&ask, static_cast<std::size_t>(claimed)));
}

void Payments::correct(const Spending& begun, long long millionths) {
  limit_->correct(begun, millionths);
  if (begun.id > 0 && book_.correct) book_.correct(platform_, begun, millionths);
}

}  // namespace probing
