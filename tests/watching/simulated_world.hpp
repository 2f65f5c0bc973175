// A world of platforms and handles that lives for years by a seed: strangers take handles, lose
// them, move to others, are suspended and come back, some within minutes and some over and over in
// a day; platforms are down, walled, limited or blind. What is true at any moment is known here,
// and from nothing of the program's own.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "model/observation.hpp"

namespace tests {

using namespace std::chrono_literals;

// An account of a platform; none where nobody has the handle.
using Account = int;
constexpr Account nobody = 0;

// Who has a handle from then on. A closed one keeps its account, which it does not show.
struct Change {
  model::Instant at{};
  model::Status status = model::Status::available;
  Account account = nobody;
};

// half: a free handle is not told from one that is taken.
enum class Weather { fair, limited, half, walled, down, blind };

// A watch on a platform: so many handles, those that are listed as ours first.
struct UnitShape {
  std::string watch = "police";
  std::string platform;
  int handles = 101;
  int ours = 5;
  model::Milliseconds every = 6h;
  std::vector<int> restless{};  // handles that change all day long on some days
};

struct WorldSize {
  std::vector<UnitShape> units;
  double changes_a_year = 0.5;  // per handle
  double ours_a_year = 2;       // the same of ours
  double storms_a_year = 12;    // per platform
  double restless_days = 8;     // a year
  double silences_a_year = 3;   // per unit: one handle is not answered about for days
};

// Ten platforms; one is looked at every three hours, one by two watches.
inline WorldSize usual_world() {
  WorldSize size;
  for (int i = 0; i < 10; ++i) size.units.push_back({.platform = "p" + std::to_string(i)});
  size.units[0].handles = 24;
  size.units[0].every = 3h;
  size.units[0].restless = {1, 3, 9, 10, 11};
  size.units.push_back(
      {.watch = "customs", .platform = "p1", .handles = 12, .ours = 2, .every = 12h});
  return size;
}

class SimulatedWorld {
 public:
  SimulatedWorld(std::uint64_t seed, model::Instant from, model::Milliseconds lasts, WorldSize size)
      : size_(std::move(size)), from_(from), lasts_(lasts), random_(seed) {
    for (std::size_t unit = 0; unit < size_.units.size(); ++unit) {
      auto& storms = storms_[size_.units[unit].platform];
      if (storms.empty()) storms = storms_of(size_.storms_a_year, 36h, 5);
      live(unit);
      silence(unit);
    }
    // The first day is ours to see: who is there then is whom a list without ids means.
    own_outages_ = storms_of(4, 12h, 1);
    std::erase_if(own_outages_, [&](const Storm& one) { return one.from < from_ + 24h; });
    for (Storm& one : own_outages_) one.kind = Weather::down;
  }

  const WorldSize& size() const { return size_; }
  const UnitShape& shape(std::size_t unit) const { return size_.units[unit]; }
  static std::string account_name(Account account) { return "a" + std::to_string(account); }
  // What the platform itself labels as a parody.
  bool is_labelled(Account account) const { return account % 5 == 0; }
  Account our_account(std::size_t unit, int handle) const { return ours_[unit].at(handle); }

  const std::vector<Change>& life(std::size_t unit, int handle) const {
    return lives_[unit][static_cast<std::size_t>(handle)];
  }

  const Change& at(std::size_t unit, int handle, model::Instant when) const {
    const auto& life = this->life(unit, handle);
    std::size_t now = life.size() - 1;
    while (now > 0 && life[now].at > when) --now;
    return life[now];
  }

  // The platform answers about its neighbours, and not about it.
  bool is_silent(std::size_t unit, int handle, model::Instant when) const {
    const auto found = silences_[unit].find(handle);
    return found != silences_[unit].end() && is_among(found->second, when) != nullptr;
  }

  Weather weather(const std::string& platform, model::Instant when) const {
    if (is_among(own_outages_, when) != nullptr) return Weather::down;
    const Storm* storm = is_among(storms_.at(platform), when);
    return storm != nullptr ? storm->kind : Weather::fair;
  }

 private:
  struct Storm {
    model::Instant from{}, to{};
    Weather kind = Weather::fair;
  };
  // A handle's turn to change: into whatever comes, or after a while into what it was, unless
  // another than this account was quicker.
  struct Turn {
    int handle = 0;
    bool is_return = false;
    Change to{};
    Account unless_not = nobody;
  };
  struct Now {
    model::Instant at{};
    std::size_t unit = 0;
    std::multimap<model::Instant, Turn> turns;
  };

  static const Storm* is_among(const std::vector<Storm>& storms, model::Instant when) {
    for (const Storm& storm : storms) {
      if (storm.from <= when && when < storm.to) return &storm;
    }
    return nullptr;
  }

  double uniform() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  model::Milliseconds within(model::Milliseconds span) {
    return model::Milliseconds(static_cast<long long>(uniform() * double(span.count())));
  }
  int count_for(double a_year) {
    const double mean =
        a_year * double(lasts_.count()) / double(model::Milliseconds(24h * 365).count());
    return std::poisson_distribution<int>(mean)(random_);
  }

  std::vector<Storm> storms_of(double a_year, model::Milliseconds longest, int kinds) {
    std::vector<Storm> storms(static_cast<std::size_t>(count_for(a_year)));
    for (Storm& storm : storms) {
      storm.from = from_ + within(lasts_);
      storm.to = storm.from + 10min + within(longest);
      storm.kind = static_cast<Weather>(1 + int(uniform() * kinds));
    }
    return storms;
  }

  void silence(std::size_t unit) {
    auto& silences = silences_.emplace_back();
    for (const Storm& one : storms_of(size_.silences_a_year, 24h * 6, 1)) {
      silences[int(uniform() * size_.units[unit].handles)].push_back(one);
    }
  }

  Account somebody() { return ++accounts_; }
  // Ours never looks like a parody.
  Account one_of_us() {
    while (is_labelled(++accounts_)) {
    }
    return accounts_;
  }

  void live(std::size_t unit) {
    const UnitShape& shape = size_.units[unit];
    lives_.emplace_back(static_cast<std::size_t>(shape.handles));
    ours_.emplace_back();
    Now now{from_, unit, {}};
    for (int handle = 0; handle < shape.handles; ++handle) {
      const bool is_ours = handle < shape.ours;
      Change first{from_};
      if (is_ours) ours_[unit][handle] = one_of_us();
      if (is_ours) first = {from_, model::Status::claimed, ours_[unit][handle]};
      if (!is_ours && uniform() < 0.05) first = {from_, model::Status::claimed, somebody()};
      if (!is_ours && uniform() < 0.02) first = {from_, model::Status::reserved, nobody};
      if (is_ours && handle == 0 && uniform() < 0.2) first = {from_};  // not there yet
      lives_[unit][static_cast<std::size_t>(handle)].push_back(first);
      const int count = count_for(is_ours ? size_.ours_a_year : size_.changes_a_year);
      for (int i = 0; i < count; ++i) now.turns.emplace(from_ + within(lasts_), Turn{handle});
    }
    for (const int handle : shape.restless) make_restless(now, handle);
    while (!now.turns.empty()) {
      const auto next = now.turns.extract(now.turns.begin());
      now.at = next.key();
      turn(now, next.mapped());
    }
  }

  void make_restless(Now& now, int handle) {
    const int days = count_for(size_.restless_days);
    for (int day = 0; day < days; ++day) {
      model::Instant at = from_ + within(lasts_);
      const int changes = 8 + int(uniform() * 6);
      for (int i = 0; i < changes; ++i) now.turns.emplace(at += 150min + within(1h), Turn{handle});
    }
  }

  const Change& last(const Now& now, int handle) const { return life(now.unit, handle).back(); }

  void become(const Now& now, int handle, model::Status status, Account account) {
    lives_[now.unit][static_cast<std::size_t>(handle)].push_back({now.at, status, account});
  }

  void turn(Now& now, const Turn& turn) {
    const Change was = last(now, turn.handle);
    if (turn.is_return) {
      const bool is_open = was.account == nobody || was.account == turn.unless_not;
      if (is_open && is_nowhere_else(now, turn)) {
        become(now, turn.handle, turn.to.status, turn.to.account);
      }
      return;
    }
    if (was.status == model::Status::claimed) return leave(now, turn.handle, was);
    if (was.status == model::Status::available) return arrive(now, turn.handle);
    const double dice = uniform();
    if (was.account != nobody && dice < 0.5) {
      return become(now, turn.handle, model::Status::claimed, was.account);
    }
    if (dice < 0.8) return become(now, turn.handle, model::Status::available, nobody);
    if (dice < 0.9) return arrive(now, turn.handle);
    const bool suspended = was.status == model::Status::suspended;
    become(now, turn.handle, suspended ? model::Status::reserved : model::Status::suspended,
           was.account);
  }

  bool is_nowhere_else(const Now& now, const Turn& turn) const {
    for (int handle = 0; handle < shape(now.unit).handles; ++handle) {
      const bool has_it = last(now, handle).account == turn.to.account && turn.to.account != nobody;
      if (has_it && handle != turn.handle) return false;
    }
    return true;
  }

  // An account's handle is closed, given up, taken from it, or left for another one.
  void leave(Now& now, int handle, const Change& was) {
    const double dice = uniform();
    if (dice < 0.2) {
      become(now, handle, model::Status::suspended, was.account);
    } else if (dice < 0.27) {
      become(now, handle, model::Status::reserved, was.account);
    } else if (dice < 0.42) {
      become(now, handle, model::Status::claimed, somebody());
    } else if (dice < 0.6) {
      move(now, handle, was);
    } else if (dice < 0.75) {  // not for long
      const bool closed = uniform() < 0.5;
      become(now, handle, closed ? model::Status::suspended : model::Status::available,
             closed ? was.account : nobody);
      const model::Milliseconds gone = 2min + within(uniform() < 0.5 ? 30min : 14h);
      now.turns.emplace(now.at + gone, Turn{handle, true, was, was.account});
    } else {
      become(now, handle, model::Status::available, nobody);
    }
  }

  // Home again, or to a handle that is free.
  void move(Now& now, int handle, const Change& was) {
    become(now, handle, model::Status::available, nobody);
    for (const auto& [home, account] : ours_[now.unit]) {
      const bool goes_home = account == was.account && home != handle;
      if (!goes_home || last(now, home).status != model::Status::available) continue;
      return become(now, home, model::Status::claimed, was.account);
    }
    for (int tries = 0; tries < 5; ++tries) {
      const int to = int(uniform() * shape(now.unit).handles);
      if (to == handle || last(now, to).status != model::Status::available) continue;
      return become(now, to, model::Status::claimed, was.account);
    }
  }

  // What nobody had is taken; ours mostly by us.
  void arrive(Now& now, int handle) {
    const auto mine = ours_[now.unit].find(handle);
    const bool is_mine = mine != ours_[now.unit].end() && uniform() < 0.7;
    if (!is_mine && uniform() < 0.1 && last(now, handle).status == model::Status::available) {
      return become(now, handle, model::Status::reserved, nobody);
    }
    if (!is_mine) {
      const Account who = somebody();
      become(now, handle, model::Status::claimed, who);
      const Change free{};
      const Turn gone{handle, true, free, who};
      if (uniform() < 0.1) now.turns.emplace(now.at + 2min + within(10h), gone);
      return;
    }
    for (int other = 0; other < shape(now.unit).handles; ++other) {
      if (last(now, other).account != mine->second || other == handle) continue;
      become(now, other, model::Status::available, nobody);
    }
    become(now, handle, model::Status::claimed, mine->second);
  }

  WorldSize size_;
  model::Instant from_;
  model::Milliseconds lasts_;
  std::mt19937_64 random_;
  Account accounts_ = 0;
  std::vector<std::vector<std::vector<Change>>> lives_;      // by unit and handle
  std::vector<std::map<int, Account>> ours_;                 // by unit and handle
  std::map<std::string, std::vector<Storm>> storms_;         // by platform
  std::vector<std::map<int, std::vector<Storm>>> silences_;  // by unit and handle
  std::vector<Storm> own_outages_;                           // nothing at all can be reached
};

}  // namespace tests
