#include "running/service.hpp"

#include <csignal>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "running/event_log.hpp"
#include "running/running_configuration.hpp"
#include "serving/api.hpp"
#include "serving/api_server.hpp"
#include "system/journal.hpp"
#include "system/notifier.hpp"
#include "system/system_clock.hpp"
#include "text/counted.hpp"
#include "text/time.hpp"

namespace running {
namespace {

namespace asio = boost::asio;
using sys::Priority;

// No budget is for longer (parse_budget), and hardly a rate: what is older is nobody's business.
constexpr model::Milliseconds longest_budget = std::chrono::hours(24 * 366);
constexpr int rows_a_beat = 500;  // some milliseconds

class Service {
 public:
  Service(std::filesystem::path file, std::unique_ptr<Setup> setup, ledger::Ledger& ledger)
      : file_(std::move(file)),
        setup_(std::move(setup)),
        ledger_(ledger),
        io_(1),
        signals_(io_, SIGINT, SIGTERM) {}

  Ended run(bool once) {
    // To a single run a hang-up is what it is to any program: the end, or under nohup nothing.
    if (!once) signals_.add(SIGHUP);
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
    ended_.signal = signal_;
    return ended_;
  }

 private:
  async::Task<void> whole(bool once) {
    remember_paces(limits_.rate_limits, ledger_, clock_);
    start_running();
    if (!once) listen_for_questions();
    if (once) {
      ledger_.incidents.wake(clock_.now());
      const std::size_t undecided = co_await running_->run_once();
      keep_paces();
      retain_all();
      ended_.found_bad = ledger_.incidents.count_bad() > 0;
      ended_.undecided = undecided > 0;
      co_return;
    }
    notifier_.ready(status());
    asio::co_spawn(io_, pulse(), [this](const std::exception_ptr& thrown) {
      failure_ = thrown;
      if (thrown && running_) running_->stop();
    });
    while (signal_ == 0 && !failure_) {
      co_await running_->run();
      if (next_) start_next();
    }
    notifier_.stopping();
    api_.reset();
    keep_paces();
    if (failure_) std::rethrow_exception(failure_);
  }

  // Where systemd (or a person) gave the service a folder for its socket.
  void listen_for_questions() {
    const char* folder = std::getenv("RUNTIME_DIRECTORY");
    if (folder == nullptr || *folder == '\0') return;
    api_ = std::make_unique<serving::ApiServer>(
        io_.get_executor(), std::filesystem::path(folder) / "api.sock",
        [this](serving::Request request) { return answer(std::move(request)); });
  }

  async::Task<serving::Response> answer(serving::Request request) {
    if (!serving::ChannelApi::answers(request)) co_return answer_from_ledger(request);
    if (!running_) co_return serving::refusal(503, "the service begins anew");
    co_return co_await running_->answer(std::move(request));
  }

  // What the ledger cannot do for one request does not end the service.
  serving::Response answer_from_ledger(const serving::Request& request) {
    try {
      return serving::Api(ledger_, clock_.now(), trouble()).answer(request);
    } catch (const std::exception& failure) {
      return serving::refusal(500, failure.what());
    }
  }

  void start_running() {
    auto spend_limits = spend_limits_of(setup_->configuration, ledger_, clock_.now());
    for (auto& [platform, spend_limit] : spend_limits) {
      if (const probing::SpendLimit* before = limits_.spend_limit_of(platform))
        spend_limit.take_over(*before);
    }
    limits_.spend_limits = std::move(spend_limits);
    running_ = std::make_unique<RunningConfiguration>(io_, clock_, ledger_, limits_, *setup_);
    tell_what_a_crash_left();
  }

  // Where the ledger cannot be written now, the next look at the same unit tells it.
  void tell_what_a_crash_left() {
    try {
      log_events(ledger_.outbox.freeze_all(clock_.now(), running_->dispatcher().routing()));
    } catch (const ledger::Failure& failure) {
      if (!failure.may_pass()) throw;
      sys::write_log(Priority::error, failure.what());
    }
  }

  // As they are now that nothing is under way.
  void keep_paces() { limits_.rate_limits.keep_all({clock_.steady(), clock_.now()}); }

  void start_next() {
    running_.reset();
    setup_ = std::move(next_);
    limits_.rate_limits.configure_anew();
    start_running();
    sys::write_log(Priority::notice, "the configuration was read anew");
    notifier_.ready(status());
  }

  // Every few seconds: the loop has turned and the ledger answers, or the watchdog bites.
  async::Task<void> pulse() {
    const auto interval =
        std::min(sys::Notifier::watchdog_interval().value_or(std::chrono::seconds(10)),
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
      ledger_.incidents.wake(clock_.now());
      retain();
    } catch (const ledger::Failure& failure) {
      if (!failure.may_pass()) throw;
      sys::write_log(Priority::error, failure.what());
    }
  }

  // Once a day the whole ledger, a step a beat: a year that comes of age at once holds nobody up.
  void retain() {
    const model::Instant now = clock_.now();
    if (retained_ && now < *retained_ + std::chrono::hours(24) && now >= *retained_) return;
    bool more = ledger_.history.expire(cutoffs(), expiry_, rows_a_beat);
    more = ledger_.spendings.forget_before(now - longest_budget, rows_a_beat) || more;
    ledger_.limits.forget_before(now - longest_budget);
    if (!more) retained_ = now;
  }

  // Where nothing else is waited for.
  void retain_all() {
    try {
      const ledger::Cutoffs from = cutoffs();
      ledger_.history.retain(from.history, from.profiles);
      while (ledger_.spendings.forget_before(clock_.now() - longest_budget, rows_a_beat)) {
      }
      ledger_.limits.forget_before(clock_.now() - longest_budget);
    } catch (const ledger::Failure& failure) {
      if (!failure.may_pass()) throw;
      sys::write_log(Priority::error, failure.what());
    }
  }

  ledger::Cutoffs cutoffs() const {
    const model::Instant now = clock_.now();
    const ledger::Retention& retention = setup_->configuration.retention;
    return {now - retention.history, now - retention.profiles};
  }

  std::string trouble() const {
    return running_ ? running_->scheduler().outlook().trouble : std::string();
  }

  std::string status() const {
    const watching::Outlook outlook = running_->scheduler().outlook();
    const long long open = ledger_.incidents.count_open();
    std::string next = "no sweep";
    if (outlook.under_way > 0) {
      next = fmt::format("{} under way", outlook.under_way);
    } else if (outlook.next) {
      const auto wait =
          std::max<model::Milliseconds>(*outlook.next - clock_.now(), model::Milliseconds(0));
      next = "next sweep in " + text::spoken(wait);
    }
    std::string line = fmt::format(
        "{}, {}, {}", next,
        text::counted(static_cast<std::uint64_t>(std::max(outlook.targets, 0LL)), "target"),
        text::counted(static_cast<std::uint64_t>(open), "incident"));
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
    if (running_) running_->stop();
    clock_.wake_all();
  }

  // A file that is wrong changes nothing.
  void reload() {
    notifier_.reloading();
    auto next = read_setup(setup_->patterns, file_);
    if (next && (*next)->configuration.ledger.path != setup_->configuration.ledger.path) {
      next = model::refused({file_.string(), 0, 0, "/ledger", "a restart is needed to move it"});
    }
    if (!next) {
      for (const model::Problem& problem : next.error()) {
        sys::write_log(Priority::error, to_string(problem));
      }
      sys::write_log(Priority::error, "the configuration is wrong: the old one stays");
      notifier_.ready(status());
      return;
    }
    for (const std::string& warning : warnings_of(**next)) {
      sys::write_log(Priority::warning, "warning: " + warning);
    }
    next_ = std::move(*next);
    if (running_) running_->stop();
  }

  std::filesystem::path file_;
  std::unique_ptr<Setup> setup_;
  std::unique_ptr<Setup> next_;
  ledger::Ledger& ledger_;
  asio::io_context io_;
  sys::SystemClock clock_;
  std::unique_ptr<serving::ApiServer> api_;
  sys::Notifier notifier_;
  probing::SharedLimits limits_;
  std::unique_ptr<RunningConfiguration> running_;
  asio::signal_set signals_;
  std::optional<model::Instant> retained_;  // the last walk through the ledger came to its end
  ledger::Expiry expiry_;
  int signal_ = 0;
  std::exception_ptr failure_;  // of the pulse
  bool over_ = false;           // by a failure too
  Ended ended_;
};

}  // namespace

model::Result<LockedLedger> lock_ledger(const std::filesystem::path& path) {
  auto lock = ledger::FileLock::take(path.string());
  if (!lock) return model::refused(std::move(lock.error()));
  auto ledger = ledger::Ledger::open(path.string());
  if (!ledger) return model::refused(std::move(ledger.error()));
  return LockedLedger{std::move(*lock), std::move(*ledger)};
}

Ended run_service(const std::filesystem::path& file, std::unique_ptr<Setup> setup,
                  ledger::Ledger& ledger, bool once) {
  return Service(file, std::move(setup), ledger).run(once);
}

}  // namespace running
