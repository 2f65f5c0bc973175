#include "running/sweep_run.hpp"

#include <csignal>
#include <random>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/curl_fetcher.hpp"
#include "probing/credentials.hpp"
#include "system/system_clock.hpp"
#include "watching/sweep.hpp"

namespace running {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds until_asked_again{50};

// A sweep with its signals; what is on the stack here outlives every coroutine.
class SweepRun {
 public:
  SweepRun(const NetworkSettings& settings, targets::SweepPlan plan,
           const judging::OwnedHandles& owned, SweepObserver observer)
      : io_(1),
        fetcher_(io_.get_executor(), settings.net),
        permits_(io_.get_executor(), watching::most_at_once, async::Semaphore::Order::newest_first),
        credentials_(probing::system_credentials()),
        sweep_(std::move(plan), sweep_settings(settings), sweep_tools(), owned),
        signals_(io_, SIGINT, SIGTERM),
        results_(std::move(observer.results)),
        again_(io_) {
    for (const auto& [platform, budget] : settings.budgets) {
      limits_.spend_limits.emplace(platform, probing::SpendLimit(budget));
    }
    sweep_.looks_again = observer.looks_again;
    sweep_.on_exchange = std::move(observer.exchange);
    sweep_.on_progress = std::move(observer.progress);
    sweep_.on_wait = std::move(observer.wait);
    if (!results_) return;
    sweep_.on_final = [this](std::span<const model::Observation> seen) { give(seen); };
  }

  SweepOutcome run() {
    const model::Moment started = clock_.steady();
    listen();
    std::exception_ptr failure;
    asio::co_spawn(io_, whole(), [&](const std::exception_ptr& thrown) {
      failure = thrown;
      signals_.cancel();
      again_.cancel();
    });
    io_.run();
    if (failure) std::rethrow_exception(failure);
    return {sweep_.take_result(), clock_.steady() - started, signal_, is_unread_};
  }

 private:
  probing::ProbeSettings sweep_settings(const NetworkSettings& settings) {
    probing::ProbeSettings probing = settings.probing;
    if (settings.max_wait) probing.deadline = clock_.steady() + *settings.max_wait;
    return probing;
  }

  watching::SweepTools sweep_tools() {
    return {fetcher_, clock_, permits_, limits_, credentials_, std::random_device{}()};
  }

  async::Task<void> whole() {
    co_await sweep_.run();
    co_await fetcher_.drained();
  }

  void listen() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      signal_ = signal;
      signals_.clear();  // asked twice, it ends at once, even where nobody reads what it prints
      end();
    });
  }

  void end() {
    sweep_.stop();
    clock_.wake_all();
    fetcher_.cancel_all();
  }

  void give(std::span<const model::Observation> seen) {
    if (is_unread_) return;
    const Taken taken = results_(seen);
    if (taken == Taken::later) {
      again_.expires_after(until_asked_again);
      again_.async_wait([this](const boost::system::error_code& error) {
        if (!error) give({});
      });
    } else if (taken == Taken::never) {
      is_unread_ = true;
      asio::post(io_, [this] { end(); });  // not in the middle of a probe
    }
  }

  asio::io_context io_;
  sys::SystemClock clock_;
  net::CurlFetcher fetcher_;
  async::Semaphore permits_;
  probing::SharedLimits limits_;
  probing::Credentials credentials_;
  watching::Sweep sweep_;
  asio::signal_set signals_;
  int signal_ = 0;
  std::function<Taken(std::span<const model::Observation>)> results_;
  asio::steady_timer again_;
  bool is_unread_ = false;
};

}  // namespace

SweepOutcome run_sweep(const NetworkSettings& settings, targets::SweepPlan plan,
                       const judging::OwnedHandles& owned, SweepObserver observer) {
  return SweepRun(settings, std::move(plan), owned, std::move(observer)).run();
}

}  // namespace running
