#include "watching/sweep.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "platforms/pages.hpp"
#include "watching/connectivity.hpp"

namespace watching {

namespace asio = boost::asio;

namespace {

bool has_failed_on_the_way(const model::Observation& seen) {
  using model::Reason;
  const auto is_its_reason = [&seen](Reason reason) { return seen.reason == name(reason); };
  return seen.status == model::Status::unknown &&
         (is_its_reason(Reason::network) || is_its_reason(Reason::dns) ||
          is_its_reason(Reason::tls) || is_its_reason(Reason::timeout));
}

}  // namespace

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
    observe(std::move(seen), false);
  }
  tell();
  probing::Observer observer;
  observer.asked = on_exchange;
  observer.waits = on_wait;
  observer.all_observed = [this] { tell(); };
  if (looks_again) {
    observer.look_again = [this](const model::Observation& seen) {
      return seen.status == model::Status::claimed &&
             judging::judge_holder(seen, owned_) != model::Holder::ours;
    };
  }
  // Nothing that the other probes still find would be reported.
  async::TaskGroup tasks(executor, [this] {
    stop();
    tools_.clock.wake_all();
  });
  for (probing::ProbePlan& plan : plan_.probes) {
    observer.observed = [this, of_pages = platforms::reads_pages(*plan.definition)](
                            model::Observation seen) { observe(std::move(seen), of_pages); };
    listeners_.push_back(std::make_unique<probing::FaultListener>(tools_.fetcher));
    const probing::Tools tools{*listeners_.back(), tools_.clock,       tools_.permits,
                               tools_.limits,      tools_.credentials, random_};
    probes_.push_back(
        std::make_unique<probing::PlatformProbe>(std::move(plan), settings_, tools, observer));
    if (stopped_) probes_.back()->stop();
    tasks.spawn(probes_.back()->run());
  }
  co_await tasks.join();
  for (std::size_t i = 0; i < probes_.size(); ++i) {
    probing::ProbeReport report = probes_[i]->report();
    if (report.transport_failure) report.our_fault = listeners_[i]->fault();
    result_.requests += report.requests;
    result_.probes.push_back(std::move(report));
  }
  distrust();
  withhold_if_self_blind();
}

// Where too many brackets ended wrongly, nothing of the platform counts that was not told yet.
void Sweep::distrust() {
  for (const probing::ProbeReport& probe : result_.probes) {
    if (!probe.state.distrusted) continue;
    for (model::Observation& seen : result_.observations) {
      const bool is_there =
          seen.target.platform == probe.platform && seen.target.server.value_or("") == probe.server;
      if (is_there) watching::distrust(seen);
    }
  }
}

void distrust(model::Observation& seen) {
  if (!is_evidence(seen.status)) return;
  seen.status = model::Status::unknown;
  seen.reason = name(model::Reason::platform_blind);
  seen.profile = {};
  seen.holder.reset();
}

void Sweep::stop() {
  stopped_ = true;
  for (const auto& probe : probes_) probe->stop();
}

void Sweep::observe(model::Observation seen, bool of_pages) {
  judging::identify(seen, owned_);
  const bool told = on_final && !of_pages && stands(seen);
  (told ? result_.told : result_.observations).push_back(std::move(seen));
  if (on_progress) on_progress(result_.told.size() + result_.observations.size());
}

void Sweep::tell() {
  const auto fresh = std::span<const model::Observation>(result_.told).subspan(given_);
  given_ = result_.told.size();
  if (!fresh.empty()) on_final(fresh);
}

bool stands(const model::Observation& seen) {
  if (seen.status == model::Status::claimed) return seen.holder == model::Holder::ours;
  return !has_failed_on_the_way(seen);
}

void Sweep::withhold_if_self_blind() {
  result_.self_blind = is_self_blind(result_.probes);
  if (!result_.self_blind) return;
  for (const probing::ProbeReport& probe : result_.probes) {
    if (!probe.transport_failure) continue;
    for (model::Observation& seen : result_.observations) {
      const model::Target& target = seen.target;
      const bool is_there =
          target.platform == probe.platform && target.server.value_or("") == probe.server;
      if (is_there) withhold(seen);
    }
  }
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

void withhold(model::Observation& seen) {
  if (has_failed_on_the_way(seen)) seen.reason = name(model::Reason::self_blind);
}

}  // namespace watching
