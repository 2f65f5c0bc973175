#include "watching/sweep.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "watching/reach.hpp"

namespace watching {

namespace asio = boost::asio;

Sweep::Sweep(SweepPlan plan, probing::Settings settings, SweepTools tools,
             const judging::OwnedHandles& owned)
    : plan_(std::move(plan)),
      settings_(settings),
      tools_(tools),
      owned_(owned),
      random_(tools.seed) {}

asio::awaitable<void> Sweep::run() {
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
                              tools_.memory,  tools_.credentials, random_};
  probing::Listener listener;
  listener.asked = on_exchange;
  listener.waits = on_wait;
  listener.observed = [this](model::Observation seen) { observe(std::move(seen)); };
  // Nothing that the other lanes still find would be reported.
  async::TaskGroup tasks(executor, [this] {
    stop();
    tools_.clock.wake_all();
  });
  for (probing::LanePlan& plan : plan_.lanes) {
    lanes_.push_back(std::make_unique<probing::Lane>(std::move(plan), settings_, shared, listener));
    if (stopped_) lanes_.back()->stop();
    tasks.spawn(lanes_.back()->run());
  }
  co_await tasks.join();
  for (const auto& lane : lanes_) {
    result_.lanes.push_back(lane->report());
    result_.requests += result_.lanes.back().requests;
  }
  withhold_if_self_blind();
}

void Sweep::stop() {
  stopped_ = true;
  for (const auto& lane : lanes_) lane->stop();
}

void Sweep::observe(model::Observation seen) {
  seen.holder = judging::judge_holder(seen, owned_);
  result_.observations.push_back(std::move(seen));
  if (on_progress) on_progress(result_.observations.size());
}

void Sweep::withhold_if_self_blind() {
  result_.self_blind = is_self_blind(result_.lanes);
  if (result_.self_blind) withhold(result_.observations);
}

bool is_self_blind(const std::vector<probing::LaneReport>& lanes) {
  // All in one pass, and so all at one time.
  Reach reach;
  for (const probing::LaneReport& lane : lanes) {
    const bool reached = !lane.transport_failure;
    if (lane.requests > 0)
      reach.asked(lane.platform, lane.server, reached, {}, model::Milliseconds(1));
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
