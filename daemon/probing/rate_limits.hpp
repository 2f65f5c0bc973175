// The rate limits of all roads, by platform and server: whoever asks a platform, for whichever
// watch and in whichever sweep, keeps one rate. They outlive a probe, a configuration and, where
// there is a book, the process: a pause or a rate that is spent binds whoever asks next. Pure; time
// is an argument.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "platforms/definition.hpp"
#include "probing/far_waits.hpp"
#include "probing/pacer.hpp"
#include "probing/room.hpp"

namespace probing {

struct ProbeSettings {
  std::optional<text::Rate> rate;  // instead of every platform's
  std::optional<int> concurrency;  // instead of every platform's
  model::Milliseconds timeout{10'000};
  std::optional<model::Moment> deadline;  // nothing starts later: unknown/rate-limited
};

// At which the road of an ask may be asked; never empty.
text::Rates rates_of(const platforms::Definition& definition, std::size_t ask,
                     const ProbeSettings& settings);

// An ask with a rate of its own (by its name), or all the others together (empty).
struct PacedRoad {
  std::string platform;
  std::string server;
  std::string ask;
  auto operator<=>(const PacedRoad&) const = default;
};

// What is kept of a road over restarts, by the calendar.
struct PaceRecord {
  struct Requests {
    model::Instant at{};  // or earlier
    int count = 0;
    bool operator==(const Requests&) const = default;
  };
  struct Rest {
    std::string handle;
    model::Instant until{};
    model::Milliseconds asked_for{0};
    bool operator==(const Rest&) const = default;
  };
  PacedRoad road;
  model::Instant at{};          // when it was written
  std::vector<Requests> taken;  // places in its window, oldest first
  model::Instant paused_until{};
  double slowdown = 1;
  int refusals = 0;
  std::optional<model::Milliseconds> asked_for{};  // of a pause that was cut to a day
  std::vector<Rest> resting{};                     // handles that are left alone (far_waits.hpp)
  bool operator==(const PaceRecord&) const = default;
};

// Waits that a platform asked for on any road of one server, and that are not kept as they were:
// for words.
struct LongWaits {
  std::optional<model::Milliseconds> cut;  // longer than a day: of a pause that stands
  std::vector<RestingHandle> resting;      // handles that are left alone, and nobody else
};

class RateLimits {
 public:
  // Where a road's record is kept over restarts; empty: nowhere. What is written always covers what
  // may still start before the next writing, so that a process that is killed has overrun nothing.
  std::function<void(const PaceRecord&)> book;

  Pacer& of(const platforms::Definition& definition, const std::string& server, std::size_t ask,
            const ProbeSettings& settings);
  // Of the same road. What is heard goes through it before the pacer hears it.
  FarWaits& far_waits(const platforms::Definition& definition, const std::string& server,
                      std::size_t ask, const ProbeSettings& settings);
  LongWaits long_waits(const std::string& platform, const std::string& server,
                       model::Moment now) const;
  // A request starts now.
  void started(const platforms::Definition& definition, const std::string& server, std::size_t ask,
               const ProbeSettings& settings, Time now);
  // Writes down what an answer changed, if anything.
  void keep(const platforms::Definition& definition, const std::string& server, std::size_t ask,
            const ProbeSettings& settings, Time now);

  // Rates may be others from now on: what was spent and what pauses stand are taken over. Not while
  // a probe is at work.
  void configure_anew();
  // What an earlier process wrote; before anything is asked. The calendar may have been stepped
  // since: nothing was spent later than now, and no pause is longer than it was when it was written
  // down, nor than a day.
  void recall(const std::vector<PaceRecord>& records, Time now);
  // Writes down all as it is, with nothing under way.
  void keep_all(Time now);

 private:
  struct Pace {
    explicit Pace(Pacer made) : pacer(std::move(made)) {}
    Pacer pacer;
    text::Rate longest{1, model::Milliseconds(0)};  // of its rates, by the period
    int most = 0;                                   // requests in any of its windows
    // What the book has: starts until then and at most so many, a pause, a back-off.
    model::Moment covered_until = model::Moment::min();
    int covered = 0;
    model::Moment paused_until{};
    double slowdown = 1;
    int refusals = 0;
    int far_changes = 0;
  };

  Pace& pace_of(const platforms::Definition& definition, const std::string& server, std::size_t ask,
                const ProbeSettings& settings);
  void write(const PacedRoad& road, Pace& pace, Time now, bool at_work);

  std::map<PacedRoad, Pace> rate_limits_;
  std::map<PacedRoad, FarWaits> far_waits_;
  std::map<PacedRoad, PacerState> before_;  // as earlier configurations and processes left them
};

}  // namespace probing
