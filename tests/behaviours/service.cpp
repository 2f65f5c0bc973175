#include "behaviours/service.hpp"

#include <stdexcept>

#include <boost/asio/co_spawn.hpp>

#include "ledger/ledger.hpp"
#include "platforms/loader.hpp"
#include "targets/target_source.hpp"

namespace behaviours {
namespace {

platforms::Definition load(const std::string& json, const std::string& id) {
  auto loaded = platforms::load_definition(json, id + ".json", "");
  if (!loaded) throw std::logic_error(model::to_string(loaded.error().front()));
  return std::move(*loaded);
}

// The place of a platform whose definition has this id, or whose host it is.
std::size_t place_of(std::string_view id) {
  return std::stoul(std::string(id.substr(1)));
}

}  // namespace

PlayedPlatform::PlayedPlatform(std::string id, Kind of_kind, const std::string& members, Truth of)
    : truth(std::move(of)),
      kind(of_kind),
      definition(load(behaviours::definition(kind, id, members), id)),
      verdicts(truth) {}

class PlayedService::Wire final : public net::Fetcher {
 public:
  explicit Wire(PlayedService& service) : service_(service), random_(service.settings_.seed) {}

  async::Task<net::Reply> fetch(net::Request request) override {
    tests::VirtualClock& clock = service_.clock_;
    const model::Moment answered = clock.steady() + service_.settings_.latency;
    while (!cancelled && clock.steady() < answered) {
      co_await clock.sleep_until(answered);
    }
    net::Reply reply = cancelled ? interrupted() : answer_to(request);
    reply.elapsed = service_.settings_.latency;
    reply.effective_url = request.url;
    reply.sent = true;
    co_return reply;
  }

  bool cancelled = false;

 private:
  static net::Reply interrupted() {
    net::Reply reply;
    reply.failure = model::Reason::interrupted;
    return reply;
  }

  net::Reply answer_to(const net::Request& request) {
    constexpr std::string_view scheme = "https://";
    const std::string host = request.url.substr(0, request.url.find('/', scheme.size()));
    PlayedPlatform& platform = *service_.platforms_[place_of(host.substr(scheme.size()))];
    const Question question = read(request);
    const model::Instant now = service_.clock_.now();
    const Holder truly = [&](const std::string& handle) { return platform.truth.at(handle, now); };
    const Asking asking{now, platform.asked++, question, platform.kind, random_, truly};
    net::Reply reply = platform_says(platform, asking);
    if (!reply.head.location.empty()) reply.head.location = host + reply.head.location;
    return reply;
  }

  static net::Reply platform_says(PlayedPlatform& platform, const Asking& asking) {
    if (!platform.now.second_look) ++platform.now.requests;
    const bool is_on = !platform.is_on || platform.is_on(asking, platform.now);
    if (is_on && platform.behaviour.wall) {
      if (auto wall = platform.behaviour.wall(asking)) return std::move(*wall);
    }
    return answer(asking.kind, asking.question, [&](const std::string& handle) {
      const Account account = asking.truly(handle);
      if (!is_on || !platform.behaviour.says) return account;
      return platform.behaviour.says(asking, handle, account);
    });
  }

  PlayedService& service_;
  std::mt19937_64 random_;
};

// Looks over the shoulder of what asks the platforms.
class PlayedService::Observer final : public watching::Sweeper {
 public:
  explicit Observer(PlayedService& service)
      : service_(service),
        sweeper_(service.io_.get_executor(), {*service.wire_, service.clock_, service.limits_,
                                              service.credentials_, service.settings_.seed}) {}

  async::Task<watching::SweepResult> sweep(targets::SweepPlan plan,
                                           judging::OwnedHandles owned) override {
    const probing::ProbePlan& probe = plan.probes.front();
    PlayedPlatform& platform = *service_.platforms_[place_of(probe.definition->id)];
    begin_slice(platform.now, probe.is_second_look);
    watching::SweepResult result = co_await sweeper_.sweep(std::move(plan), std::move(owned));
    if (!platform.now.second_look) platform.now.swept = service_.clock_.now();
    platform.now.second_look = false;
    for (const model::Observation& seen : result.observations) platform.verdicts.saw(seen);
    co_return result;
  }

  std::string plan(const targets::WatchedUnit&, std::size_t) override { return {}; }

  void stop() override {
    service_.wire_->cancelled = true;
    sweeper_.stop();
    service_.clock_.wake_all();
  }

 private:
  // Slices of one sweep follow each other within minutes.
  void begin_slice(PlatformNow& now, bool is_second_look) const {
    now.second_look = is_second_look;
    if (is_second_look || service_.clock_.now() < now.swept + std::chrono::minutes(30)) return;
    ++now.sweeps;
    now.requests = 0;
  }

  PlayedService& service_;
  watching::PlatformSweeper sweeper_;
};

PlayedService::PlayedService(std::vector<std::unique_ptr<PlayedPlatform>>& platforms,
                             Settings settings)
    : platforms_(platforms),
      settings_(settings),
      random_(settings.seed),
      ledger_(std::move(*ledger::Ledger::open(":memory:"))),
      async_ledger_(*ledger_),
      recording_([](const model::Event&) {
        return std::vector<ledger::Address>{{"team", ""}};
      }),
      credentials_([](std::string_view, std::string_view) { return std::optional<std::string>(); }),
      wire_(std::make_unique<Wire>(*this)),
      sweeper_(std::make_unique<Observer>(*this)) {
  const watching::SchedulerTools tools{*sweeper_, clock_, async_ledger_, recording_};
  scheduler_ = std::make_unique<watching::Scheduler>(io_.get_executor(), tools, units());
  scheduler_->on_told = [this](const ledger::Frozen&) { has_told_ = true; };
  boost::asio::co_spawn(io_, scheduler_->run(), [this](const std::exception_ptr& failure) {
    has_ended_ = true;
    failure_ = failure;
  });
}

PlayedService::~PlayedService() = default;

std::vector<targets::WatchedUnit> PlayedService::units() const {
  std::vector<targets::WatchedUnit> units;
  for (const auto& platform : platforms_) {
    const Truth& truth = platform->truth;
    auto lines = std::make_shared<std::string>();
    for (const std::string& handle : truth.handles()) *lines += handle + '\n';
    targets::WatchedUnit unit;
    unit.key = {"watch", platform->definition.id, ""};
    unit.definition = &platform->definition;
    unit.expected = {std::make_shared<targets::LineSource>(std::move(lines))};
    for (std::size_t i = 0; i < truth.ours(); ++i) {
      unit.owned.push_back({platform->definition.id, "", truth.handles()[i], std::nullopt});
    }
    unit.every = settings_.every;
    unit.confirm = settings_.confirm;
    units.push_back(std::move(unit));
  }
  return units;
}

void PlayedService::run_until(model::Milliseconds passed) {
  settle();
  while (clock_.passed() < passed && !has_ended_) {
    if (!clock_.advance()) throw std::logic_error("nobody sleeps and nothing ends");
    settle();
  }
}

void PlayedService::stop() {
  scheduler_->stop();
  for (int turn = 0; turn < 100 && !has_ended_; ++turn) {
    settle();
    if (!has_ended_) clock_.advance();
  }
  if (!has_ended_) throw std::logic_error("the scheduler does not end when it is stopped");
}

void PlayedService::settle() {
  io_.restart();
  io_.poll();
  if (failure_) std::rethrow_exception(failure_);
  if (std::exchange(has_told_, false)) deliver();
}

void PlayedService::deliver() {
  while (const auto message = ledger_->outbox.next("team")) {
    for (const model::Event& event : message->events) {
      if (event.seen.target.platform.empty()) continue;
      platforms_[place_of(event.seen.target.platform)]->verdicts.told(event, clock_.now());
    }
    ledger_->outbox.delivered(*message, message->created);
  }
}

}  // namespace behaviours
