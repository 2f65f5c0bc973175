// The machine's clocks.
#pragma once

#include "async/sleepers.hpp"
#include "system/clock.hpp"

namespace sys {

class SystemClock final : public Clock {
 public:
  model::Instant now() const override;
  model::Moment steady() const override;
  async::Task<void> sleep_until(model::Moment moment) override;
  void wake_all() override;
  async::Task<void> sleep_until_or_woken(model::Moment moment, const void* key) override;
  void wake(const void* key) override;

 private:
  async::Sleepers sleepers_;
};

}  // namespace sys
