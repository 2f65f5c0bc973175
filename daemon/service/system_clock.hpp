// The machine's clocks.
#pragma once

#include "async/sleepers.hpp"
#include "service/clock.hpp"

namespace service {

class SystemClock final : public Clock {
 public:
  model::Instant now() const override;
  model::Moment steady() const override;
  boost::asio::awaitable<void> sleep_until(model::Moment moment) override;
  void wake_all() override;
  boost::asio::awaitable<void> sleep_until_or_woken(model::Moment moment, const void* key) override;
  void wake(const void* key) override;

 private:
  async::Sleepers sleepers_;
};

}  // namespace service
