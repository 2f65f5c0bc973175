#include "probing/payments.hpp"

#include <algorithm>
#include <limits>

namespace probing {

std::optional<Payments::Reach> Payments::reach(const platforms::Ask& ask,
                                               model::Instant now) const {
  if (limit_ == nullptr) return std::nullopt;
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  const long long left = std::max<long long>(0, limit_->left(now) - kept(&ask, now));
  const long long one = limit_->cost(&ask, 1);
  if (one == 0) return Reach{all, all};
  const auto requests = static_cast<std::size_t>(left / one);
  // Of a request's price the number of handles is no part.
  const bool by_handle = limit_->cost(&ask, 2) > one;
  return Reach{requests, by_handle ? requests : (requests > 0 ? all : 0)};
}

async::Task<std::optional<Spending>> Payments::pay(const platforms::Ask* ask, std::size_t handles,
                                                   bool closes, model::Instant now) {
  if (limit_ == nullptr) co_return std::nullopt;
  const long long left = limit_->left(now) - (closes ? 0 : kept(ask, now));
  if (limit_->cost(ask, handles) > left) co_return std::nullopt;
  // Taken off before anything is waited for: nobody else can spend it.
  std::optional<Spending> begun = limit_->pay(ask, handles, now, !for_sweeps_);
  if (!begun || !book_.begin) co_return begun;
  const Budget& budget = limit_->budget();
  const long long number = co_await book_.begin(platform_, budget, *begun);
  if (number != 0) limit_->entered(*begun, number);
  co_return begun;
}

// What they have spent of it already is no more to be kept.
long long Payments::kept(const platforms::Ask* ask, model::Instant now) const {
  if (!for_sweeps_) return 0;
  return std::max<long long>(
      0, limit_->kept_for_second_looks(ask) - limit_->spent_by_second_looks(now));
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
