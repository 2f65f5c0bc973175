#include "serving/status.hpp"

#include <algorithm>

#include "text/time.hpp"

namespace serving {

using reading::Json;

namespace {

constexpr model::Milliseconds long_undecided = std::chrono::hours(24 * 7);

// More of them than anybody reads are not named.
constexpr int most_undecided = 1'000;

Json instant_or_null(const std::optional<model::Instant>& at) {
  return at ? Json::string(text::iso(*at)) : Json::null();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json::null() : Json::string(text);
}

// A pause that a platform asked for and that stands.
struct Pause {
  std::optional<model::Instant> until;
  bool was_cut = false;  // longer was asked for than is ever waited
};

Pause pause_of(const ledger::Unit& unit, const std::vector<ledger::Limit>& limits,
               model::Instant now) {
  Pause pause;
  for (const ledger::Limit& limit : limits) {
    const bool is_here = limit.platform == unit.key.platform && limit.server == unit.key.server;
    // Where the calendar was set back since, it lasts no longer than when it was written.
    const model::Milliseconds lasts = limit.paused_until - limit.at;
    const model::Instant until = std::min(limit.paused_until, now + lasts);
    if (!is_here || until <= now) continue;
    pause.until = std::max(pause.until, std::optional(until));
    pause.was_cut = pause.was_cut || limit.asked_for.has_value();
  }
  return pause;
}

Json row_of(const ledger::Unit& unit, const ledger::Coverage& coverage,
            const std::vector<std::string>& handles, const Pause& pause) {
  const auto claimed = static_cast<std::size_t>(model::Status::claimed);
  Json row = Json::object();
  row.add("watch", Json::string(unit.key.watch));
  row.add("platform", Json::string(unit.key.platform));
  row.add("server", text_or_null(unit.key.server));
  row.add("ours", Json::number(coverage.ours));
  row.add("others",
          Json::number(std::max<long long>(coverage.by_status[claimed] - coverage.ours, 0)));
  for (std::size_t i = 0; i < coverage.by_status.size(); ++i) {
    if (i == claimed) continue;
    row.add(std::string(model::status_names[i]), Json::number(coverage.by_status[i]));
  }
  Json undecided = Json::array();
  for (const std::string& handle : handles) undecided.add(Json::string(handle));
  row.add("undecided_for_7_days", std::move(undecided));
  row.add("swept_at", instant_or_null(unit.swept_at));
  row.add("blind_since", instant_or_null(unit.blind_since));
  row.add("paused_until", instant_or_null(pause.until));
  row.add("pause_was_cut", Json::boolean(pause.was_cut));
  row.add("plan", text_or_null(unit.plan));
  row.add("note", text_or_null(unit.note));
  return row;
}

}  // namespace

Json status_of(ledger::Ledger& ledger, model::Instant now, const std::string& trouble) {
  Json units = Json::array();
  const std::vector<ledger::Limit> limits = ledger.limits.all();
  for (const ledger::Unit& unit : ledger.units.all()) {
    const ledger::Coverage coverage = ledger.beliefs.coverage(unit);
    std::vector<std::string> undecided;
    // Where nobody is decided it is the platform that does not answer, and the note says so.
    if (coverage.decided > 0) {
      undecided = ledger.beliefs.undecided_since(unit, now - long_undecided, most_undecided);
    }
    units.add(row_of(unit, coverage, undecided, pause_of(unit, limits, now)));
  }
  Json body = Json::object();
  body.add("open_incidents", Json::number(ledger.incidents.count_open()));
  body.add("trouble", text_or_null(trouble));
  body.add("units", std::move(units));
  return body;
}

}  // namespace serving
