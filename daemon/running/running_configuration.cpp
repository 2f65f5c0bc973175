#include "running/running_configuration.hpp"

#include <memory>
#include <random>

#include <boost/asio/steady_timer.hpp>

#include "async/task_group.hpp"
#include "probing/credentials.hpp"
#include "running/event_log.hpp"
#include "system/journal.hpp"

namespace running {

namespace asio = boost::asio;
using model::Milliseconds;

namespace {

// `run --once` waits for second looks that are due within this (contract, 'Truth' 5).
constexpr model::Milliseconds patience_once = std::chrono::minutes(5);

alerting::Recipients::Wanted wanted(const Setup& setup) {
  return [settings = setup.configuration.alerting](const model::Event& event) {
    return alerting::channels_for(settings, event.severity, event.watch);
  };
}

std::vector<alerting::OpenChannel> open_channels(const Setup& setup,
                                                 const channels::ChannelTools& tools) {
  auto channels =
      channels_of(setup.configuration, setup.catalogue, setup.patterns / "messages", tools);
  if (!channels) throw std::runtime_error(to_string(channels.error().front()));
  return std::move(*channels);
}

std::vector<targets::WatchedUnit> open_units(Setup& setup) {
  auto units = units_of(setup.configuration, setup.catalogue, setup.datasets);
  if (!units) throw std::runtime_error(to_string(units.error().front()));
  return std::move(*units);
}

}  // namespace

struct RunningConfiguration::Cut {
  explicit Cut(asio::io_context& io) : timer(io) {}
  asio::steady_timer timer;
};

RunningConfiguration::RunningConfiguration(asio::io_context& io, sys::Clock& clock,
                                           ledger::AsyncLedger& ledger,
                                           probing::SharedLimits& limits, Setup& setup)
    : io_(io),
      credentials_(probing::system_credentials()),
      probes_(io.get_executor(), probe_settings(setup.configuration)),
      posts_(io.get_executor(), channel_settings(setup.configuration)),
      mailer_(io.get_executor(), setup.configuration.network.ca_file.string()),
      dispatcher_(ledger, clock, open_channels(setup, {posts_, mailer_, clock}), wanted(setup)),
      recording_(dispatcher_.routing()),
      sweeper_(io.get_executor(), {probes_, clock, limits, credentials_, std::random_device{}()}),
      scheduler_(io.get_executor(), {sweeper_, clock, ledger, recording_}, open_units(setup)),
      channel_api_({setup.configuration.channels, ledger, clock,
                    [this](const std::string& name) { return dispatcher_.find(name); },
                    [this](const std::string& name) { return dispatcher_.resume(name); }}),
      requests_(std::make_shared<async::InFlight>(io.get_executor())),
      cut_(std::make_unique<Cut>(io)) {
  scheduler_.on_told = [this](const ledger::Frozen& told) {
    log_events(told);
    dispatcher_.wake();
  };
  scheduler_.on_wait = [](const std::string& said) { sys::write_log(sys::Priority::info, said); };
  dispatcher_.on_told = log_events;
}

RunningConfiguration::~RunningConfiguration() = default;

async::Task<void> RunningConfiguration::run() {
  async::TaskGroup tasks(io_.get_executor(), [this] { stop(Milliseconds(0)); });
  tasks.spawn(scheduler_.run());
  for (const std::string& name : dispatcher_.names()) tasks.spawn(dispatcher_.serve(name));
  co_await tasks.join();
  co_await drain();
}

async::Task<std::size_t> RunningConfiguration::run_once() {
  const std::size_t undecided = co_await scheduler_.run_once(patience_once);
  co_await dispatcher_.deliver_due();
  co_await drain();
  if (const auto& refused = scheduler_.refused()) throw *refused;
  co_return undecided;
}

async::Task<serving::Response> RunningConfiguration::answer(serving::Request request) {
  if (stopped_) co_return serving::refusal(503, "the service is about to end or to begin anew");
  const async::InFlight::One counted(*requests_);
  serving::Response reply = co_await channel_api_.answer(std::move(request));
  co_return reply;
}

void RunningConfiguration::stop(Milliseconds grace) {
  stopped_ = true;
  scheduler_.stop();
  dispatcher_.stop(grace);
  probes_.cancel_all();
  cut_->timer.expires_after(grace);
  cut_->timer.async_wait(
      [this, alive = std::weak_ptr(requests_)](const boost::system::error_code& error) {
        if (error || alive.expired()) return;
        posts_.cancel_all();
        mailer_.cancel_all();
      });
}

async::Task<void> RunningConfiguration::drain() {
  co_await probes_.drained();
  co_await posts_.drained();
  co_await mailer_.drained();
  co_await async::InFlight::until_none(requests_);
  cut_->timer.cancel();
}

}  // namespace running
