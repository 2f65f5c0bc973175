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

 private:
  async::Sleepers sleepers_;
};

}  // namespace service
