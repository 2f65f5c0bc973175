#include "probing/preparation.hpp"

namespace probing {

using model::Reason;

Preparation::Preparation(const platforms::Definition& definition, Admission& admission,
                         Authorization& authorization, Payments& payments, const Tools& tools,
                         model::Milliseconds timeout, std::function<void(const Exchange&)> asked)
    : definition_(definition),
      admission_(admission),
      authorization_(authorization),
      payments_(payments),
      tools_(tools),
      timeout_(timeout),
      asked_(std::move(asked)) {}

void Preparation::open(const async::Executor& executor) {
  got_token_ = std::make_unique<async::Condition>(executor);
}

void Preparation::stop() {
  stopped_ = true;
  if (got_token_) got_token_->notify_all();
}

async::Task<Found> Preparation::discover(std::size_t entry, std::string server) {
  const platforms::ServerRule& rule = *definition_.server;
  net::Request request = discovery_request(rule, server);
  net::Request shown = request;
  const net::Reply reply =
      co_await fetch_in_turn(entry, std::move(request), std::move(shown), server);
  co_return server_found(rule, server, reply);
}

async::Task<void> Preparation::get_token(std::size_t ask, std::string server) {
  while (!stopped_ && authorization_.wants_token(ask, tools_.clock.steady())) {
    if (getting_token_) {
      co_await got_token_->wait();
      continue;
    }
    getting_token_ = true;
    const platforms::Ask& road = definition_.asks[ask];
    net::Request request = token_request(definition_, road, authorization_.road(ask, server));
    net::Request shown = token_request(definition_, road, authorization_.masked(ask, server));
    const net::Reply reply =
        co_await fetch_in_turn(ask, std::move(request), std::move(shown), server);
    authorization_.got_token(ask, reply, tools_.clock.steady());
    getting_token_ = false;
    got_token_->notify_all();
  }
}

// `shown` is the request without its secrets. What a connection that had ended did not answer is
// asked again, in the rate and the budget as all is.
async::Task<net::Reply> Preparation::fetch_in_turn(std::size_t ask, net::Request request,
                                                   net::Request shown, std::string server) {
  request.timeout = timeout_;
  request.is_counted = true;
  net::Reply reply = co_await fetch_once(ask, request, shown, server);
  if (!reply.dropped || stopped_) co_return reply;
  request.fresh = true;
  reply = co_await fetch_once(ask, request, shown, server);
  co_return reply;
}

async::Task<net::Reply> Preparation::fetch_once(std::size_t ask, net::Request request,
                                                net::Request shown, std::string server) {
  net::Reply none;
  const model::Instant paid_at = tools_.clock.now();
  const std::optional<Spending> begun = co_await payments_.pay(nullptr, 0, false, paid_at);
  if (payments_.are_limited() && !begun) {
    none.failure = Reason::budget;
    co_return none;
  }
  const std::optional<model::Moment> started_at = co_await admission_.take(ask, false);
  if (!started_at) {
    payments_.take_back(begun);
    none.failure = stopped_ ? Reason::interrupted : Reason::rate_limited;
    co_return none;
  }
  const async::Permit permit(&tools_.permits);
  ++requests_;
  net::Reply reply = co_await tools_.fetcher.fetch(std::move(request));
  const bool limited =
      reply.failure ? reply.failure == Reason::rate_limited : reply.head.status == 429;
  admission_.heed(ask, {}, reply, limited, *started_at);
  if (asked_) asked_({&definition_, nullptr, &shown, &reply, nullptr, nullptr, server});
  co_return reply;
}

}  // namespace probing
