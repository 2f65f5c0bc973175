// The machine's clocks.
#pragma once

#include "service/clock.hpp"

namespace service {

class SystemClock final : public Clock {
 public:
  model::Instant now() const override;
  model::Moment steady() const override;
  boost::asio::awaitable<void> sleep_until(model::Moment moment) override;
};

}  // namespace service
