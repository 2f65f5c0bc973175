#include "ledger/limits.hpp"

#include <charconv>

#include <fmt/format.h>

#include "ledger/database.hpp"
#include "ledger/nullable.hpp"

namespace ledger {
namespace {

using soci::into;
using soci::use;

// "1784697000000 12 1784697090000 3": moments and counts, in turn.
std::string to_text(const std::vector<Requests>& taken) {
  std::string text;
  for (const Requests& one : taken) {
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", to_number(one.at), one.count);
  }
  return text;
}

std::vector<Requests> parse(std::string_view text) {
  std::vector<Requests> taken;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  const auto next = [&](auto& number) {
    while (at != end && *at == ' ') ++at;
    const auto [rest, error] = std::from_chars(at, end, number);
    at = rest;
    return error == std::errc{};
  };
  long long when = 0;
  int count = 0;
  while (next(when) && next(count)) taken.push_back({to_instant(when), count});
  return taken;
}

}  // namespace

std::vector<Limit> Limits::all() {
  return database_.query([&] {
    Limit row;
    long long paused = 0;
    long long when = 0;
    std::string taken;
    soci::statement statement =
        (database_.sql().prepare << "SELECT platform, server, ask, paused_until, slowdown, "
                                    "refusals, taken, at FROM pace ORDER BY platform, server, ask",
         into(row.platform), into(row.server), into(row.ask), into(paused), into(row.slowdown),
         into(row.refusals), into(taken), into(when));
    statement.execute();
    std::vector<Limit> all;
    while (statement.fetch()) {
      row.at = to_instant(when);
      row.paused_until = to_instant(paused);
      row.taken = parse(taken);
      all.push_back(row);
    }
    return all;
  });
}

void Limits::keep(const Limit& limit) {
  const long long paused = to_number(limit.paused_until);
  const long long when = to_number(limit.at);
  const std::string taken = to_text(limit.taken);
  database_.transact(false, [&] {
    database_.sql() << "INSERT INTO pace (platform, server, ask, paused_until, slowdown, refusals, "
                       "taken, at) VALUES (:p, :s, :a, :u, :d, :r, :t, :w) ON CONFLICT (platform, "
                       "server, ask) DO UPDATE SET paused_until = excluded.paused_until, slowdown "
                       "= excluded.slowdown, refusals = excluded.refusals, taken = "
                       "excluded.taken, at = excluded.at",
        use(limit.platform), use(limit.server), use(limit.ask), use(paused), use(limit.slowdown),
        use(limit.refusals), use(taken), use(when);
  });
}

void Limits::forget_before(model::Instant at) {
  const long long before = to_number(at);
  database_.transact(false,
                     [&] { database_.sql() << "DELETE FROM pace WHERE at < :b", use(before); });
}

std::optional<model::Instant> Limits::second_look(long long unit) {
  return database_.query([&]() -> std::optional<model::Instant> {
    Number at;
    database_.sql() << "SELECT max(at) FROM second_look WHERE unit = :u", use(unit),
        into(at.value, at.state);
    return to_instant(at);
  });
}

void Limits::looked_again(long long unit, model::Instant at) {
  const long long when = to_number(at);
  database_.transact(false, [&] {
    database_.sql() << "INSERT INTO second_look (unit, at) VALUES (:u, :a) ON CONFLICT (unit) DO "
                       "UPDATE SET at = excluded.at",
        use(unit), use(when);
  });
}

}  // namespace ledger
