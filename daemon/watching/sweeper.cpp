#include "watching/sweeper.hpp"

#include "watching/unit_plan.hpp"

namespace watching {
namespace {

// A sweep under way, also where it ends by an exception.
class Listed {
 public:
  Listed(std::set<Sweep*>& all, Sweep& sweep) : all_(all), sweep_(sweep) { all_.insert(&sweep_); }
  ~Listed() { all_.erase(&sweep_); }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  std::set<Sweep*>& all_;
  Sweep& sweep_;
};

}  // namespace

PlatformSweeper::PlatformSweeper(async::Executor executor, PlatformSweeperTools tools)
    : tools_(tools),
      permits_(std::move(executor), most_at_once, async::Semaphore::Order::newest_first),
      random_(tools.seed) {}

async::Task<SweepResult> PlatformSweeper::sweep(targets::SweepPlan plan,
                                                judging::OwnedHandles owned) {
  const SweepTools tools{tools_.fetcher, tools_.clock,       permits_,
                         tools_.limits,  tools_.credentials, random_()};
  const probing::ProbeSettings settings;
  Sweep sweep(std::move(plan), settings, tools, owned);
  sweep.on_wait = on_wait;
  const Listed listed(under_way_, sweep);
  if (stopped_) sweep.stop();
  co_await sweep.run();
  co_return sweep.take_result();
}

std::string PlatformSweeper::plan(const targets::WatchedUnit& unit, std::size_t targets) {
  return plan_of(unit, targets, tools_.credentials, tools_.limits);
}

void PlatformSweeper::stop() {
  stopped_ = true;
  for (Sweep* sweep : under_way_) sweep->stop();
}

}  // namespace watching
