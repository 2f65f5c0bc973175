#include "net/curl_fetcher.hpp"

#include <utility>
#include <vector>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/in_flight.hpp"
#include "async/semaphore.hpp"
#include "net/curl_loop.hpp"
#include "net/libcurl.hpp"
#include "net/name_gate.hpp"
#include "net/redirect.hpp"
#include "net/route.hpp"
#include "net/transfer.hpp"
#include "net/transfer_limits.hpp"

namespace net {

namespace asio = boost::asio;
using model::Milliseconds;
using model::Reason;

struct CurlFetcher::Core {
  Core(asio::io_context& context, const HttpSettings& given, const TransferLimits& budget)
      : io(context),
        settings(given),
        routes(given),
        names(context, budget.names),
        places(context.get_executor(), budget.transfers),
        loop(context, budget.connections),
        present(context.get_executor()) {}

  asio::io_context& io;
  HttpSettings settings;
  Routes routes;
  NameGate names;
  async::Semaphore places;
  CurlLoop loop;
  std::vector<std::unique_ptr<Transfer>> resting;  // easy handles to be used again
  async::InFlight present;                         // fetches under way
  bool stopped = false;
};

namespace {

using FetcherCore = CurlFetcher::Core;

// A transfer on loan.
class Loan {
 public:
  explicit Loan(FetcherCore& core) : core_(core) {
    if (core.resting.empty()) {
      transfer_ = std::make_unique<Transfer>(core.loop, core.settings);
    } else {
      transfer_ = std::move(core.resting.back());
      core.resting.pop_back();
    }
  }
  ~Loan() { core_.resting.push_back(std::move(transfer_)); }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  Transfer& operator*() const { return *transfer_; }

 private:
  FetcherCore& core_;
  std::unique_ptr<Transfer> transfer_;
};

Reply failed(const Request& request, Reason reason, std::string detail) {
  Reply reply;
  reply.failure = reason;
  reply.failure_detail = std::move(detail);
  reply.effective_url = request.url;
  return reply;
}

Reply interrupted(const Request& request) {
  return failed(request, Reason::interrupted, "cancelled");
}

struct Attempt {
  Reply reply;
  bool starved = false;        // nothing was sent, for want of descriptors
  bool may_ask_again = false;  // the connection ended, and with it the request
};

// Nothing was sent because the process has no descriptors left; in the resolver's thread and in
// OpenSSL that looks like any other failure.
bool was_starved(const Transfer& transfer, const Reply& reply) {
  if (!reply.failure || transfer.was_sent() || *reply.failure == Reason::interrupted) return false;
  if (transfer.lacked_descriptors()) return true;
  constexpr int for_one_transfer = 4;
  return *reply.failure != Reason::timeout && !can_open(for_one_transfer);
}

Reply refused(const Request& request, const Refusal& refusal) {
  Reply reply = failed(request, refusal.reason, refusal.detail);
  reply.our_fault = refusal.our_fault;
  return reply;
}

// One hop: one request, one answer. `fresh`: on a new connection.
async::Task<Attempt> try_once(FetcherCore& core, const Request& request, Milliseconds patience,
                              bool fresh) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const auto route = core.routes.to(request.url);
  if (route->refusal) {
    co_return Attempt{refused(request, *route->refusal)};
  }
  NameTicket name(core.names, route->name, patience);
  const NameTicket::Passage passage = co_await name.enter();
  if (passage == NameTicket::Passage::failed) {
    const LookupFailure& why = name.failure();
    co_return Attempt{refused(request, {why.reason, why.detail, why.our_fault})};
  }
  if (passage == NameTicket::Passage::stopped) co_return Attempt{interrupted(request)};
  if (cancellation.cancelled() != asio::cancellation_type::none) {
    co_return Attempt{interrupted(request)};
  }
  const bool entered = co_await core.places.acquire();
  const async::Permit place(entered ? &core.places : nullptr);
  if (!entered) co_return Attempt{interrupted(request)};
  const bool my_turn = co_await core.loop.turn();
  const bool cancelled = cancellation.cancelled() != asio::cancellation_type::none;
  if (!my_turn || core.stopped || cancelled) co_return Attempt{interrupted(request)};

  const Order order{.request = request,
                    .patience = patience,
                    .route = *route,
                    .passing = request.redirects > 0,
                    .fresh = fresh,
                    .found = [&name](bool looked_up) { name.found(looked_up); }};
  const Loan loan(core);
  Transfer& transfer = *loan;
  transfer.begin(order);
  const CURLcode code = co_await core.loop.perform(transfer.easy());
  Attempt attempt;
  attempt.reply = transfer.end(code);
  attempt.starved = was_starved(transfer, attempt.reply);
  attempt.may_ask_again = transfer.may_ask_again();
  const auto failure = attempt.reply.failure;
  if (failure && !attempt.starved && *failure != Reason::interrupted) {
    name.failed({*failure, attempt.reply.failure_detail, attempt.reply.our_fault});
  }
  co_return attempt;
}

// Waits for others to close something.
async::Task<void> pause(FetcherCore& core, Milliseconds duration) {
  asio::steady_timer timer(core.io, duration);
  boost::system::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await timer.async_wait(token);
}

async::Task<Reply> exchange(std::shared_ptr<FetcherCore> core, Request request) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const async::InFlight::One present(core->present);
  Milliseconds spent{0};
  bool fresh = request.fresh;
  for (int followed = 0;;) {
    const bool cancelled = cancellation.cancelled() != asio::cancellation_type::none;
    if (core->stopped || cancelled) co_return interrupted(request);
    if (spent >= request.timeout) {
      co_return failed(request, Reason::timeout, "the redirects took too long");
    }
    const Milliseconds left = request.timeout - spent;
    Attempt attempt = co_await try_once(*core, request, left, fresh);
    spent += attempt.reply.elapsed;
    if (attempt.may_ask_again && !fresh && spent < request.timeout) {
      if (request.is_counted) {
        attempt.reply.dropped = true;
        co_return std::move(attempt.reply);
      }
      fresh = true;
      continue;
    }
    constexpr Milliseconds a_moment{50};
    if (attempt.starved && spent + a_moment < request.timeout) {
      co_await pause(*core, a_moment);
      spent += a_moment;
      continue;
    }
    fresh = request.fresh;
    Reply& reply = attempt.reply;
    reply.elapsed = spent;
    if (reply.failure || request.redirects == 0 || !is_redirect(reply.head)) {
      co_return std::move(reply);
    }
    if (followed++ == request.redirects) {
      reply.failure = Reason::redirect;
      reply.failure_detail = fmt::format("more than {} redirects", request.redirects);
      co_return std::move(reply);
    }
    if (!follow(request, reply.head)) {
      reply.failure = Reason::redirect;
      reply.failure_detail = "redirected to no http or https URL, or with a body elsewhere";
      co_return std::move(reply);
    }
  }
}

}  // namespace

CurlFetcher::CurlFetcher(const asio::io_context::executor_type& executor,
                         const HttpSettings& settings) {
  initialise_libcurl();
  const TransferLimits allowed = budget(settings.limits, spare_descriptors());
  core_ = std::make_shared<FetcherCore>(executor.context(), settings, allowed);
}

CurlFetcher::~CurlFetcher() {
  core_->loop.close();
}

async::Task<Reply> CurlFetcher::fetch(Request request) {
  return net::exchange(core_, std::move(request));
}

void CurlFetcher::cancel_all() {
  core_->stopped = true;
  core_->names.stop();
  core_->places.stop();
  core_->loop.abort_all();
}

async::Task<void> CurlFetcher::drained() {
  return async::InFlight::until_none({core_, &core_->present});
}

}  // namespace net
