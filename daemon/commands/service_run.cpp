#include "commands/service_run.hpp"

#include <csignal>
#include <random>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "commands/assembly.hpp"
#include "commands/channel_desk.hpp"
#include "commands/network.hpp"
#include "commands/roster.hpp"
#include "net/curl_fetcher.hpp"
#include "net/curl_mailer.hpp"
#include "service/journal.hpp"
#include "service/notifier.hpp"
#include "service/system_clock.hpp"
#include "serving/api_server.hpp"
#include "text/time.hpp"
#include "watching/watchkeeper.hpp"

namespace commands {
namespace {

namespace asio = boost::asio;
using service::Priority;

// `run --once` waits for second looks that are due within this (contract, 'Truth' 4).
constexpr model::Milliseconds patience_once = std::chrono::minutes(5);

// The configuration with everything it names.
struct Setup {
  platforms::Catalogue catalogue;
  naming::DatasetStore datasets;
  Configuration configuration;
};

std::unique_ptr<Setup> read_setup(Context& context, const std::filesystem::path& file,
                                  model::Problems& problems) {
  auto setup = std::make_unique<Setup>(
      Setup{read_catalogue(context), naming::DatasetStore({context.patterns() / "datasets"}), {}});
  auto read = read_configuration(file, {setup->catalogue, setup->datasets});
  if (!read) {
    problems = read.error();
    return nullptr;
  }
  setup->configuration = std::move(*read);
  adjust(setup->catalogue, setup->configuration);
  return setup;
}

// What one configuration makes run, from its start to its reload.
class Generation {
 public:
  Generation(asio::io_context& io, service::Clock& clock, ledger::Ledger& ledger,
             probing::Paces& paces, Context& context, const Setup& setup,
             std::vector<watching::WatchedUnit> units)
      : io_(io),
        credentials_(credentials()),
        probes_(io.get_executor(), probe_settings(setup.configuration)),
        posts_(io.get_executor(), channel_settings(setup.configuration)),
        mailer_(io.get_executor(), setup.configuration.network.ca_file.string()),
        courier_(ledger, clock, open_channels(context, setup, clock), wanted(setup)),
        settling_(ledger, courier_.routing()),
        keeper_(io.get_executor(), {probes_, clock, ledger, credentials_, std::random_device{}()},
                paces, std::move(units), settling_),
        channel_desk_({setup.configuration.alerting, ledger, clock,
                       [this](const std::string& name) { return courier_.find(name); },
                       [this](const std::string& name) { courier_.resume(name); }}),
        answered_(io.get_executor()) {
    keeper_.on_messages = [this] { courier_.wake(); };
  }

  watching::Watchkeeper& keeper() { return keeper_; }
  alerting::Courier& courier() { return courier_; }

  asio::awaitable<void> run() {
    probing::Crew crew(io_.get_executor(), [this] { stop(); });
    crew.spawn(keeper_.run());
    for (const std::string& name : courier_.names()) crew.spawn(courier_.serve(name));
    co_await crew.join();
    co_await drain();
  }

  asio::awaitable<std::size_t> run_once() {
    const std::size_t undecided = co_await keeper_.run_once(patience_once);
    co_await courier_.deliver_due();
    co_await drain();
    co_return undecided;
  }

  asio::awaitable<serving::Reply> answer(serving::Question question) {
    if (stopped_) co_return serving::refusal(503, "the service is about to end or to begin anew");
    const UnderWay counted(*this);
    serving::Reply reply = co_await channel_desk_.answer(std::move(question));
    co_return reply;
  }

  void stop() {
    stopped_ = true;
    keeper_.stop();
    courier_.stop();
    probes_.cancel_all();
    posts_.cancel_all();
    mailer_.cancel_all();
  }

 private:
  // A question that is being answered: nothing it uses ends before it.
  class UnderWay {
   public:
    explicit UnderWay(Generation& generation) : generation_(generation) {
      ++generation_.under_way_;
    }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    ~UnderWay() {
      --generation_.under_way_;
      generation_.answered_.ring();
    }

   private:
    Generation& generation_;
  };

  static std::function<std::vector<std::string>(const model::Event&)> wanted(const Setup& setup) {
    return [&settings = setup.configuration.alerting](const model::Event& event) {
      return alerting::channels_for(settings, event.severity, event.watch);
    };
  }

  std::vector<alerting::OpenChannel> open_channels(Context& context, const Setup& setup,
                                                   const service::Clock& clock) {
    auto channels = channels_of(setup.configuration, setup.catalogue,
                                context.patterns() / "messages", {posts_, mailer_, clock});
    if (!channels) throw std::runtime_error(to_string(channels.error().front()));
    return std::move(*channels);
  }

  asio::awaitable<void> drain() {
    co_await probes_.drained();
    co_await posts_.drained();
    co_await mailer_.drained();
    while (under_way_ > 0) {
      co_await answered_.wait();
    }
  }

  asio::io_context& io_;
  probing::Credentials credentials_;
  net::CurlFetcher probes_;
  net::CurlFetcher posts_;
  net::CurlMailer mailer_;
  alerting::Courier courier_;
  watching::Settling settling_;
  watching::Watchkeeper keeper_;
  ChannelDesk channel_desk_;
  probing::Bell answered_;
  std::size_t under_way_ = 0;
  bool stopped_ = false;
};

class Service {
 public:
  Service(Context& context, std::filesystem::path file, std::unique_ptr<Setup> setup,
          std::unique_ptr<ledger::Ledger> ledger)
      : context_(context),
        file_(std::move(file)),
        setup_(std::move(setup)),
        ledger_(std::move(ledger)),
        io_(1),
        desk_(*ledger_, clock_),
        signals_(io_, SIGINT, SIGTERM, SIGHUP) {}

  int run(bool once) {
    std::exception_ptr failure;
    asio::co_spawn(io_, whole(once), [&](const std::exception_ptr& thrown) {
      failure = thrown;
      over_ = true;
      api_.reset();
      signals_.cancel();
      clock_.wake_all();
    });
    listen();
    io_.run();
    if (failure) std::rethrow_exception(failure);
    return signal_ != 0 ? 128 + signal_ : exit_;
  }

 private:
  asio::awaitable<void> whole(bool once) {
    start_generation();
    if (!once) listen_for_questions();
    if (once) {
      const std::size_t undecided = co_await generation_->run_once();
      exit_ = ledger_->incidents.count_bad() > 0 ? Exit::found
              : undecided > 0                    ? Exit::undecided
                                                 : Exit::done;
      co_return;
    }
    notifier_.ready(status());
    asio::co_spawn(io_, pulse(), [this](const std::exception_ptr& thrown) {
      failure_ = thrown;
      if (thrown && generation_) generation_->stop();
    });
    while (signal_ == 0 && !failure_) {
      co_await generation_->run();
      if (next_) start_next();
    }
    notifier_.stopping();
    api_.reset();
    if (failure_) std::rethrow_exception(failure_);
  }

  // Where systemd (or a person) gave the service a folder for its socket.
  void listen_for_questions() {
    const char* folder = std::getenv("RUNTIME_DIRECTORY");
    if (folder == nullptr || *folder == '\0') return;
    api_ = std::make_unique<serving::ApiServer>(
        io_, std::filesystem::path(folder) / "api.sock",
        [this](serving::Question question) { return answer(std::move(question)); });
  }

  asio::awaitable<serving::Reply> answer(serving::Question question) {
    if (!ChannelDesk::answers(question)) co_return answer_at_desk(question);
    if (!generation_) co_return serving::refusal(503, "the service begins anew");
    co_return co_await generation_->answer(std::move(question));
  }

  // What the ledger cannot do for one question does not end the service.
  serving::Reply answer_at_desk(const serving::Question& question) {
    try {
      return desk_.answer(question);
    } catch (const std::exception& failure) {
      return serving::refusal(500, failure.what());
    }
  }

  void start_generation() {
    auto units = units_of(setup_->configuration, setup_->catalogue, setup_->datasets);
    if (!units) throw std::runtime_error(to_string(units.error().front()));
    generation_ = std::make_unique<Generation>(io_, clock_, *ledger_, paces_, context_, *setup_,
                                               std::move(*units));
    // What a crash left pending is told now.
    ledger_->outbox.freeze_all(clock_.now(), generation_->courier().routing());
  }

  void start_next() {
    generation_.reset();
    setup_ = std::move(next_);
    paces_.forget();
    start_generation();
    service::write_log(Priority::notice, "the configuration was read anew");
    notifier_.ready(status());
  }

  // Every few seconds: the loop has turned and the ledger answers, or the watchdog bites.
  asio::awaitable<void> pulse() {
    const auto interval =
        std::min(service::Notifier::watchdog_interval().value_or(std::chrono::seconds(10)),
                 model::Milliseconds(std::chrono::seconds(10)));
    while (signal_ == 0 && !over_) {
      look_after_ledger();
      notifier_.status(status());
      notifier_.alive();
      const model::Moment next = clock_.steady() + interval;
      while (signal_ == 0 && !over_ && clock_.steady() < next) {
        co_await clock_.sleep_until(next);
      }
    }
  }

  void look_after_ledger() {
    try {
      ledger_->incidents.wake(clock_.now());
      retain();
    } catch (const ledger::Failure& failure) {
      if (!failure.may_pass()) throw;
      service::write_log(Priority::error, failure.what());
    }
  }

  void retain() {
    const model::Instant now = clock_.now();
    if (retained_ && now < *retained_ + std::chrono::hours(24) && now >= *retained_) return;
    retained_ = now;
    const ledger::Retention& retention = setup_->configuration.retention;
    ledger_->history.retain(now - retention.history, now - retention.profiles);
  }

  std::string status() const {
    const watching::Outlook outlook = generation_->keeper().outlook();
    const long long open = ledger_->incidents.count_open();
    std::string next = "no sweep";
    if (outlook.under_way > 0) {
      next = fmt::format("{} under way", outlook.under_way);
    } else if (outlook.next) {
      const auto wait =
          std::max<model::Milliseconds>(*outlook.next - clock_.now(), model::Milliseconds(0));
      next = "next sweep in " + text::spoken(wait);
    }
    std::string line = fmt::format("{}, {} targets, {} incident{}", next, outlook.targets, open,
                                   open == 1 ? "" : "s");
    if (outlook.self_blind) line += ", self-blind";
    if (!outlook.trouble.empty()) line += ", " + outlook.trouble;
    return line;
  }

  void listen() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      signal == SIGHUP ? reload() : end(signal);
      listen();
    });
  }

  void end(int signal) {
    if (signal_ != 0) std::_Exit(128 + signal);  // asked twice: at once
    signal_ = signal;
    if (generation_) generation_->stop();
    clock_.wake_all();
  }

  // A file that is wrong changes nothing.
  void reload() {
    notifier_.reloading();
    model::Problems problems;
    auto next = read_setup(context_, file_, problems);
    const bool moved = next && next->configuration.ledger.path != setup_->configuration.ledger.path;
    if (moved)
      problems.push_back({file_.string(), 0, 0, "/ledger", "a restart is needed to move it"});
    if (!next || moved) {
      for (const model::Problem& problem : problems) {
        service::write_log(Priority::error, to_string(problem));
      }
      service::write_log(Priority::error, "the configuration is wrong: the old one stays");
      notifier_.ready(status());
      return;
    }
    next_ = std::move(next);
    if (generation_) generation_->stop();
  }

  Context& context_;
  std::filesystem::path file_;
  std::unique_ptr<Setup> setup_;
  std::unique_ptr<Setup> next_;
  std::unique_ptr<ledger::Ledger> ledger_;
  asio::io_context io_;
  service::SystemClock clock_;
  serving::Desk desk_;
  std::unique_ptr<serving::ApiServer> api_;
  service::Notifier notifier_;
  probing::Paces paces_;
  std::unique_ptr<Generation> generation_;
  asio::signal_set signals_;
  std::optional<model::Instant> retained_;
  int signal_ = 0;
  std::exception_ptr failure_;  // of the pulse
  bool over_ = false;           // by a failure too
  int exit_ = Exit::done;
};

}  // namespace

int run_service(Context& context, const std::filesystem::path& file, bool once) {
  model::Problems problems;
  auto setup = read_setup(context, file, problems);
  if (!setup) {
    context.errors(problems);
    return Exit::usage;
  }
  for (const std::string& warning : setup->configuration.warnings) {
    context.remark("warning: " + warning);
  }
  const std::string path = setup->configuration.ledger.path.string();
  const std::filesystem::path folder = setup->configuration.ledger.path.parent_path();
  std::error_code unseen;
  if (!folder.empty() && !std::filesystem::is_directory(folder, unseen)) {
    context.error(fmt::format("{}: its folder {} is not there", path, folder.string()));
    return Exit::failed;
  }
  const auto lease = ledger::Lease::take(path);
  if (!lease) {
    context.error(
        fmt::format("{}: another handlewatch runs on this ledger, or its folder cannot be "
                    "written",
                    path));
    return Exit::failed;
  }
  auto ledger = ledger::Ledger::open(path);
  if (!ledger) {
    context.errors(ledger.error());
    return Exit::failed;
  }
  Service service(context, file, std::move(setup), std::move(*ledger));
  return service.run(once);
}

}  // namespace commands
