#include "ledger/limits.hpp"

#include <charconv>

#include <fmt/format.h>

#include "ledger/database.hpp"
#include "ledger/nullable.hpp"
#include "reading/json.hpp"

namespace ledger {
namespace {

using reading::Json;
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

// [["acme",1784697000000,86400000]]: until when, and how long was asked for. Empty: none.
std::string to_text(const std::vector<Rest>& resting) {
  if (resting.empty()) return "";
  Json all = Json::array();
  for (const Rest& one : resting) {
    Json row = Json::array();
    row.add(Json::string(one.handle));
    row.add(Json::number(to_number(one.until)));
    row.add(Json::number(one.asked_for.count()));
    all.add(std::move(row));
  }
  return reading::to_text(all);
}

long long number_in(const Json& number) {
  long long value = 0;
  std::from_chars(number.text.data(), number.text.data() + number.text.size(), value);
  return value;
}

std::vector<Rest> parse_resting(std::string_view text) {
  std::vector<Rest> resting;
  const auto all =
      text.empty() ? Json::array() : reading::parse_json(text, {}, "").value_or(Json::array());
  for (const Json& row : all.items) {
    if (row.items.size() != 3) continue;
    resting.push_back({row.items[0].text, to_instant(number_in(row.items[1])),
                       model::Milliseconds(number_in(row.items[2]))});
  }
  return resting;
}

}  // namespace

std::vector<Limit> Limits::all() {
  return database_.query([&] {
    Limit row;
    long long paused = 0;
    long long when = 0;
    std::string taken;
    std::string resting;
    Number asked;
    const std::string question =
        "SELECT platform, server, ask, paused_until, slowdown, refusals, taken, at, resting, "
        "asked_for FROM pace ORDER BY platform, server, ask";
    soci::statement statement =
        (database_.sql().prepare << question, into(row.platform), into(row.server), into(row.ask),
         into(paused), into(row.slowdown), into(row.refusals), into(taken), into(when),
         into(resting), into(asked.value, asked.state));
    statement.execute();
    std::vector<Limit> all;
    while (statement.fetch()) {
      row.at = to_instant(when);
      row.paused_until = to_instant(paused);
      row.taken = parse(taken);
      row.resting = parse_resting(resting);
      row.asked_for.reset();
      if (const auto wait = asked.get()) row.asked_for = model::Milliseconds(*wait);
      all.push_back(row);
    }
    return all;
  });
}

void Limits::keep(const Limit& limit) {
  const long long paused = to_number(limit.paused_until);
  const long long when = to_number(limit.at);
  const std::string taken = to_text(limit.taken);
  const std::string resting = to_text(limit.resting);
  Number asked;
  if (limit.asked_for) asked = Number(limit.asked_for->count());
  database_.transact(false, [&] {
    database_.sql()
        << "INSERT INTO pace (platform, server, ask, paused_until, slowdown, refusals, "
           "taken, at, resting, asked_for) VALUES (:p, :s, :a, :u, :d, :r, :t, :w, :z, :l) ON "
           "CONFLICT (platform, server, ask) DO UPDATE SET paused_until = "
           "excluded.paused_until, slowdown = excluded.slowdown, refusals = "
           "excluded.refusals, taken = excluded.taken, at = excluded.at, resting = "
           "excluded.resting, asked_for = excluded.asked_for",
        use(limit.platform), use(limit.server), use(limit.ask), use(paused), use(limit.slowdown),
        use(limit.refusals), use(taken), use(when), use(resting), use(asked.value, asked.state);
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
