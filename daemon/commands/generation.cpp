#include "commands/generation.hpp"

#include <random>

#include "commands/event_log.hpp"
#include "commands/network.hpp"
#include "commands/roster.hpp"

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

std::vector<alerting::OpenChannel> open_channels(const Context& context, const Setup& setup,
                                                 const alerting::ChannelTools& tools) {
  auto channels =
      channels_of(setup.configuration, setup.catalogue, context.patterns() / "messages", tools);
  if (!channels) throw std::runtime_error(to_string(channels.error().front()));
  return std::move(*channels);
}

std::vector<watching::WatchedUnit> open_units(Setup& setup) {
  auto units = units_of(setup.configuration, setup.catalogue, setup.datasets);
  if (!units) throw std::runtime_error(to_string(units.error().front()));
  return std::move(*units);
}

}  // namespace

std::unique_ptr<Setup> read_setup(Context& context, const std::filesystem::path& file,
                                  model::Problems& problems) {
  auto setup = std::make_unique<Setup>(
      Setup{read_catalogue(context), naming::DatasetStore({context.patterns() / "datasets"}), {}});
  auto read = read_configuration(
      file, {setup->catalogue, setup->datasets, context.patterns() / "messages"});
  if (!read) {
    problems = read.error();
    return nullptr;
  }
  setup->configuration = std::move(*read);
  adjust(setup->catalogue, setup->configuration);
  return setup;
}

// A question that is being answered.
class Generation::UnderWay {
 public:
  explicit UnderWay(Generation& generation) : generation_(generation) { ++generation_.under_way_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  ~UnderWay() {
    --generation_.under_way_;
    generation_.answered_.ring();
  }

 private:
  Generation& generation_;
};

Generation::Generation(asio::io_context& io, service::Clock& clock, ledger::Ledger& ledger,
                       probing::Memory& memory, const Context& context, Setup& setup)
    : io_(io),
      credentials_(credentials()),
      probes_(io.get_executor(), probe_settings(setup.configuration)),
      posts_(io.get_executor(), channel_settings(setup.configuration)),
      mailer_(io.get_executor(), setup.configuration.network.ca_file.string()),
      courier_(ledger, clock, open_channels(context, setup, {posts_, mailer_, clock}),
               wanted(setup)),
      settling_(ledger, courier_.routing()),
      keeper_(io.get_executor(), {probes_, clock, ledger, credentials_, std::random_device{}()},
              memory, open_units(setup), settling_),
      channel_desk_({setup.configuration.channels, ledger, clock,
                     [this](const std::string& name) { return courier_.find(name); },
                     [this](const std::string& name) { courier_.resume(name); }}),
      answered_(io.get_executor()) {
  keeper_.on_told = [this](const ledger::Frozen& told) {
    log_events(told);
    courier_.wake();
  };
  courier_.on_told = log_events;
}

asio::awaitable<void> Generation::run() {
  probing::Crew crew(io_.get_executor(), [this] { stop(); });
  crew.spawn(keeper_.run());
  for (const std::string& name : courier_.names()) crew.spawn(courier_.serve(name));
  co_await crew.join();
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
  const UnderWay counted(*this);
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
  while (under_way_ > 0) {
    co_await answered_.wait();
  }
}

}  // namespace commands
