#include "commands/coverage_report.hpp"

#include <fmt/format.h>

#include "reporting/coverage.hpp"
#include "running/platform_links.hpp"
#include "targets/planning.hpp"

namespace commands {

using reading::Json;

namespace {

Json row_of(const reporting::Coverage& row) {
  const auto number = [](std::size_t count) { return Json::number(static_cast<long long>(count)); };
  Json json = Json::object();
  json.add("place", Json::string(targets::place_name(row.platform, row.server)));
  json.add("ours", number(row.ours));
  json.add("strangers", number(row.strangers));
  json.add("free", number(row.free));
  json.add("closed", number(row.closed));
  json.add("impossible", number(row.impossible));
  json.add("unknown", number(row.unknown));
  return json;
}

}  // namespace

std::string reserve_these(const std::string& where, const std::string& free,
                          const std::string& signup) {
  return fmt::format("{} {} free: reserve these now{} (free as seen from here)", where, free,
                     signup.empty() ? "" : " at " + signup);
}

void print_coverage(Context& context, const std::vector<model::Observation>& observations,
                    const importing::Catalogue& catalogue) {
  const std::vector<reporting::Coverage> rows = reporting::coverage(observations);
  // The data formats hold one kind of record each.
  if (rows.size() < 2 || context.format() != reporting::Format::table) return;
  reporting::Layout layout;
  layout.keys = {"place", "ours", "strangers", "free", "closed", "impossible", "unknown"};
  layout.shown = {{"place", "COVERAGE"}, {"ours", "OURS"},     {"strangers", "OTHERS"},
                  {"free", "FREE"},      {"closed", "CLOSED"}, {"impossible", "INVALID"},
                  {"unknown", "UNKNOWN"}};
  std::vector<Json> records;
  records.reserve(rows.size());
  for (const reporting::Coverage& row : rows) records.push_back(row_of(row));
  context.results().write("\n");
  print_rows(context, std::move(layout), records);
  const alerting::Links links = running::links_of(catalogue);
  for (const reporting::Coverage& row : rows) {
    if (row.free == 0) continue;
    const auto server = row.server.empty() ? std::nullopt : std::optional(row.server);
    context.remark(reserve_these(targets::place_name(row.platform, row.server) + ":",
                                 std::to_string(row.free), links(row.platform, server).signup));
  }
}

}  // namespace commands
