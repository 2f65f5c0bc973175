#include "running/service.hpp"

#include <csignal>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "running/event_log.hpp"
#include "running/hang_ups.hpp"
#include "running/housekeeping.hpp"
#include "running/running_configuration.hpp"
#include "running/status_line.hpp"
#include "serving/api.hpp"
#include "serving/api_server.hpp"
#include "system/journal.hpp"
#include "system/notifier.hpp"
#include "system/system_clock.hpp"
#include "text/time.hpp"

namespace running {
namespace {

namespace asio = boost::asio;
using sys::Priority;

constexpr model::Milliseconds between_beats = std::chrono::seconds(10);
// A ledger that is copied or checked for a person may take its minutes.
constexpr model::Milliseconds longest_silence = std::chrono::minutes(10);
// For messages under way. Who ends it waits for it; a reload can be as patient as most receivers
// are slow.
constexpr model::Milliseconds grace_at_end = std::chrono::seconds(3);
constexpr model::Milliseconds grace_at_reload = std::chrono::seconds(10);
// From a ledger that cannot be read to the next try.
constexpr model::Milliseconds patience = std::chrono::seconds(1);

class Service {
 public:
  Service(std::filesystem::path file, std::unique_ptr<Setup> setup, ledger::Ledger& ledger)
      : file_(std::move(file)),
        setup_(std::move(setup)),
        io_(1),
        ledger_(ledger, io_.get_executor()),
        signals_(io_, SIGINT, SIGTERM) {
    ledger_.on_failure = [this](const std::exception_ptr& thrown) { fail(thrown); };
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  // What is asked of the ledger refers to all below, also where the loop ended by an exception.
  ~Service() { ledger_.finish(); }

  Ended run(bool once) {
    once_ = once;
    // To a single run a hang-up is what it is to any program: the end, or under nohup nothing.
    if (!once) listen_for_hang_ups();
    std::exception_ptr failure;
    asio::co_spawn(io_, whole(), [&](const std::exception_ptr& thrown) {
      failure = thrown;
      over_ = true;
      api_.reset();
      signals_.cancel();
      clock_.wake_all();
    });
    listen();
    io_.run();
    ledger_.finish();
    if (failure) std::rethrow_exception(failure);
    ended_.signal = signal_;
    return ended_;
  }

 private:
  async::Task<void> whole() {
    const auto records = co_await insist(pace_records);
    keep_in(ledger_, limits_, records, {clock_.steady(), clock_.now()});
    co_await start_running();
    if (once_) {
      co_await run_once();
    } else {
      listen_for_requests();
      co_await run_until_signalled();
    }
  }

  async::Task<void> run_once() {
    const auto waking = [this](ledger::Ledger& ledger) { ledger.incidents.wake(clock_.now()); };
    const ledger::Answer<void> woken = co_await ledger_.ask(waking);
    if (!woken) throw woken.error();
    const std::size_t undecided = co_await running_->run_once();
    keep_pace_records();
    const auto keeping = [this](ledger::Ledger& ledger) {
      housekeeping_.all(ledger, setup_->configuration.retention, clock_.now());
    };
    const ledger::Answer<void> kept = co_await ledger_.ask(keeping);
    if (!kept) sys::write_log(Priority::error, kept.error().what());
    const auto counting = [](ledger::Ledger& ledger) { return ledger.incidents.count_bad(); };
    const ledger::Answer<long long> bad = co_await ledger_.ask(counting);
    if (!bad) throw bad.error();
    ended_.found_bad = *bad > 0;
    ended_.undecided = undecided > 0;
  }

  async::Task<void> run_until_signalled() {
    co_await keep_house();
    notifier_.ready(status());
    const auto ended = [this](const std::exception_ptr& thrown) {
      if (thrown) fail(thrown);
    };
    asio::co_spawn(io_, pulse(), ended);
    asio::co_spawn(io_, look_after_ledger(), ended);
    while (signal_ == 0 && !failure_) {
      co_await running_->run();
      if (next_) {
        co_await start_next();
      }
    }
    notifier_.stopping();
    api_.reset();
    keep_pace_records();
    if (failure_) std::rethrow_exception(failure_);
  }

  // What nothing can begin without.
  template <class Body>
  async::Task<std::invoke_result_t<Body&, ledger::Ledger&>> insist(Body body) {
    while (true) {
      auto answer = co_await ledger_.ask(body);
      if (answer) co_return std::move(*answer);
      if (once_ || signal_ != 0) throw answer.error();
      sys::write_log(Priority::error, answer.error().what());
      const model::Moment again = clock_.steady() + patience;
      co_await clock_.sleep_until(again);
    }
  }

  void fail(const std::exception_ptr& thrown) {
    if (!failure_) failure_ = thrown;
    if (running_) running_->stop(grace_at_end);
  }

  // Where systemd (or a person) gave the service a folder for its socket.
  void listen_for_requests() {
    const char* folder = std::getenv("RUNTIME_DIRECTORY");
    if (folder == nullptr || *folder == '\0') return;
    api_ = std::make_unique<serving::ApiServer>(
        io_.get_executor(), std::filesystem::path(folder) / "api.sock",
        [this](serving::Request request) { return answer(std::move(request)); });
  }

  async::Task<serving::Response> answer(serving::Request request) {
    if (!serving::ChannelApi::answers(request)) {
      co_return co_await answer_from_ledger(std::move(request));
    }
    if (!running_) co_return serving::refusal(503, "the service begins anew");
    co_return co_await running_->answer(std::move(request));
  }

  // What the ledger cannot do for one request does not end the service.
  async::Task<serving::Response> answer_from_ledger(serving::Request request) {
    const model::Instant now = clock_.now();
    const std::string troubled = trouble();
    const auto body = [&](ledger::Ledger& ledger) {
      return serving::Api(ledger, now, troubled).answer(request);
    };
    try {
      const ledger::Answer<serving::Response> response = co_await ledger_.ask(body);
      if (response) co_return *response;
      co_return serving::refusal(500, response.error().what());
    } catch (const std::exception& failure) {
      co_return serving::refusal(500, failure.what());
    }
  }

  async::Task<void> start_running() {
    const auto body = [this](ledger::Ledger& ledger) {
      return spend_limits_of(setup_->configuration, ledger, clock_.now());
    };
    auto spend_limits = co_await insist(body);
    for (auto& [platform, spend_limit] : spend_limits) {
      if (const probing::SpendLimit* before = limits_.spend_limit_of(platform))
        spend_limit.take_over(*before);
    }
    limits_.spend_limits = std::move(spend_limits);
    running_ = std::make_unique<RunningConfiguration>(io_, clock_, ledger_, limits_, *setup_);
    co_await tell_what_a_crash_left();
    if (signal_ != 0 || failure_ || next_) running_->stop(grace_at_end);
  }

  // Where the ledger cannot be written now, it is told as soon as it can.
  async::Task<void> tell_what_a_crash_left() {
    const ledger::Routing routing = running_->dispatcher().routing();
    const auto body = [&](ledger::Ledger& ledger) {
      return ledger.outbox.freeze_all(clock_.now(), routing);
    };
    const ledger::Answer<ledger::Frozen> told = co_await ledger_.ask(body);
    is_untold_ = !told.has_value();
    if (told) {
      log_events(*told);
    } else {
      sys::write_log(Priority::error, told.error().what());
    }
  }

  // As they are now that nothing is under way.
  void keep_pace_records() { limits_.rate_limits.keep_all({clock_.steady(), clock_.now()}); }

  async::Task<void> start_next() {
    running_.reset();
    setup_ = std::move(next_);
    limits_.rate_limits.configure_anew();
    co_await start_running();
    sys::write_log(Priority::notice, "the configuration was read anew");
    notifier_.ready(status());
  }

  // Every few seconds: the loop has turned and the ledger has answered for a while, or the watchdog
  // bites. It waits for nobody itself.
  async::Task<void> pulse() {
    const auto interval =
        std::min(sys::Notifier::watchdog_interval().value_or(between_beats), between_beats);
    while (signal_ == 0 && !over_) {
      notifier_.status(status());
      if (ledger_.oldest() < longest_silence) notifier_.alive();
      const model::Moment next = clock_.steady() + interval;
      co_await sleep_until(next);
    }
  }

  async::Task<void> look_after_ledger() {
    while (signal_ == 0 && !over_) {
      const model::Moment next = clock_.steady() + between_beats;
      co_await sleep_until(next);
      if (signal_ != 0 || over_) co_return;
      co_await keep_house();
      if (is_untold_ && running_) {
        co_await tell_what_a_crash_left();
      }
    }
  }

  async::Task<void> keep_house() {
    const ledger::Retention retention = setup_->configuration.retention;
    const auto body = [&](ledger::Ledger& ledger) {
      return housekeeping_.step(ledger, retention, clock_.now());
    };
    const ledger::Answer<long long> open = co_await ledger_.ask(body);
    if (open) {
      open_incidents_ = *open;
    } else {
      sys::write_log(Priority::error, open.error().what());
    }
  }

  async::Task<void> sleep_until(model::Moment moment) {
    while (signal_ == 0 && !over_ && clock_.steady() < moment) {
      co_await clock_.sleep_until(moment);
    }
  }

  std::string trouble() const {
    if (ledger_.oldest() > between_beats) {
      return "the ledger has not answered for " + text::spoken(ledger_.oldest());
    }
    return running_ ? running_->scheduler().outlook().trouble : std::string();
  }

  std::string status() const {
    const watching::Outlook outlook =
        running_ ? running_->scheduler().outlook() : watching::Outlook();
    return status_line(outlook, open_incidents_, trouble(), clock_.now());
  }

  void listen() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      signal == SIGHUP ? reload() : end(signal);
      listen();
    });
  }

  // Whoever started it may have held them until now.
  void listen_for_hang_ups() {
    signals_.add(SIGHUP);
    release_hang_ups();
  }

  void end(int signal) {
    if (signal_ != 0) std::_Exit(128 + signal);  // asked twice: at once
    signal_ = signal;
    if (running_) running_->stop(grace_at_end);
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
    if (running_) running_->stop(grace_at_reload);
  }

  std::filesystem::path file_;
  std::unique_ptr<Setup> setup_;
  std::unique_ptr<Setup> next_;
  asio::io_context io_;
  sys::SystemClock clock_;
  ledger::AsyncLedger ledger_;
  std::unique_ptr<serving::ApiServer> api_;
  sys::Notifier notifier_;
  probing::SharedLimits limits_;
  std::unique_ptr<RunningConfiguration> running_;
  asio::signal_set signals_;
  Housekeeping housekeeping_;     // the ledger's side, used by what is asked of it alone
  long long open_incidents_ = 0;  // a few seconds ago
  bool is_untold_ = false;        // what a crash left
  bool once_ = false;
  int signal_ = 0;
  std::exception_ptr failure_;  // of what runs beside the configuration
  bool over_ = false;           // by a failure too
  Ended ended_;
};

}  // namespace

Ended run_service(const std::filesystem::path& file, std::unique_ptr<Setup> setup,
                  ledger::Ledger& ledger, bool once) {
  return Service(file, std::move(setup), ledger).run(once);
}

}  // namespace running
