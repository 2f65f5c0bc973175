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
          definition, "", settings_, clock, permits, rate_limits, Share::whole,
          [this] { return stopped_; }, std::move(waits)) {}

async::Task<net::Reply> SingleProbe::ask(std::string handle, int redirects) {
  const platforms::RequestContext road{"", nullptr, ""};
  const std::vector<std::string> handles(1, handle);
  net::Request request = platforms::compose(definition_, definition_.asks.front(), road, handles);
  request.redirects = redirects;
  request.timeout = settings_.timeout;
  request.look_up = true;
  request.is_counted = true;
  net::Reply reply;
  if (admission_.far_waits(0).rests_until(handle, clock_.steady())) {
    reply.failure = model::Reason::rate_limited;
    co_return reply;
  }
  for (int attempt = 0; attempt < attempts_at_a_limit; ++attempt) {
    reply = co_await ask_once(handles, request);
    const bool dropped = reply.dropped && !request.fresh && !stopped_;
    request.fresh = dropped;
    if (!again_ && !dropped) break;
  }
  co_return reply;
}

async::Task<net::Reply> SingleProbe::ask_once(std::vector<std::string> handles,
                                              net::Request request) {
  again_ = false;
  const std::optional<model::Moment> started_at = co_await admission_.take(0, false);
  if (!started_at) {
    net::Reply none;
    none.failure = stopped_ ? model::Reason::interrupted : model::Reason::rate_limited;
    co_return none;
  }
  const async::Permit permit(&permits_);
  ++requests_;
  net::Reply reply = co_await fetcher_.fetch(std::move(request));
  heed(handles, reply, *started_at);
  co_return reply;
}

void SingleProbe::heed(const std::vector<std::string>& handles, const net::Reply& reply,
                       model::Moment started_at) {
  const bool limited =
      reply.failure ? reply.failure == model::Reason::rate_limited : reply.head.status == 429;
  const Admission::Heard heard = admission_.heed(0, handles, reply, limited, started_at);
  const bool says_when = !net::header(reply.head.headers, "retry-after").empty();
  again_ = (limited || (heard.refused && says_when)) && !heard.rests;
}

}  // namespace probing
