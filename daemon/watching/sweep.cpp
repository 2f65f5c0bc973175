#include "watching/sweep.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "watching/connectivity.hpp"

namespace watching {

namespace asio = boost::asio;

Sweep::Sweep(targets::SweepPlan plan, probing::ProbeSettings settings, SweepTools tools,
             const judging::OwnedHandles& owned)
    : plan_(std::move(plan)),
      settings_(settings),
      tools_(tools),
      owned_(owned),
      random_(tools.seed) {}

async::Task<void> Sweep::run() {
  const auto executor = co_await asio::this_coro::executor;
  for (model::Target& target : plan_.invalid) {
    model::Observation seen;
    seen.target = std::move(target);
    seen.checked_at = tools_.clock.now();
    seen.status = model::Status::invalid;
    seen.reason = "grammar";
    observe(std::move(seen));
  }
  const probing::Tools shared{tools_.fetcher, tools_.clock,       tools_.permits,
                              tools_.limits,  tools_.credentials, random_};
  probing::Observer observer;
  observer.asked = on_exchange;
  observer.waits = on_wait;
  observer.observed = [this](model::Observation seen) { observe(std::move(seen)); };
  // Nothing that the other probes still find would be reported.
  async::TaskGroup tasks(executor, [this] {
    stop();
    tools_.clock.wake_all();
  });
  for (probing::ProbePlan& plan : plan_.probes) {
    probes_.push_back(
        std::make_unique<probing::PlatformProbe>(std::move(plan), settings_, shared, observer));
    if (stopped_) probes_.back()->stop();
    tasks.spawn(probes_.back()->run());
  }
  co_await tasks.join();
  for (const auto& probe : probes_) {
    result_.probes.push_back(probe->report());
    result_.requests += result_.probes.back().requests;
  }
  withhold_if_self_blind();
}

void Sweep::stop() {
  stopped_ = true;
  for (const auto& probe : probes_) probe->stop();
}

void Sweep::observe(model::Observation seen) {
  seen.holder = judging::judge_holder(seen, owned_);
  result_.observations.push_back(std::move(seen));
  if (on_progress) on_progress(result_.observations.size());
}

void Sweep::withhold_if_self_blind() {
  result_.self_blind = is_self_blind(result_.probes);
  if (result_.self_blind) withhold(result_.observations);
}

bool is_self_blind(const std::vector<probing::ProbeReport>& probes) {
  // All in one pass, and so all at one time.
  Connectivity reach;
  for (const probing::ProbeReport& probe : probes) {
    const bool reached = !probe.transport_failure;
    if (probe.requests > 0)
      reach.asked(probe.platform, probe.server, reached, {}, model::Milliseconds(1));
  }
  return reach.is_self_blind({});
}

void withhold(std::span<model::Observation> observations) {
  for (model::Observation& seen : observations) {
    if (seen.status == model::Status::invalid) continue;
    seen.status = model::Status::unknown;
    seen.reason = name(model::Reason::self_blind);
    seen.holder.reset();
    seen.profile = {};
  }
}

}  // namespace watching
