// A watch over a simulated world for as long as it lives: the real scheduler, recording and ledger,
// on a clock that jumps to whatever comes next. The service is restarted now and then, also in the
// middle of a sweep and with another roster; people decide; clocks are set and machines sleep. The
// oracle judges after each step.
#pragma once

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "probing/platform_probe_run.hpp"
#include "watching/scheduler.hpp"
#include "watching/simulated_people.hpp"

namespace tests {

struct Outcome {
  std::vector<std::string> wrong;  // false and missed, a line each
  std::size_t lives = 0;           // of a sum
  std::size_t looks = 0;
  std::size_t observations = 0;
  std::size_t told = 0;    // events
  std::size_t claims = 0;  // of strangers that were believed
  std::size_t clock_steps = 0;
  std::size_t restarts = 0;
  std::size_t decisions = 0;
  std::size_t flapping = 0;
  std::map<model::EventType, std::size_t> kinds;
};

class SimulatedWatch {
 public:
  SimulatedWatch(std::uint64_t seed, model::Milliseconds lasts,
                 const WorldSize& size = usual_world())
      : from_(model::Instant(0ms) + 480'000h),
        to_(from_ + lasts),
        world_(seed, from_, lasts, size),
        random_(seed + 1),
        time_(from_),
        ledger_(std::move(*ledger::Ledger::open(":memory:"))),
        oracle_(world_, time_, *ledger_),
        people_(world_, *ledger_, oracle_, seed + 2) {
    for (std::size_t unit = 0; unit < size.units.size(); ++unit) {
      definitions_.push_back(load(one_by_one(R"("rate": "100/1s")")));
      definitions_.back().id = world_.shape(unit).platform;
      list_ours(unit);
    }
    due_.resize(size.units.size());
    swept_.resize(size.units.size());
    plan_acts(lasts);
  }

  Outcome live() {
    start();
    while (time_.truth() < to_) step();
    stop();
    oracle_.compare();
    outcome_.wrong = std::move(oracle_.wrong);
    outcome_.told = oracle_.told;
    outcome_.claims = oracle_.claims;
    outcome_.flapping = oracle_.flapping;
    outcome_.kinds = oracle_.kinds;
    outcome_.decisions = people_.decisions;
    outcome_.clock_steps = time_.steps();
    return outcome_;
  }

 private:
  enum class Act { decide, audit, set_calendar, sleep, restart, restart_in_a_sweep };

  // All that ends with a restart.
  struct Service {
    Service(SimulatedWatch& watch)
        : ledger(*watch.ledger_),
          recording([](const model::Event&) {
            return std::vector<ledger::Address>{{"team", ""}};
          }),
          sweeper(watch.time_, watch.world_, watch.definitions_, watch.random_),
          scheduler(watch.io_.get_executor(), {sweeper, watch.time_, ledger, recording},
                    watch.units()) {
      scheduler.on_told = [this](const ledger::Frozen&) { has_told = true; };
    }
    ledger::AsyncLedger ledger;
    watching::Recording recording;
    SimulatedSweeper sweeper;
    watching::Scheduler scheduler;
    bool has_told = true;
    bool has_ended = false;
    std::exception_ptr failure;
  };

  // The first one is on no roster; of some the list does not say which account is ours.
  void list_ours(std::size_t unit) {
    for (int handle = 0; handle < world_.shape(unit).ours; ++handle) {
      const bool has_id = handle < 3;
      oracle_.target(unit, handle).listing = {true,
                                              has_id ? world_.our_account(unit, handle) : nobody};
    }
  }

  std::vector<targets::WatchedUnit> units() {
    naming::DatasetStore datasets{{}};
    std::vector<targets::WatchedUnit> units;
    for (std::size_t i = 0; i < world_.size().units.size(); ++i) {
      const UnitShape& shape = world_.shape(i);
      targets::WatchedUnit unit;
      unit.key = {shape.watch, shape.platform, ""};
      unit.definition = &definitions_[i];
      const int handles = shape.handles - left_out_;
      auto templates = std::make_shared<const std::vector<naming::Template>>(
          1, *naming::parse_template(fmt::format("{}{{101..{}}}", shape.watch[0], 99 + handles),
                                     datasets));
      unit.expected = {std::make_shared<targets::TemplateSource>(std::move(templates))};
      oracle_.roster(i, handles);
      for (int handle = 0; handle < shape.ours; ++handle) {
        std::optional<std::string> account;
        if (handle < 3) account = SimulatedWorld::account_name(world_.our_account(i, handle));
        unit.owned.push_back(
            {shape.platform, "", SimulatedSweeper::handle_name(shape, handle), account});
      }
      unit.every = shape.every;
      unit.confirm = confirm_after;
      units.push_back(std::move(unit));
    }
    return units;
  }

  void plan_acts(model::Milliseconds lasts) {
    const auto add = [&](Act act, double a_year) {
      const double mean =
          a_year * double(lasts.count()) / double(model::Milliseconds(24h * 365).count());
      const int count = std::poisson_distribution<int>(mean)(random_);
      for (int i = 0; i < count; ++i) acts_.emplace(from_ + random_time(lasts), act);
    };
    add(Act::decide, 300);
    add(Act::audit, 150);
    add(Act::set_calendar, 6);
    add(Act::sleep, 6);
    add(Act::restart, 10);
    add(Act::restart_in_a_sweep, 10);
    acts_.emplace(model::Instant::max(), Act::audit);
  }

  model::Milliseconds random_time(model::Milliseconds span) {
    return model::Milliseconds(
        static_cast<long long>(random_() % static_cast<std::uint64_t>(span.count())));
  }

  void start() {
    service_ = std::make_unique<Service>(*this);
    time_.acting = SimulatedTime::somebody;
    asio::co_spawn(io_, service_->scheduler.run(),
                   [service = service_.get()](const std::exception_ptr& failure) {
                     service->has_ended = true;
                     service->failure = failure;
                   });
    settle();
  }

  void stop() {
    service_->scheduler.stop();
    settle();
    REQUIRE_MESSAGE(service_->has_ended, "the scheduler does not end when it is stopped");
  }

  // Until nothing can happen before time goes on; then what came of it is judged.
  void settle() {
    io_.restart();
    io_.poll();
    if (service_->failure) std::rethrow_exception(service_->failure);
    std::vector<Look> looks = std::exchange(service_->sweeper.looks, {});
    outcome_.looks += looks.size();
    outcome_.observations += std::exchange(service_->sweeper.answers, 0);
    std::vector<model::Event> told;
    if (std::exchange(service_->has_told, false)) told = deliver();
    if (looks.empty() && told.empty()) return;
    oracle_.judge(looks, std::move(told), service_->recording.is_self_blind());
    for (const Look& look : looks) guess_due(look);
  }

  std::vector<model::Event> deliver() {
    std::vector<model::Event> told;
    while (const auto message = ledger_->outbox.next("team")) {
      CHECK_MESSAGE(ids_.insert(message->id).second, "one id twice: ", message->id);
      for (const model::Event& event : message->events) {
        CHECK_MESSAGE(events_.insert(event.id).second, "one event in two messages: ", event.id);
        told.push_back(event);
      }
      ledger_->outbox.delivered(*message, message->created);
    }
    return told;
  }

  void step() {
    const model::Moment act = time_.steady() + (acts_.begin()->first - time_.truth());
    const model::Moment end = time_.steady() + (to_ - time_.truth());
    const model::Moment rest = time_.next_rest();
    const model::Moment look = next_look();
    time_.go_to(std::min({act, end, rest, look}));
    if (rest <= time_.steady()) {
      time_.wake_rests();
      settle();
    }
    if (look <= time_.steady()) wake_scheduler();
    if (act <= time_.steady()) {
      const Act due = acts_.extract(acts_.begin()).mapped();
      perform(due);
    }
    if (restarts_in_a_sweep_ && service_->sweeper.under_way > 0) {
      time_.go_to(time_.steady() + random_time(time_.next_rest() - time_.steady()));
      restart();
    }
  }

  // When the scheduler has to look at its clock. What it says of the next look is true while no
  // look is under way; else it looks every minute.
  model::Moment next_look() const {
    const auto next = service_->scheduler.outlook().next;
    if (service_->sweeper.under_way > 0 || !next) return looked_ + 1min;
    return std::max(time_.moment_of(*next), looked_ + 1ms);
  }

  // Wakes its units one after the other until none is due; those that are thought to be due first.
  // While a sweep is under way nobody can say whether one is.
  void wake_scheduler(bool all = false) {
    looked_ = time_.steady();
    std::vector<std::size_t> units = time_.napping();
    std::sort(units.begin(), units.end(),
              [this](std::size_t a, std::size_t b) { return due(a) < due(b); });
    for (const std::size_t unit : units) {
      const auto next = service_->scheduler.outlook().next;
      const bool is_known = service_->sweeper.under_way == 0 && next;
      const bool goes_on = all || (is_known ? *next <= time_.now() : due(unit) <= time_.now());
      if (!goes_on) break;
      time_.wake_naps_of(unit);
      settle();
    }
  }

  // A guess: when a unit is due by the calendar.
  model::Instant due(std::size_t unit) const {
    return unit < due_.size() ? due_[unit] : model::Instant::min();
  }
  void guess_due(const Look& look) {
    const UnitShape& shape = world_.shape(look.unit);
    const watching::Timing timing{shape.every,
                                  watching::hash_of(shape.watch + '\n' + shape.platform + '\n')};
    if (look.is_sweep) swept_[look.unit] = look.ended_at;
    const model::Instant slot =
        watching::next_sweep(timing, swept_[look.unit], from_, look.ended_at);
    const bool in_vain = look.is_sweep && look.weather > Weather::half;
    const model::Instant next = in_vain ? look.ended_at + shape.every / 8 : slot;
    const bool again = oracle_.waits_for_second_look(look.unit);
    const model::Milliseconds in = oracle_.look_due_in(look.unit).value_or(confirm_after);
    due_[look.unit] = std::min(next, again ? look.ended_at + in : next);
  }

  void perform(Act act) {
    ledger_->incidents.wake(time_.now());
    switch (act) {
      case Act::decide: return people_.decide(time_.now());
      case Act::audit: return oracle_.audit();
      case Act::set_calendar: {
        const model::Milliseconds by = random_time(4h) - 2h;
        time_.set_calendar(by);
        oracle_.disturbed(by);
        return wake_scheduler(true);
      }
      case Act::sleep: {
        const model::Milliseconds lasts = 1min + random_time(20h);
        time_.sleep_as_machine(lasts);
        oracle_.disturbed(lasts);
        return wake_scheduler(true);
      }
      case Act::restart: return restart();
      case Act::restart_in_a_sweep: restarts_in_a_sweep_ = true; return;
    }
  }

  // At once, or after hours; with another roster, or the same.
  void restart() {
    restarts_in_a_sweep_ = false;
    ++outcome_.restarts;
    stop();
    service_.reset();
    const model::Milliseconds downtime = random_() % 2 == 0 ? 1s : random_time(8h);
    time_.go_to(time_.steady() + downtime);
    oracle_.restarted(downtime);
    if (random_() % 3 == 0) left_out_ = left_out_ == 0 ? 3 : 0;
    start();
  }

  model::Instant from_, to_;
  SimulatedWorld world_;
  std::mt19937_64 random_;
  asio::io_context io_{1};
  SimulatedTime time_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::vector<platforms::Definition> definitions_;  // nothing of them matters but their grammar
  Oracle oracle_;
  SimulatedPeople people_;
  std::unique_ptr<Service> service_;
  std::multimap<model::Instant, Act> acts_;  // by true time
  model::Moment looked_{};
  std::vector<model::Instant> due_, swept_;  // by unit
  bool restarts_in_a_sweep_ = false;
  int left_out_ = 0;  // the last handles of each roster
  std::set<std::string> ids_, events_;
  Outcome outcome_;
};

}  // namespace tests
