#include "commands/service_run.hpp"

#include <csignal>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "commands/event_log.hpp"
#include "commands/generation.hpp"
#include "service/journal.hpp"
#include "service/notifier.hpp"
#include "service/system_clock.hpp"
#include "serving/api_server.hpp"
#include "text/counted.hpp"
#include "text/time.hpp"

namespace commands {
namespace {

namespace asio = boost::asio;
using service::Priority;

// No budget is for longer (parse_budget), and hardly a rate: what is older is nobody's business.
constexpr model::Milliseconds longest_budget = std::chrono::hours(24 * 366);

class Service {
 public:
  Service(Context& context, std::filesystem::path file, std::unique_ptr<Setup> setup,
          std::unique_ptr<ledger::Ledger> ledger)
      : context_(context),
        file_(std::move(file)),
        setup_(std::move(setup)),
        ledger_(std::move(ledger)),
        io_(1),
        desk_(*ledger_, clock_, [this] { return trouble(); }),
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
    remember_paces(memory_.paces, *ledger_, clock_);
    start_generation();
    if (!once) listen_for_questions();
    if (once) {
      const std::size_t undecided = co_await generation_->run_once();
      keep_paces();
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
    keep_paces();
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
    auto purses = purses_of(setup_->configuration, *ledger_, clock_.now());
    for (auto& [platform, purse] : purses) {
      if (const probing::Purse* before = memory_.purse_of(platform)) purse.take_over(*before);
    }
    memory_.purses = std::move(purses);
    generation_ = std::make_unique<Generation>(io_, clock_, *ledger_, memory_, context_, *setup_);
    tell_what_a_crash_left();
  }

  // Where the ledger cannot be written now, the next look at the same unit tells it.
  void tell_what_a_crash_left() {
    try {
      log_events(ledger_->outbox.freeze_all(clock_.now(), generation_->courier().routing()));
    } catch (const ledger::Failure& failure) {
      if (!failure.may_pass()) throw;
      service::write_log(Priority::error, failure.what());
    }
  }

  // As they are now that nothing is under way.
  void keep_paces() { memory_.paces.keep_all({clock_.steady(), clock_.now()}); }

  void start_next() {
    generation_.reset();
    setup_ = std::move(next_);
    memory_.paces.configure_anew();
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
    ledger_->spendings.forget_before(now - longest_budget);
    ledger_->limits.forget_before(now - longest_budget);
  }

  std::string trouble() const {
    return generation_ ? generation_->keeper().outlook().trouble : std::string();
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
  probing::Memory memory_;
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
