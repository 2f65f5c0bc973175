#include "commands/generation.hpp"

#include <random>

#include "async/task_group.hpp"
#include "commands/event_log.hpp"
#include "probing/credentials.hpp"

namespace commands {

namespace asio = boost::asio;

namespace {

// `run --once` waits for second looks that are due within this (contract, 'Truth' 4).
constexpr model::Milliseconds patience_once = std::chrono::minutes(5);

std::function<std::vector<std::string>(const model::Event&)> wanted(const Setup& setup) {
  return [&settings = setup.configuration.alerting](const model::Event& event) {
    return alerting::channels_for(settings, event.severity, event.watch);
  };
}

std::vector<alerting::OpenChannel> open_channels(const Setup& setup,
                                                 const alerting::ChannelTools& tools) {
  auto channels =
      channels_of(setup.configuration, setup.catalogue, setup.patterns / "messages", tools);
  if (!channels) throw std::runtime_error(to_string(channels.error().front()));
  return std::move(*channels);
}

std::vector<watching::WatchedUnit> open_units(Setup& setup) {
  auto units = units_of(setup.configuration, setup.catalogue, setup.datasets);
  if (!units) throw std::runtime_error(to_string(units.error().front()));
  return std::move(*units);
}

}  // namespace

Generation::Generation(asio::io_context& io, service::Clock& clock, ledger::Ledger& ledger,
                       probing::Memory& memory, Setup& setup)
    : io_(io),
      credentials_(probing::system_credentials()),
      probes_(io.get_executor(), probe_settings(setup.configuration)),
      posts_(io.get_executor(), channel_settings(setup.configuration)),
      mailer_(io.get_executor(), setup.configuration.network.ca_file.string()),
      courier_(ledger, clock, open_channels(setup, {posts_, mailer_, clock}), wanted(setup)),
      settling_(ledger, courier_.routing()),
      keeper_(io.get_executor(), {probes_, clock, ledger, credentials_, std::random_device{}()},
              memory, open_units(setup), settling_),
      channel_desk_({setup.configuration.channels, ledger, clock,
                     [this](const std::string& name) { return courier_.find(name); },
                     [this](const std::string& name) { courier_.resume(name); }}),
      questions_(std::make_shared<async::InFlight>(io.get_executor())) {
  keeper_.on_told = [this](const ledger::Frozen& told) {
    log_events(told);
    courier_.wake();
  };
  courier_.on_told = log_events;
}

asio::awaitable<void> Generation::run() {
  async::TaskGroup tasks(io_.get_executor(), [this] { stop(); });
  tasks.spawn(keeper_.run());
  for (const std::string& name : courier_.names()) tasks.spawn(courier_.serve(name));
  co_await tasks.join();
  co_await drain();
}

asio::awaitable<std::size_t> Generation::run_once() {
  const std::size_t undecided = co_await keeper_.run_once(patience_once);
  co_await courier_.deliver_due();
  co_await drain();
  co_return undecided;
}

asio::awaitable<serving::Reply> Generation::answer(serving::Question question) {
  if (stopped_) co_return serving::refusal(503, "the service is about to end or to begin anew");
  const async::InFlight::One counted(*questions_);
  serving::Reply reply = co_await channel_desk_.answer(std::move(question));
  co_return reply;
}

void Generation::stop() {
  stopped_ = true;
  keeper_.stop();
  courier_.stop();
  probes_.cancel_all();
  posts_.cancel_all();
  mailer_.cancel_all();
}

asio::awaitable<void> Generation::drain() {
  co_await probes_.drained();
  co_await posts_.drained();
  co_await mailer_.drained();
  co_await async::InFlight::until_none(questions_);
}

}  // namespace commands
