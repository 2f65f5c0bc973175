#include "probing/platform_probe.hpp"

#include <algorithm>
#include <iterator>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "platforms/controls.hpp"
#include "platforms/read.hpp"

namespace probing {
namespace {

namespace asio = boost::asio;
using model::Reason;
using platforms::Reading;

constexpr int attempts_at_a_limit = 3;  // per request
constexpr int attempts_of_a_batch = 2;
constexpr int refusals_before_giving_up = 3;  // in a row, per road

bool any_rate_limited(const std::vector<Reading>& readings) {
  return std::any_of(readings.begin(), readings.end(), [](const Reading& reading) {
    return reading.next == Reading::Next::decided && reading.status == model::Status::unknown &&
           reading.unknown_because == Reason::rate_limited;
  });
}

std::vector<Reading> all_unknown(std::size_t handles, Reason reason) {
  Reading reading;
  reading.unknown_because = reason;
  return std::vector<Reading>(handles, reading);
}

// Limits of bursts are by the second, or by some: in such a window the controls of a look would be
// answered, and the one who is looked at not.
constexpr model::Milliseconds apart{2'000};

}  // namespace

PlatformProbe::PlatformProbe(ProbePlan plan, ProbeSettings settings, Tools tools, Observer observer)
    : plan_(std::move(plan)),
      settings_(settings),
      tools_(tools),
      observer_(std::move(observer)),
      admission_(
          *plan_.definition, plan_.server, settings_, tools_.clock, tools_.permits,
          tools_.limits.rate_limits, plan_.slice ? Share::for_sweeps : Share::whole,
          [this] { return over(); },
          [this](model::Milliseconds wait) {
            if (observer_.waits) observer_.waits(plan_, wait);
          }),
      authorization_(*plan_.definition, tools_.credentials, tools_.limits.tokens),
      payments_(plan_.definition->id, tools_.limits.spend_limit_of(plan_.definition->id),
                tools_.limits.spending_book, plan_.slice.has_value()),
      preparation_(*plan_.definition, admission_, authorization_, payments_, tools_,
                   settings_.timeout, observer_.asked),
      server_(plan_.server) {
  if (plan_.is_second_look && plan_.is_doubted) admission_.go_apart(apart);
  if (!payments_.are_limited()) return;
  // Where the budget may not reach for all: what is ours by right before what only looks like it.
  std::stable_sort(plan_.targets.begin(), plan_.targets.end(), model::goes_before);
}

async::Task<void> PlatformProbe::run() {
  const auto executor = co_await asio::this_coro::executor;
  changed_ = std::make_unique<async::Condition>(executor);
  preparation_.open(executor);
  begun_ = tools_.clock.steady();
  const bool ready = co_await prepare();
  if (!ready) co_return;
  // The others wait for the answer of a worker that failed: they end with it.
  async::TaskGroup tasks(executor, [this] {
    stop();
    tools_.clock.wake_all();
  });
  const auto asks = static_cast<int>(plan_.targets.size() + 3);
  const int workers = std::min(concurrency(), asks);
  for (int i = 0; i < workers; ++i) tasks.spawn(work(*workload_));
  if (refinement_) tasks.spawn(work(refinement_->work()));
  co_await tasks.join();
  publish();
}

// Finds the road: the first ask whose credential is there, and the server's base URL.
async::Task<bool> PlatformProbe::prepare() {
  const auto entry = authorization_.entry();
  if (!entry) {
    authorization_.lack_all_entries();
    refuse_all(Reason::no_credential);
    co_return false;
  }
  if (plan_.definition->server && plan_.definition->server->discover.has_slots()) {
    const std::size_t first = *entry;
    const Found base = co_await preparation_.discover(first, server_);
    if (!base) refuse_all(base.error());
    if (!base) co_return false;
    server_ = *base;
  }
  leave_out_resting(*entry);
  refine_what_is_free();
  auto controls = platforms::claimed_controls(*plan_.definition, plan_.server, plan_.owned);
  controls.believed = plan_.believed_controls;
  platforms::pass_over(controls, plan_.gone);
  std::vector<std::string> accounts = plan_.owned;
  accounts.insert(accounts.end(), plan_.believed.begin(), plan_.believed.end());
  workload_ = std::make_unique<Workload>(
      Assignment{*plan_.definition, server_, *entry, plan_.targets, std::move(controls),
                 plan_.state, plan_.is_second_look, observer_.look_again, std::move(accounts),
                 plan_.believed, plan_.looked_at_again, plan_.slice.has_value()},
      tools_.random);
  if (stopped_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  co_return true;
}

bool PlatformProbe::rests(std::size_t ask, const std::string& handle) {
  return admission_.far_waits(ask).rests_until(handle, tools_.clock.steady()).has_value();
}

// Handles that the platform wants to be left alone for longer.
void PlatformProbe::leave_out_resting(std::size_t entry) {
  const auto first = std::stable_partition(
      plan_.targets.begin(), plan_.targets.end(),
      [&](const model::Target& target) { return !rests(entry, target.handle); });
  std::vector<model::Target> resting(std::make_move_iterator(first),
                                     std::make_move_iterator(plan_.targets.end()));
  plan_.targets.erase(first, plan_.targets.end());
  refuse(std::move(resting), Reason::rate_limited);
}

// Whom the slice before saw free goes on there.
void PlatformProbe::refine_what_is_free() {
  asks_controls_ = plan_.targets.empty();
  std::vector<model::Observation> seen_free = std::exchange(plan_.state.seen_free, {});
  std::set<std::string> handles;
  for (const model::Observation& seen : seen_free) handles.insert(seen.target.handle);
  std::erase_if(plan_.targets, [&handles](const model::Target& target) {
    return handles.contains(target.handle);
  });
  const auto ask = plan_.definition->refinement();
  if (ask && authorization_.has_credential(plan_.definition->asks[*ask])) {
    refinement_ = std::make_unique<Refinement>(*plan_.definition, server_, *ask, tools_.random);
    refinement_->take(std::move(seen_free));
  } else {
    publish(std::move(seen_free));
  }
}

async::Task<void> PlatformProbe::work(Workload& workload) {
  const Workload::RoomOf room_of = [this](std::size_t ask) { return room(ask); };
  while (!stopped_) {
    if (plan_.slice && tools_.clock.steady() >= begun_ + *plan_.slice) workload.end_slice();
    std::optional<Job> job = workload.next(now(), room_of);
    publish();
    if (job) {
      Job mine = std::move(*job);
      co_await ask(workload, std::move(mine));
      changed_->notify_all();
    } else if (workload.done()) {
      break;
    } else if (const auto until = workload.rests_until()) {
      const model::Moment moment = *until;
      co_await rest(workload, moment);
    } else if (const auto wish = workload.wish()) {
      const Workload::Wish wanted = *wish;
      co_await wait(workload, wanted);
    } else {
      co_await changed_->wait();
    }
  }
  changed_->notify_all();
}

// Until controls are asked again.
async::Task<void> PlatformProbe::rest(Workload& workload, model::Moment until) {
  if (settings_.deadline && until > *settings_.deadline) {
    workload.give_up(Reason::rate_limited, tools_.clock.now());
    publish();
    co_return;
  }
  tell_wait(until);
  co_await tools_.clock.sleep_until(until);
}

// Until a bracket fits before the next long wait.
async::Task<void> PlatformProbe::wait(Workload& workload, Workload::Wish wish) {
  const model::Moment ready = admission_.fits_at(wish.ask, wish.requests);
  if (plan_.slice && ready > tools_.clock.steady()) {
    workload.end_slice();
    if (workload.done()) {
      not_before_[&workload] = ready;
      co_return;
    }
    // What an answer waits for cannot be left to the next slice.
  }
  const bool in_time = co_await admission_.wait_for_room(wish.ask, wish.requests);
  if (in_time || over()) co_return;
  workload.give_up(Reason::rate_limited, tools_.clock.now());
  publish();
}

// A bracket is at most so long.
Room PlatformProbe::room(std::size_t ask) {
  Room room;
  room.requests = admission_.room(ask, most_in_bracket);
  room.most = admission_.whole_room(ask, most_in_bracket);
  room.has_deadline = settings_.deadline.has_value();
  room.patience = admission_.pacer(ask).patience();
  const platforms::Ask& road = plan_.definition->asks[ask];
  if (const auto reach = payments_.reach(road, tools_.clock.now())) {
    room.is_paid_out = reach->requests < room.requests;
    room.requests = std::min(room.requests, reach->requests);
    room.handles = reach->handles;
  }
  return room;
}

void PlatformProbe::tell_wait(model::Moment until) {
  constexpr model::Milliseconds worth_telling = std::chrono::minutes(1);
  const model::Milliseconds wait = until - tools_.clock.steady();
  if (observer_.waits && wait >= worth_telling) observer_.waits(plan_, wait);
}

async::Task<void> PlatformProbe::ask(Workload& workload, Job job) {
  const platforms::Ask& ask = plan_.definition->asks[job.ask];
  const std::vector<std::string> handles = workload.handles(job);
  co_await preparation_.get_token(job.ask, server_);
  if (const auto why = authorization_.closed(job.ask)) {
    leave(workload, job, *why);
    co_return;
  }
  if (handles.size() == 1 && rests(job.ask, handles.front())) {
    leave(workload, job, Reason::rate_limited);
    co_return;
  }
  const model::Instant paid_at = tools_.clock.now();
  const std::optional<Spending> begun =
      co_await payments_.pay(&ask, handles.size(), job.closes, paid_at);
  if (payments_.are_limited() && !begun) {
    leave(workload, job, Reason::budget);
    co_return;
  }
  const std::optional<model::Moment> started_at = co_await admission_.take(job.ask, job.closes);
  if (!started_at) {
    payments_.take_back(begun);
    leave(workload, job, why_not_in_time());
    co_return;
  }
  const async::Permit permit(&tools_.permits);
  const platforms::RequestContext road = authorization_.road(job.ask, server_);
  net::Request request = platforms::compose(*plan_.definition, ask, road, handles);
  request.look_up = true;
  request.is_counted = true;
  request.fresh = job.is_fresh;
  request.wants_body = [&ask](const net::Head& head) { return body_matters(ask, head); };
  const net::Reply reply = co_await fetch(std::move(request));
  std::vector<Reading> readings = platforms::read(*plan_.definition, ask, road, handles, reply);
  if (stopped_ && reply.failure) readings = all_unknown(handles.size(), Reason::interrupted);
  payments_.settle(begun, ask, reply, readings);
  tell(job.ask, handles, reply, readings);
  const bool renews = authorization_.renews(job.ask, road, reply, job.renewed);
  const bool dropped = reply.dropped && !job.is_fresh && !stopped_;
  if (renews || dropped) {
    job.renewed = job.renewed || renews;
    job.is_fresh = dropped;
    admission_.pacer(job.ask).ended(tools_.clock.steady(), *started_at);
    workload.put_back(std::move(job), now());
    co_return;
  }
  authorization_.judge(job.ask, reply, readings);
  conclude(workload, std::move(job), reply, std::move(readings), *started_at);
  publish();
}

// The job is not asked at all.
void PlatformProbe::leave(Workload& workload, const Job& job, Reason why) {
  workload.answered(job, all_unknown(job.subjects.size(), why), {tools_.clock.now(), {}, {}},
                    now());
  publish();
}

void PlatformProbe::conclude(Workload& workload, Job job, const net::Reply& reply,
                             std::vector<Reading> readings, model::Moment started_at) {
  const model::Instant calendar = tools_.clock.now();
  const bool limited = any_rate_limited(readings);
  const std::vector<std::string> about = workload.asked_about(job);
  const Admission::Heard heard = admission_.heed(job.ask, about, reply, limited, started_at);
  // Of several handles one may be the reason: they are asked again in halves.
  const bool is_batch = about.size() > 1;
  const bool hopeless = !is_batch && is_hopeless(workload, job, heard.refusals);
  const int attempts = is_batch ? attempts_of_a_batch : attempts_at_a_limit;
  if (limited && !heard.rests && !hopeless && job.attempts + 1 < attempts && !stopped_) {
    const std::size_t ask = job.ask;
    workload.put_back(std::move(job), now());
    end_if_paused(workload, ask, Reason::rate_limited);
    return;
  }
  AnswerMeta meta{calendar, std::nullopt, static_cast<int>(reply.elapsed.count())};
  if (reply.head.status > 0) meta.http_status = reply.head.status;
  workload.answered(job, readings, meta, now());
  if (workload.take_slow_down()) admission_.pacer(job.ask).slow_down(tools_.clock.steady());
  if (hopeless && workload.may_be_the_handles(job)) {
    workload.close_early(now());
  } else if (hopeless) {
    workload.give_up(limited ? Reason::rate_limited : Reason::blocked, calendar);
  }
  end_if_paused(workload, job.ask, Reason::rate_limited);
}

// Refused again and again: it is the platform, unless it ever answered rightly and may mean this
// one handle.
bool PlatformProbe::is_hopeless(const Workload& workload, const Job& job, int refusals) {
  if (refusals < refusals_before_giving_up) return false;
  const bool by_one = job.attempts + 1 >= refusals;
  return !by_one || workload.state().right.empty();
}

// A wait that was imposed in the middle of a bracket ends it.
void PlatformProbe::end_if_paused(Workload& workload, std::size_t ask, Reason reason) {
  const Pacer& pacer = admission_.pacer(ask);
  const bool is_long = pacer.paused_until() > tools_.clock.steady() + pacer.patience();
  if (is_long) workload.cut_short(reason, now());
}

async::Task<net::Reply> PlatformProbe::fetch(net::Request request) {
  request.timeout = settings_.timeout;
  ++requests_;
  co_return co_await tools_.fetcher.fetch(std::move(request));
}

void PlatformProbe::stop() {
  stopped_ = true;
  if (workload_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  if (refinement_) refinement_->work().give_up(Reason::interrupted, tools_.clock.now());
  if (changed_) changed_->notify_all();
  preparation_.stop();
}

// Nothing more is to be started.
bool PlatformProbe::over() const {
  return stopped_ || (workload_ && workload_->given_up());
}

Reason PlatformProbe::why_not_in_time() const {
  if (stopped_) return Reason::interrupted;
  const bool given_up = workload_ && workload_->given_up();
  return given_up ? *workload_->given_up() : Reason::rate_limited;
}

// The request is shown as it was sent, but for its secrets.
void PlatformProbe::tell(std::size_t index, const std::vector<std::string>& handles,
                         const net::Reply& reply, const std::vector<Reading>& readings) const {
  if (!observer_.asked) return;
  const platforms::Ask& ask = plan_.definition->asks[index];
  const platforms::RequestContext masked = authorization_.masked(index, server_);
  const net::Request shown = platforms::compose(*plan_.definition, ask, masked, handles);
  observer_.asked({plan_.definition, &ask, &shown, &reply, &handles, &readings, server_});
}

// Nothing can be asked at all: every target is unknown for the same reason.
void PlatformProbe::refuse_all(Reason reason) {
  if (stopped_) reason = Reason::interrupted;
  refuse(std::exchange(plan_.targets, {}), reason);
  if (is_transport_failure(reason)) refused_ = reason;
}

void PlatformProbe::refuse(std::vector<model::Target> targets, Reason reason) {
  std::vector<model::Observation> all;
  all.reserve(targets.size());
  for (model::Target& target : targets) {
    model::Observation seen;
    seen.url = platforms::profile_page(*plan_.definition, server_, target.handle);
    seen.target = std::move(target);
    seen.checked_at = tools_.clock.now();
    seen.reason = name(reason);
    all.push_back(std::move(seen));
  }
  publish(std::move(all));
}

void PlatformProbe::publish() {
  std::vector<model::Observation> final = workload_->take_final();
  if (refinement_) {
    final = refinement_->hold_back(std::move(final));
    if (workload_->done()) refinement_->no_more_come(asks_controls_);
    const auto& why = workload_->given_up();
    if (why) refinement_->work().give_up(*why, tools_.clock.now());
    std::vector<model::Observation> refined = refinement_->take_final();
    std::move(refined.begin(), refined.end(), std::back_inserter(final));
  }
  publish(std::move(final));
  if (over()) admission_.wake();
}

void PlatformProbe::publish(std::vector<model::Observation> together) const {
  if (together.empty() || !observer_.observed) return;
  for (model::Observation& seen : together) observer_.observed(std::move(seen));
  if (observer_.all_observed) observer_.all_observed();
}

int PlatformProbe::concurrency() const {
  return settings_.concurrency.value_or(plan_.definition->concurrency);
}

// The next slice waits for whichever of the two can go on first.
void PlatformProbe::note_what_is_left_to_refine(ProbeReport& report) const {
  const auto not_before = [this](const Workload& workload) -> std::optional<model::Moment> {
    const auto found = not_before_.find(&workload);
    return found == not_before_.end() ? std::nullopt : std::optional(found->second);
  };
  const bool others_are_left = !report.left.empty();
  if (others_are_left) report.not_before = not_before(*workload_);
  if (!refinement_) return;
  report.state.seen_free = refinement_->left();
  for (const model::Observation& seen : report.state.seen_free) {
    report.left.push_back(seen.target);
  }
  if (others_are_left || report.left.empty()) return;
  report.not_before = not_before(refinement_->work());
}

ProbeReport PlatformProbe::report() const {
  ProbeReport report;
  report.platform = plan_.definition->id;
  report.server = plan_.server;
  report.requests = requests_ + preparation_.requests();
  report.lacking = authorization_.lacking();
  report.refused = authorization_.refused();
  report.transport_failure = refused_;
  report.interrupted = stopped_ && (!workload_ || workload_->controls_were_interrupted());
  if (workload_) {
    report.proof = workload_->proof();
    report.control_notes = workload_->control_notes();
    if (!refused_) report.transport_failure = workload_->transport_failure();
    report.state = workload_->state();
    report.long_waits =
        tools_.limits.rate_limits.long_waits(report.platform, report.server, tools_.clock.steady());
    report.sightings = workload_->sightings();
    report.lies = workload_->lies();
    report.gave_up = workload_->given_up().has_value();
    report.left = workload_->left();
    note_what_is_left_to_refine(report);
  }
  return report;
}

}  // namespace probing
