#include "probing/platform_probe.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "platforms/controls.hpp"
#include "platforms/read.hpp"
#include "probing/preflight.hpp"

namespace probing {
namespace {

namespace asio = boost::asio;
using model::Reason;
using platforms::Reading;

constexpr int attempts_at_a_limit = 3;        // per request
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

}  // namespace

PlatformProbe::PlatformProbe(ProbePlan plan, ProbeSettings settings, Tools tools, Observer observer)
    : plan_(std::move(plan)),
      settings_(settings),
      tools_(tools),
      observer_(std::move(observer)),
      admission_(
          *plan_.definition, plan_.server, settings_, tools_.clock, tools_.permits,
          tools_.limits.rate_limits, [this] { return over(); },
          [this](model::Milliseconds wait) {
            if (observer_.waits) observer_.waits(plan_, wait);
          }),
      authorization_(*plan_.definition, tools_.credentials, tools_.limits.tokens),
      payments_(plan_.definition->id, tools_.limits.spend_limit_of(plan_.definition->id),
                tools_.limits.spending_book),
      server_(plan_.server) {
  if (!payments_.are_limited()) return;
  // Where the budget may not reach for all: what is ours by right before what only looks like it.
  std::stable_sort(plan_.targets.begin(), plan_.targets.end(),
                   [](const auto& one, const auto& two) {
                     return std::pair(one.variant.has_value(), one.priority) <
                            std::pair(two.variant.has_value(), two.priority);
                   });
}

async::Task<void> PlatformProbe::run() {
  const auto executor = co_await asio::this_coro::executor;
  changed_ = std::make_unique<async::Condition>(executor);
  const bool ready = co_await prepare();
  if (!ready) co_return;
  // The others wait for the answer of a worker that failed: they end with it.
  async::TaskGroup tasks(executor, [this] {
    stop();
    tools_.clock.wake_all();
  });
  const auto asks = static_cast<int>(plan_.targets.size() + 3);
  const int workers = std::min(concurrency(), asks);
  for (int i = 0; i < workers; ++i) tasks.spawn(work());
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
    const bool discovered = co_await discover(*entry);
    if (!discovered) co_return false;
  }
  workload_ = std::make_unique<Workload>(
      *plan_.definition, server_, *entry, plan_.targets,
      platforms::claimed_controls(*plan_.definition, *entry, plan_.server, plan_.owned),
      platforms::random_free_name(*plan_.definition, tools_.random));
  if (stopped_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  co_return true;
}

async::Task<bool> PlatformProbe::discover(std::size_t entry) {
  const platforms::ServerRule& rule = *plan_.definition->server;
  net::Request request = discovery_request(rule, server_);
  net::Request shown = request;
  const net::Reply reply = co_await fetch_in_turn(entry, std::move(request), std::move(shown));
  const Found base = server_found(rule, server_, reply);
  if (base) server_ = *base;
  if (!base) refuse_all(base.error());
  co_return base.has_value();
}

// Before the first question of a road that needs one, and again before it ends; whoever else wants
// it waits.
async::Task<void> PlatformProbe::get_token(std::size_t ask) {
  while (!over() && authorization_.wants_token(ask, tools_.clock.steady())) {
    if (getting_token_) {
      co_await changed_->wait();
      continue;
    }
    getting_token_ = true;
    const platforms::Definition& definition = *plan_.definition;
    const platforms::Ask& road = definition.asks[ask];
    net::Request request = token_request(definition, road, authorization_.road(ask, server_));
    net::Request shown = token_request(definition, road, authorization_.masked(ask, server_));
    const net::Reply reply = co_await fetch_in_turn(ask, std::move(request), std::move(shown));
    authorization_.got_token(ask, reply, tools_.clock.steady());
    getting_token_ = false;
    changed_->notify_all();
  }
}

async::Task<void> PlatformProbe::work() {
  while (!stopped_) {
    std::optional<Job> job = workload_->next();
    if (job) {
      Job mine = std::move(*job);
      co_await ask(std::move(mine));
      changed_->notify_all();
    } else if (workload_->done()) {
      break;
    } else {
      co_await changed_->wait();
    }
  }
  changed_->notify_all();
}

async::Task<void> PlatformProbe::ask(Job job) {
  const platforms::Ask& ask = plan_.definition->asks[job.ask];
  const std::vector<std::string> handles = workload_->handles(job);
  co_await get_token(job.ask);
  if (const auto why = authorization_.closed(job.ask)) {
    leave(job, *why);
    co_return;
  }
  const model::Instant paid_at = tools_.clock.now();
  const std::optional<Spending> begun = co_await payments_.pay(&ask, handles.size(), paid_at);
  if (payments_.are_limited() && !begun) {
    forgo(job, ask);
    co_return;
  }
  const std::optional<model::Moment> started_at = co_await admission_.take(job.ask);
  if (!started_at) {
    payments_.take_back(begun);
    leave(job, why_not_in_time());
    co_return;
  }
  const async::Permit permit(&tools_.permits);
  const platforms::RequestContext road = authorization_.road(job.ask, server_);
  net::Request request = platforms::compose(*plan_.definition, ask, road, handles);
  request.wants_body = [&ask](const net::Head& head) { return body_matters(ask, head); };
  const net::Reply reply = co_await fetch(std::move(request));
  std::vector<Reading> readings = platforms::read(*plan_.definition, ask, road, handles, reply);
  if (stopped_ && reply.failure) readings = all_unknown(handles.size(), Reason::interrupted);
  payments_.settle(begun, ask, reply, readings);
  tell(job.ask, handles, reply, readings);
  if (authorization_.renews(job.ask, road, reply, job.renewed)) {
    job.renewed = true;
    admission_.pacer(job.ask).ended(tools_.clock.steady(), *started_at);
    workload_->put_back(std::move(job), tools_.clock.now());
    co_return;
  }
  authorization_.judge(job.ask, reply, readings);
  conclude(std::move(job), reply, std::move(readings), *started_at);
  publish();
}

// What is left may still reach for a part of the batch.
void PlatformProbe::forgo(const Job& job, const platforms::Ask& ask) {
  const bool for_one = payments_.reach_for_one(ask, tools_.clock.now());
  if (job.subjects.size() == 1 || !for_one) {
    leave(job, Reason::budget);
    return;
  }
  Reading halved;
  halved.next = Reading::Next::ask_alone;
  const std::vector<Reading> readings(job.subjects.size(), halved);
  workload_->answered(job, readings, {tools_.clock.now(), {}, {}});
}

// The job is not asked at all.
void PlatformProbe::leave(const Job& job, Reason why) {
  workload_->answered(job, all_unknown(job.subjects.size(), why), {tools_.clock.now(), {}, {}});
  publish();
}

void PlatformProbe::conclude(Job job, const net::Reply& reply, std::vector<Reading> readings,
                             model::Moment started_at) {
  Pacer& pacer = admission_.pacer(job.ask);
  const model::Instant now = tools_.clock.now();
  const model::Moment steady = tools_.clock.steady();
  const RateAdvice advice = rate_advice(reply.head.headers, now);
  const bool limited = any_rate_limited(readings);
  pacer.ended(steady, started_at);
  if (limited || (!reply.failure && reply.head.status == 503)) {
    pacer.limited(steady, started_at, advice);
  } else if (!reply.failure) {
    pacer.answered(steady, started_at, advice);
  }
  admission_.keep(job.ask);
  const bool hopeless = pacer.refusals() >= refusals_before_giving_up;
  if (limited && !hopeless && job.attempts + 1 < attempts_at_a_limit && !stopped_) {
    workload_->put_back(std::move(job), now);
    return;
  }
  AnswerMeta meta{now, std::nullopt, static_cast<int>(reply.elapsed.count())};
  if (reply.head.status > 0) meta.http_status = reply.head.status;
  workload_->answered(job, readings, meta);
  if (hopeless) workload_->give_up(limited ? Reason::rate_limited : Reason::blocked, now);
}

// A request before the first question; `shown` is it without its secrets.
async::Task<net::Reply> PlatformProbe::fetch_in_turn(std::size_t ask, net::Request request,
                                                     net::Request shown) {
  net::Reply none;
  const model::Instant paid_at = tools_.clock.now();
  const std::optional<Spending> begun = co_await payments_.pay(nullptr, 0, paid_at);
  if (payments_.are_limited() && !begun) {
    none.failure = Reason::budget;
    co_return none;
  }
  const std::optional<model::Moment> started_at = co_await admission_.take(ask);
  if (!started_at) {
    payments_.take_back(begun);
    none.failure = why_not_in_time();
    co_return none;
  }
  const async::Permit permit(&tools_.permits);
  net::Reply reply = co_await fetch(std::move(request));
  Pacer& pacer = admission_.pacer(ask);
  const model::Moment now = tools_.clock.steady();
  pacer.ended(now, *started_at);
  const int status = reply.failure ? 0 : reply.head.status;
  if (status == 429 || status == 503) {
    pacer.limited(now, *started_at, rate_advice(reply.head.headers, tools_.clock.now()));
  }
  admission_.keep(ask);
  if (observer_.asked)
    observer_.asked({plan_.definition, nullptr, &shown, &reply, nullptr, nullptr, server_});
  co_return reply;
}

async::Task<net::Reply> PlatformProbe::fetch(net::Request request) {
  request.timeout = settings_.timeout;
  ++requests_;
  co_return co_await tools_.fetcher.fetch(std::move(request));
}

void PlatformProbe::stop() {
  stopped_ = true;
  if (workload_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  if (changed_) changed_->notify_all();
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
  for (model::Target& target : plan_.targets) {
    model::Observation seen;
    seen.url = platforms::profile_page(*plan_.definition, server_, target.handle);
    seen.target = std::move(target);
    seen.checked_at = tools_.clock.now();
    seen.reason = name(reason);
    if (observer_.observed) observer_.observed(std::move(seen));
  }
  if (is_transport_failure(reason)) refused_ = reason;
}

void PlatformProbe::publish() {
  for (model::Observation& seen : workload_->take_final()) {
    if (observer_.observed) observer_.observed(std::move(seen));
  }
  if (over()) admission_.wake();
}

int PlatformProbe::concurrency() const {
  return settings_.concurrency.value_or(plan_.definition->concurrency);
}

ProbeReport PlatformProbe::report() const {
  ProbeReport report{
      plan_.definition->id,     plan_.server, requests_, std::nullopt, {}, authorization_.lacking(),
      authorization_.refused(), refused_};
  report.interrupted = stopped_ && (!workload_ || workload_->controls_were_interrupted());
  if (workload_) {
    report.proof = workload_->proof();
    report.control_notes = workload_->control_notes();
    if (!refused_) report.transport_failure = workload_->transport_failure();
  }
  return report;
}

}  // namespace probing
