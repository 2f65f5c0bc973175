#include "probing/lane.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "platforms/controls.hpp"
#include "platforms/loader.hpp"
#include "platforms/read.hpp"
#include "probing/crew.hpp"

namespace probing {
namespace {

namespace asio = boost::asio;
using model::Reason;
using platforms::Reading;

constexpr int attempts_at_a_limit = 3;        // per request
constexpr int refusals_before_giving_up = 3;  // in a row, per road
constexpr model::Milliseconds worth_telling{60'000};

bool any_rate_limited(const std::vector<Reading>& readings) {
  return std::any_of(readings.begin(), readings.end(), [](const Reading& reading) {
    return reading.next == Reading::Next::decided && reading.status == model::Status::unknown &&
           reading.unknown_because == Reason::rate_limited;
  });
}

}  // namespace

Lane::Lane(LanePlan plan, Settings settings, Tools tools, Listener listener)
    : plan_(std::move(plan)),
      settings_(settings),
      tools_(tools),
      listener_(std::move(listener)),
      server_(plan_.server) {}

asio::awaitable<void> Lane::run() {
  const auto executor = co_await asio::this_coro::executor;
  bell_ = std::make_unique<Bell>(executor);
  const bool ready = co_await prepare();
  if (!ready) co_return;
  Crew crew(executor);
  const auto asks = static_cast<int>(plan_.targets.size() + 3);
  const int workers = std::min(concurrency(), asks);
  for (int i = 0; i < workers; ++i) crew.spawn(work());
  co_await crew.join();
  if (stopped_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  publish();
}

// Finds the road: the server's base URL, the first ask whose credential is there, its token.
asio::awaitable<bool> Lane::prepare() {
  const auto entry = entry_with_credential();
  if (!entry) {
    refuse_all(Reason::no_credential);
    co_return false;
  }
  if (plan_.definition->server && plan_.definition->server->discover.has_slots()) {
    const bool discovered = co_await discover();
    if (!discovered) co_return false;
  }
  if (plan_.definition->asks[*entry].token) {
    const bool got = co_await get_token();
    if (!got) co_return false;
  }
  workload_ = std::make_unique<Workload>(
      *plan_.definition, server_, *entry, plan_.targets,
      platforms::claimed_controls(*plan_.definition, *entry, plan_.server, plan_.owned),
      platforms::random_free_name(*plan_.definition, tools_.random));
  if (stopped_) workload_->give_up(Reason::interrupted, tools_.clock.now());
  co_return true;
}

// A server may keep its API elsewhere; 404 means that it does not, so the base URL stands.
asio::awaitable<bool> Lane::discover() {
  const platforms::ServerRule& rule = *plan_.definition->server;
  platforms::Values values;
  values.server = server_;
  net::Request request;
  request.url = fill(rule.discover, values, platforms::Encoding::url);
  request.redirects = 3;
  const net::Reply reply = co_await fetch(request);
  if (reply.failure) {
    refuse_all(*reply.failure);
    co_return false;
  }
  if (reply.head.status == 404) co_return true;
  const auto json = reading::parse_json(reply.body, reading::answers);
  const auto same = [](std::string_view text) { return std::string(text); };
  const reading::Json* at = json ? platforms::walk(*json, rule.discover_at, values, same) : nullptr;
  const auto base = at != nullptr && at->is(reading::Json::Kind::string)
                        ? platforms::base_url(at->text)
                        : std::nullopt;
  if (reply.head.status != 200 || !base) {
    refuse_all(Reason::no_rule);
    co_return false;
  }
  server_ = *base;
  co_return true;
}

// OAuth 2 client credentials, RFC 6749 section 4.4.
asio::awaitable<bool> Lane::get_token() {
  const platforms::Ask& ask = plan_.definition->asks[*entry_with_credential()];
  const platforms::Road road = road_for(ask);
  platforms::Values values = platforms::values_for(*plan_.definition, road, "", 0);
  net::Request request;
  request.method = "POST";
  request.url = fill(ask.token->url, values, platforms::Encoding::url);
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.headers.emplace_back("Accept", "application/json");
  request.body = "grant_type=client_credentials";
  if (ask.token->basic) {
    request.user = road.credential("id");
    request.password = road.credential("secret");
  } else {
    request.body += "&client_id=" + platforms::percent_encoded(road.credential("id"));
    request.body += "&client_secret=" + platforms::percent_encoded(road.credential("secret"));
  }
  const net::Reply reply = co_await fetch(request);
  const auto json = reading::parse_json(reply.body, reading::answers);
  const reading::Json* token = json ? json->find("access_token") : nullptr;
  if (reply.failure || reply.head.status != 200 || token == nullptr) {
    refuse_all(reply.failure.value_or(Reason::blocked));
    co_return false;
  }
  token_ = token->text;
  co_return true;
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
  const auto all = [&handles](Reason reason) {
    Reading reading;
    reading.unknown_because = reason;
    return std::vector<Reading>(handles.size(), reading);
  };
  if (!has_credential(ask)) {
    workload_->answered(job, all(Reason::no_credential), {tools_.clock.now(), {}, {}});
    publish();
    co_return;
  }
  Pacer& pacer = pacer_for(job.ask);
  const bool may_start = co_await turn(pacer);
  if (!may_start) {
    const Reason why = stopped_ ? Reason::interrupted : Reason::rate_limited;
    workload_->answered(job, all(why), {tools_.clock.now(), {}, {}});
    workload_->give_up(why, tools_.clock.now());
    publish();
    co_return;
  }
  const Inside inside(tools_.gate);
  const model::Moment started_at = tools_.clock.steady();
  const platforms::Road road = road_for(ask);
  net::Request request = platforms::compose(*plan_.definition, ask, road, handles);
  request.wants_body = [&ask](const net::Head& head) { return body_matters(ask, head); };
  const net::Reply reply = co_await fetch(std::move(request));
  std::vector<Reading> readings = platforms::read(*plan_.definition, ask, road, handles, reply);
  if (stopped_ && reply.failure) readings = all(Reason::interrupted);
  tell(ask, handles, reply, readings);
  settle(std::move(job), reply, std::move(readings), started_at);
  publish();
}

void Lane::settle(Job job, const net::Reply& reply, std::vector<Reading> readings,
                  model::Moment started_at) {
  Pacer& pacer = pacer_for(job.ask);
  const model::Instant now = tools_.clock.now();
  const model::Moment steady = tools_.clock.steady();
  const RateAdvice advice = rate_advice(reply.head.headers, now);
  const bool limited = any_rate_limited(readings);
  if (limited || (!reply.failure && reply.head.status == 503)) {
    pacer.limited(steady, started_at, advice);
  } else if (!reply.failure) {
    pacer.answered(steady, advice);
  }
  const bool hopeless = pacer.refusals() >= refusals_before_giving_up;
  if (limited && !hopeless && job.attempts + 1 < attempts_at_a_limit && !stopped_) {
    workload_->put_back(std::move(job));
    return;
  }
  AnswerMeta meta{now, std::nullopt, static_cast<int>(reply.elapsed.count())};
  if (reply.head.status > 0) meta.http_status = reply.head.status;
  workload_->answered(job, readings, meta);
  if (hopeless) workload_->give_up(limited ? Reason::rate_limited : Reason::blocked, now);
}

// Waits for the pace and for a place at the gate, and keeps the place. False: it would be too late.
asio::awaitable<bool> Lane::turn(Pacer& pacer) {
  while (!stopped_) {
    const model::Moment now = tools_.clock.steady();
    const model::Moment ready = pacer.ready_at(now);
    if (settings_.deadline && ready > *settings_.deadline) co_return false;
    if (ready > now) {
      if (listener_.waits && ready - now >= worth_telling) listener_.waits(plan_, ready - now);
      co_await tools_.clock.sleep_until(ready);
      continue;
    }
    co_await tools_.gate.enter();
    const model::Moment inside = tools_.clock.steady();
    if (!stopped_ && pacer.ready_at(inside) <= inside) {
      pacer.started(inside);
      co_return true;
    }
    tools_.gate.leave();
  }
  co_return false;
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

// The request is shown as it was sent, but for its secrets.
void Lane::tell(const platforms::Ask& ask, const std::vector<std::string>& handles,
                const net::Reply& reply, const std::vector<Reading>& readings) const {
  if (!listener_.asked) return;
  platforms::Road masked = road_for(ask);
  masked.credential = [](std::string_view) { return std::string("***"); };
  if (!masked.token.empty()) masked.token = "***";
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
}

platforms::Road Lane::road_for(const platforms::Ask& ask) const {
  platforms::Road road;
  road.server = server_;
  road.token = token_;
  if (!ask.credential.empty()) {
    road.credential = [this, name = ask.credential](std::string_view key) {
      return tools_.credentials(name, key).value_or("");
    };
  }
  return road;
}

Pacer& Lane::pacer_for(std::size_t ask) {
  const platforms::Definition& definition = *plan_.definition;
  const std::optional<text::Rate>& own = definition.asks[ask].rate;
  const std::size_t road = own ? ask : definition.asks.size();
  const text::Rate rate = settings_.rate.value_or(own.value_or(definition.rate));
  return pacers_.try_emplace(road, rate, definition.spacing && !settings_.rate).first->second;
}

int Lane::concurrency() const {
  return settings_.concurrency.value_or(plan_.definition->concurrency);
}

LaneReport Lane::report() const {
  LaneReport report{plan_.definition->id, plan_.server, requests_, std::nullopt, {}, refused_};
  if (workload_) {
    report.proof = workload_->proof();
    report.control_notes = workload_->control_notes();
    if (!refused_) report.transport_failure = workload_->transport_failure();
  }
  return report;
}

}  // namespace probing
