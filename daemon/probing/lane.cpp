#include "probing/lane.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "platforms/controls.hpp"
#include "platforms/read.hpp"
#include "probing/chain.hpp"
#include "probing/crew.hpp"

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

Lane::Lane(LanePlan plan, Settings settings, Tools tools, Listener listener)
    : plan_(std::move(plan)),
      settings_(settings),
      tools_(tools),
      listener_(std::move(listener)),
      turns_(
          *plan_.definition, plan_.server, settings_, tools_.clock, tools_.gate, tools_.paces,
          [this] { return over(); },
          [this](model::Milliseconds wait) {
            if (listener_.waits) listener_.waits(plan_, wait);
          }),
      server_(plan_.server) {}

asio::awaitable<void> Lane::run() {
  const auto executor = co_await asio::this_coro::executor;
  bell_ = std::make_unique<Bell>(executor);
  const bool ready = co_await prepare();
  if (!ready) co_return;
  // The others wait for the answer of a worker that failed: they end with it.
  Crew crew(executor, [this] {
    stop();
    tools_.clock.wake_all();
  });
  const auto asks = static_cast<int>(plan_.targets.size() + 3);
  const int workers = std::min(concurrency(), asks);
  for (int i = 0; i < workers; ++i) crew.spawn(work());
  co_await crew.join();
  if (stopped_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  publish();
}

// Finds the road: the first ask whose credential is there, the server's base URL, the tokens.
asio::awaitable<bool> Lane::prepare() {
  const auto entry = entry_with_credential();
  if (!entry) {
    for (const std::size_t index : plan_.definition->entries) {
      lacking_.insert(plan_.definition->asks[index].credential);
    }
    refuse_all(Reason::no_credential);
    co_return false;
  }
  if (plan_.definition->server && plan_.definition->server->discover.has_slots()) {
    const bool discovered = co_await discover(*entry);
    if (!discovered) co_return false;
  }
  co_await get_tokens(*entry);
  workload_ = std::make_unique<Workload>(
      *plan_.definition, server_, *entry, plan_.targets,
      platforms::claimed_controls(*plan_.definition, *entry, plan_.server, plan_.owned),
      platforms::random_free_name(*plan_.definition, tools_.random));
  if (stopped_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  co_return true;
}

asio::awaitable<bool> Lane::discover(std::size_t entry) {
  const platforms::ServerRule& rule = *plan_.definition->server;
  net::Request request = discovery_request(rule, server_);
  net::Request shown = request;
  const net::Reply reply = co_await fetch_in_turn(entry, std::move(request), std::move(shown));
  const Found base = server_found(rule, server_, reply);
  if (base) server_ = *base;
  if (!base) refuse_all(base.error());
  co_return base.has_value();
}

// One token for each road of the chain that needs one; roads with the same secret share it.
asio::awaitable<void> Lane::get_tokens(std::size_t entry) {
  std::map<std::string, Found> got;
  for (const std::size_t index : chain_from(*plan_.definition, entry)) {
    const platforms::Ask& ask = plan_.definition->asks[index];
    if (!ask.token || !has_credential(ask)) continue;
    const std::string same = ask.credential + ' ' + ask.token->url.written;
    if (!got.contains(same)) {
      net::Request request = token_request(*plan_.definition, ask, road_for(index));
      net::Request shown = token_request(*plan_.definition, ask, masked_road_for(index));
      const net::Reply reply = co_await fetch_in_turn(index, std::move(request), std::move(shown));
      got.emplace(same, token_found(reply));
    }
    tokens_.emplace(index, got.at(same));
  }
}

asio::awaitable<void> Lane::work() {
  while (!stopped_) {
    std::optional<Job> job = workload_->next();
    if (job) {
      Job mine = std::move(*job);
      co_await ask(std::move(mine));
      bell_->ring();
    } else if (workload_->done()) {
      break;
    } else {
      co_await bell_->wait();
    }
  }
  bell_->ring();
}

asio::awaitable<void> Lane::ask(Job job) {
  const platforms::Ask& ask = plan_.definition->asks[job.ask];
  const std::vector<std::string> handles = workload_->handles(job);
  if (const auto why = closed(job.ask)) {
    if (*why == Reason::no_credential) lacking_.insert(ask.credential);
    leave(job, *why);
    co_return;
  }
  const std::optional<model::Moment> started_at = co_await turns_.take(job.ask);
  if (!started_at) {
    leave(job, why_not_in_time());
    co_return;
  }
  const Inside inside(tools_.gate);
  const platforms::Road road = road_for(job.ask);
  net::Request request = platforms::compose(*plan_.definition, ask, road, handles);
  request.wants_body = [&ask](const net::Head& head) { return body_matters(ask, head); };
  const net::Reply reply = co_await fetch(std::move(request));
  std::vector<Reading> readings = platforms::read(*plan_.definition, ask, road, handles, reply);
  if (stopped_ && reply.failure) readings = all_unknown(handles.size(), Reason::interrupted);
  tell(job.ask, handles, reply, readings);
  settle(std::move(job), reply, std::move(readings), *started_at);
  publish();
}

// The job is not asked at all.
void Lane::leave(const Job& job, Reason why) {
  workload_->answered(job, all_unknown(job.subjects.size(), why), {tools_.clock.now(), {}, {}});
  publish();
}

void Lane::settle(Job job, const net::Reply& reply, std::vector<Reading> readings,
                  model::Moment started_at) {
  Pacer& pacer = turns_.pacer(job.ask);
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
asio::awaitable<net::Reply> Lane::fetch_in_turn(std::size_t ask, net::Request request,
                                                net::Request shown) {
  const std::optional<model::Moment> started_at = co_await turns_.take(ask);
  if (!started_at) {
    net::Reply none;
    none.failure = why_not_in_time();
    co_return none;
  }
  const Inside inside(tools_.gate);
  net::Reply reply = co_await fetch(std::move(request));
  turns_.pacer(ask).ended(tools_.clock.steady(), *started_at);
  if (listener_.asked)
    listener_.asked({plan_.definition, nullptr, &shown, &reply, nullptr, nullptr});
  co_return reply;
}

asio::awaitable<net::Reply> Lane::fetch(net::Request request) {
  request.timeout = settings_.timeout;
  ++requests_;
  co_return co_await tools_.fetcher.fetch(std::move(request));
}

void Lane::stop() {
  stopped_ = true;
  if (workload_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  if (bell_) bell_->ring();
}

std::optional<std::size_t> Lane::entry_with_credential() const {
  for (const std::size_t entry : plan_.definition->entries) {
    if (has_credential(plan_.definition->asks[entry])) return entry;
  }
  return std::nullopt;
}

bool Lane::has_credential(const platforms::Ask& ask) const {
  return ask.credential.empty() || tools_.credentials(ask.credential, "").has_value();
}

// Why this road is not to be asked, if so.
std::optional<Reason> Lane::closed(std::size_t ask) const {
  if (!has_credential(plan_.definition->asks[ask])) return Reason::no_credential;
  const auto token = tokens_.find(ask);
  if (token != tokens_.end() && !token->second) return token->second.error();
  return std::nullopt;
}

// Nothing more is to be started.
bool Lane::over() const {
  return stopped_ || (workload_ && workload_->given_up());
}

Reason Lane::why_not_in_time() const {
  if (stopped_) return Reason::interrupted;
  const bool given_up = workload_ && workload_->given_up();
  return given_up ? *workload_->given_up() : Reason::rate_limited;
}

// The request is shown as it was sent, but for its secrets.
void Lane::tell(std::size_t index, const std::vector<std::string>& handles, const net::Reply& reply,
                const std::vector<Reading>& readings) const {
  if (!listener_.asked) return;
  const platforms::Ask& ask = plan_.definition->asks[index];
  const platforms::Road masked = masked_road_for(index);
  const net::Request shown = platforms::compose(*plan_.definition, ask, masked, handles);
  listener_.asked({plan_.definition, &ask, &shown, &reply, &handles, &readings});
}

// Nothing can be asked at all: every target is unknown for the same reason.
void Lane::refuse_all(Reason reason) {
  if (stopped_) reason = Reason::interrupted;
  for (model::Target& target : plan_.targets) {
    model::Observation seen;
    seen.url = platforms::profile_page(*plan_.definition, server_, target.handle);
    seen.target = std::move(target);
    seen.checked_at = tools_.clock.now();
    seen.reason = name(reason);
    if (listener_.observed) listener_.observed(std::move(seen));
  }
  plan_.targets.clear();
  if (is_transport_failure(reason)) refused_ = reason;
}

void Lane::publish() {
  for (model::Observation& seen : workload_->take_final()) {
    if (listener_.observed) listener_.observed(std::move(seen));
  }
  if (over()) turns_.wake();
}

platforms::Road Lane::road_for(std::size_t index) const {
  const platforms::Ask& ask = plan_.definition->asks[index];
  platforms::Road road;
  road.server = server_;
  const auto token = tokens_.find(index);
  if (token != tokens_.end()) road.token = token->second.value_or("");
  if (!ask.credential.empty()) {
    road.credential = [this, name = ask.credential](std::string_view key) {
      return tools_.credentials(name, key).value_or("");
    };
  }
  return road;
}

platforms::Road Lane::masked_road_for(std::size_t index) const {
  platforms::Road masked = road_for(index);
  masked.credential = [](std::string_view) { return std::string("***"); };
  if (!masked.token.empty()) masked.token = "***";
  return masked;
}

int Lane::concurrency() const {
  return settings_.concurrency.value_or(plan_.definition->concurrency);
}

LaneReport Lane::report() const {
  LaneReport report{
      plan_.definition->id, plan_.server, requests_, std::nullopt, {}, lacking_, refused_};
  if (workload_) {
    report.proof = workload_->proof();
    report.control_notes = workload_->control_notes();
    if (!refused_) report.transport_failure = workload_->transport_failure();
  }
  return report;
}

}  // namespace probing
