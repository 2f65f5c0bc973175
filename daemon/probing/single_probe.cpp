#include "probing/single_probe.hpp"

#include "platforms/compose.hpp"
#include "probing/rate_advice.hpp"

namespace probing {
namespace {

namespace asio = boost::asio;

constexpr int attempts_at_a_limit = 3;

}  // namespace

SingleProbe::SingleProbe(const platforms::Definition& definition, const ProbeSettings& settings,
                         net::Fetcher& fetcher, sys::Clock& clock, async::Semaphore& permits,
                         RateLimits& rate_limits, std::function<void(model::Milliseconds)> waits)
    : definition_(definition),
      settings_(settings),
      fetcher_(fetcher),
      clock_(clock),
      permits_(permits),
      admission_(
          definition, "", settings_, clock, permits, rate_limits, [this] { return stopped_; },
          std::move(waits)) {}

async::Task<net::Reply> SingleProbe::ask(std::string handle, int redirects) {
  const platforms::RequestContext road{"", nullptr, ""};
  const std::vector<std::string> handles(1, handle);
  net::Request request = platforms::compose(definition_, definition_.asks.front(), road, handles);
  request.redirects = redirects;
  request.timeout = settings_.timeout;
  net::Reply reply;
  for (int attempt = 0; attempt < attempts_at_a_limit; ++attempt) {
    reply = co_await ask_once(request);
    if (!again_) break;
  }
  co_return reply;
}

async::Task<net::Reply> SingleProbe::ask_once(net::Request request) {
  again_ = false;
  const std::optional<model::Moment> started_at = co_await admission_.take(0);
  if (!started_at) {
    net::Reply none;
    none.failure = stopped_ ? model::Reason::interrupted : model::Reason::rate_limited;
    co_return none;
  }
  const async::Permit permit(&permits_);
  ++requests_;
  net::Reply reply = co_await fetcher_.fetch(std::move(request));
  const model::Moment now = clock_.steady();
  const RateAdvice advice = rate_advice(reply.head.headers, clock_.now());
  Pacer& pacer = admission_.pacer(0);
  pacer.ended(now, *started_at);
  const int status = reply.failure ? 0 : reply.head.status;
  if (status == 429 || status == 503) {
    pacer.limited(now, *started_at, advice);
    again_ = status == 429 || advice.retry_after.has_value();
  } else if (!reply.failure) {
    pacer.answered(now, *started_at, advice);
  }
  admission_.keep(0);
  co_return reply;
}

}  // namespace probing
