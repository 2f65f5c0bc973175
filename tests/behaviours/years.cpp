#include <deque>

#include <fmt/format.h>

#include "behaviours/behaviour.hpp"

namespace behaviours {
namespace {

using Allowed = YearRow::Allowed;
using Says = std::function<Account(const Asking&, const std::string&, Account)>;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Account somebody = 500;  // who is nowhere

std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

// The same for all that is asked within one span of time.
std::uint64_t dice(std::uint64_t seed, model::Instant at, model::Milliseconds span) {
  return mixed(seed ^ mixed(static_cast<std::uint64_t>(at.time_since_epoch() / span)));
}
double share(std::uint64_t dice) {
  return double(dice >> 11) / double(1ULL << 53);
}
bool happens(std::mt19937_64& random, double probability) {
  return share(random()) < probability;
}

YearRow row(const std::string& name, Allowed allowed,
            std::function<void(Behaviour&, std::uint64_t seed)> fill) {
  return {{name,
           [name, fill](std::uint64_t seed) {
             Behaviour behaviour{name};
             fill(behaviour, seed);
             return behaviour;
           }},
          allowed};
}

// More than `most` within `span` meet a wall; what met it counts, too.
std::function<std::optional<net::Reply>(const Asking&)> limited(
    std::size_t most, model::Milliseconds span, std::function<net::Reply(const Asking&)> wall) {
  auto asked = std::make_shared<std::deque<model::Instant>>();
  return [=](const Asking& asking) -> std::optional<net::Reply> {
    while (!asked->empty() && asked->front() <= asking.at - span) asked->pop_front();
    if (asked->size() >= most) return wall(asking);
    asked->push_back(asking.at);
    return std::nullopt;
  };
}

net::Reply missing(const Asking& asking) {
  return answer(asking.kind, asking.question, [](const std::string&) { return nobody; });
}

Says lies(double probability) {
  return [=](const Asking& asking, const std::string&, Account account) {
    if (!happens(asking.random, probability)) return account;
    return account == nobody ? somebody : nobody;
  };
}

// A wrong answer stays for a while in a cache; one in a hundred gets into it.
Says cached(model::Milliseconds span, bool is_there, std::uint64_t seed) {
  return [=](const Asking& asking, const std::string& handle, Account account) {
    const std::uint64_t of_handle = mixed(seed ^ std::hash<std::string>()(handle));
    const bool is_wrong = share(dice(of_handle, asking.at, span)) < 0.01;
    if (!is_wrong) return account;
    return is_there ? (account == nobody ? another : account) : nobody;
  };
}

bool is_bad_time(std::uint64_t seed, model::Instant at, model::Milliseconds span, double part) {
  return share(dice(seed, at, span)) < part;
}

void add_walls(std::vector<YearRow>& rows) {
  rows.push_back(row("honest", Allowed::none, [](Behaviour&, std::uint64_t) {}));
  rows.push_back(row("60/h, then 404", Allowed::none, [](Behaviour& one, std::uint64_t) {
    one.wall = limited(60, hours(1), missing);
  }));
  rows.push_back(row("60/h, then 200", Allowed::none, [](Behaviour& one, std::uint64_t) {
    one.wall = limited(60, hours(1), [](const Asking&) { return page(200, "<h1>Welcome"); });
  }));
  rows.push_back(row("60/h, then 302", Allowed::none, [](Behaviour& one, std::uint64_t) {
    one.wall = limited(60, hours(1), [](const Asking&) { return redirect_to("/"); });
  }));
  rows.push_back(row("10 in 20 s, then 404", Allowed::none, [](Behaviour& one, std::uint64_t) {
    one.wall = limited(10, std::chrono::seconds(20), missing);
  }));
  rows.push_back(row("2 in 1 s, then 404", Allowed::none, [](Behaviour& one, std::uint64_t) {
    one.wall = limited(2, std::chrono::seconds(1), missing);
  }));
}

void add_lies(std::vector<YearRow>& rows) {
  for (const int percent : {1, 5, 20, 50}) {
    rows.push_back(row(fmt::format("{} % lies", percent), Allowed::few,
                       [=](Behaviour& one, std::uint64_t) { one.says = lies(percent / 100.0); }));
  }
  for (const int kept : {1, 8}) {
    for (const bool is_there : {false, true}) {
      // Of a page that is another's for longer than the looks at it, and of an account that is not
      // there for two sweeps, nothing shows that it is not so.
      const Allowed allowed = kept > 1 ? Allowed::unseen : Allowed::few;
      rows.push_back(row(fmt::format("false {} kept {} h", is_there ? 200 : 404, kept), allowed,
                         [=](Behaviour& one, std::uint64_t seed) {
                           one.says = cached(hours(kept), is_there, seed);
                         }));
    }
  }
  rows.push_back(row("bad ten minutes", Allowed::few, [](Behaviour& one, std::uint64_t seed) {
    one.wall = [seed](const Asking& asking) -> std::optional<net::Reply> {
      if (!is_bad_time(seed, asking.at, minutes(10), 0.05)) return std::nullopt;
      return missing(asking);
    };
  }));
}

// A share of the accounts is not there while a time of that kind lasts.
YearRow hidden(const std::string& name, Allowed allowed, double part, model::Milliseconds span,
               double of_the_time, bool controls_too) {
  return row(name, allowed, [=](Behaviour& one, std::uint64_t seed) {
    one.says = [=](const Asking& asking, const std::string& handle, Account account) {
      if (!controls_too && control(handle) != nobody) return account;
      const bool is_bad = is_bad_time(seed, asking.at, span, of_the_time);
      return is_bad && is_in_share(handle, part, seed) ? nobody : account;
    };
  });
}

void add_hidden(std::vector<YearRow>& rows) {
  rows.push_back(
      hidden("the unpopular hidden for half days", Allowed::few, 0.4, hours(12), 0.1, false));
  rows.push_back(hidden("a shard down for 6 h", Allowed::few, 0.125, hours(6), 0.005, true));
  rows.push_back(
      hidden("hidden in the region for 5 days", Allowed::unseen, 0.3, hours(120), 0.03, false));
  rows.push_back(
      hidden("a ban that spares controls", Allowed::unseen, 1.0, hours(96), 0.03, false));
  rows.push_back(
      row("two back ends, by request", Allowed::few, [](Behaviour& one, std::uint64_t seed) {
        one.says = [seed](const Asking& asking, const std::string& handle, Account account) {
          const bool old = happens(asking.random, 0.5);
          return old && is_in_share(handle, 0.3, seed) ? nobody : account;
        };
      }));
  rows.push_back(hidden("two back ends, by the day", Allowed::few, 0.3, hours(24), 0.2, true));
}

void add_moments(std::vector<YearRow>& rows) {
  rows.push_back(row("slow start", Allowed::few, [](Behaviour& one, std::uint64_t) {
    auto last = std::make_shared<model::Instant>(model::Instant::min());
    auto cold = std::make_shared<int>(0);
    one.wall = [=](const Asking& asking) -> std::optional<net::Reply> {
      if (asking.at - minutes(10) > *last) *cold = 3;
      *last = asking.at;
      if ((*cold)-- > 0) return missing(asking);
      *cold = 0;
      return std::nullopt;
    };
  }));
  rows.push_back(
      row("maintenance at the end", Allowed::none, [](Behaviour& one, std::uint64_t seed) {
        one.wall = [seed](const Asking& asking) -> std::optional<net::Reply> {
          // By the hour, the last five minutes of some.
          const bool is_late = asking.at.time_since_epoch() % hours(1) >= minutes(55);
          if (!is_late || !is_bad_time(seed, asking.at, hours(1), 0.3)) return std::nullopt;
          return page(200, "<h1>Maintenance");
        };
      }));
  rows.push_back(row("deploys", Allowed::few, [](Behaviour& one, std::uint64_t seed) {
    one.wall = [seed](const Asking& asking) -> std::optional<net::Reply> {
      if (!is_bad_time(seed, asking.at, minutes(5), 0.01)) return std::nullopt;
      if (happens(asking.random, 0.5)) return page(502, "Bad gateway");
      return happens(asking.random, 0.2) ? std::optional(missing(asking)) : std::nullopt;
    };
  }));
}

void add_readings_of_names(std::vector<YearRow>& rows) {
  // There are accounts whose names begin as a few of the roster's are. Where the answer names
  // nobody, only a shorter name of a known account would show it, and that may be somebody's.
  rows.push_back(row("prefix search", Allowed::unseen, [](Behaviour& one, std::uint64_t seed) {
    one.says = [seed](const Asking&, const std::string& handle, Account account) {
      if (account != nobody) return account;
      const bool begins_a_known_one = std::string_view("firstknown").starts_with(handle) ||
                                      std::string_view("second-known").starts_with(handle);
      return begins_a_known_one || is_in_share(handle, 0.05, seed) ? somebody : nobody;
    };
  }));
  rows.push_back(row("dot cut", Allowed::few, [](Behaviour& one, std::uint64_t) {
    one.says = [](const Asking& asking, const std::string& handle, Account account) {
      const std::string before = handle.substr(0, handle.find('.'));
      if (before == handle || account != nobody) return account;
      return before == "police" || asking.truly(before) != nobody ? another : nobody;
    };
  }));
}

std::vector<YearRow> all_years() {
  std::vector<YearRow> rows;
  add_walls(rows);
  add_lies(rows);
  add_hidden(rows);
  add_moments(rows);
  add_readings_of_names(rows);
  return rows;
}

}  // namespace

bool is_in_share(const std::string& handle, double part, std::uint64_t seed) {
  return share(mixed(seed ^ mixed(std::hash<std::string>()(handle)))) < part;
}

const std::vector<YearRow>& years() {
  static const std::vector<YearRow> rows = all_years();
  return rows;
}

}  // namespace behaviours
