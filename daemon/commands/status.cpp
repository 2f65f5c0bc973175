#include "commands/status.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "commands/coverage_report.hpp"
#include "commands/service_call.hpp"
#include "running/platform_links.hpp"
#include "targets/planning.hpp"
#include "text/time.hpp"

namespace commands {
namespace {

using reading::Json;

// A platform that answers wrongly for so long is not merely having a bad day.
constexpr model::Milliseconds days_to_rot = std::chrono::hours(2 * 24);

reporting::Layout layout_of_units() {
  reporting::Layout layout;
  layout.keys = {"watch",        "platform",     "server",   "ours",        "others",
                 "available",    "suspended",    "reserved", "invalid",     "unknown",
                 "swept_at",     "plan",         "note",     "blind_since", "undecided_for_7_days",
                 "paused_until", "pause_was_cut"};
  layout.shown = {{"watch", "WATCH"},       {"platform", "PLATFORM"}, {"ours", "OURS"},
                  {"others", "OTHERS"},     {"available", "FREE"},    {"suspended", "SUSPENDED"},
                  {"reserved", "RESERVED"}, {"unknown", "UNKNOWN"},   {"swept_at", "LAST SWEEP"}};
  return layout;
}

std::string text_of(const Json& unit, std::string_view key) {
  const Json* member = unit.find(key);
  return member == nullptr || member->is(Json::Kind::null) ? "" : member->text;
}

std::string names_of(const Json& handles) {
  constexpr std::size_t most = 10;
  std::string names;
  const std::size_t shown = std::min(handles.items.size(), most);
  for (std::size_t i = 0; i < shown; ++i) names += (i > 0 ? ", " : "") + handles.items[i].text;
  if (handles.items.size() > shown)
    names += fmt::format(" and {} more", handles.items.size() - shown);
  return names;
}

void remark_on(Context& context, const alerting::Links& links, const Json& unit) {
  const std::string platform = text_of(unit, "platform");
  const std::string server = text_of(unit, "server");
  const std::string where =
      fmt::format("{} on {}", text_of(unit, "watch"), targets::place_name(platform, server));
  if (text_of(unit, "available") != "0") {
    const std::string page = links(platform, server).signup;
    context.remark(reserve_these(fmt::format("{}: {} ours,", where, text_of(unit, "ours")),
                                 text_of(unit, "available"), page));
  }
  const std::string plan = text_of(unit, "plan");
  if (!plan.empty()) context.remark(plan);
  const std::string note = text_of(unit, "note");
  if (!note.empty()) context.remark(fmt::format("{}: {}", where, note));
  const std::string paused = text_of(unit, "paused_until");
  if (!paused.empty()) {
    const Json* was_cut = unit.find("pause_was_cut");
    context.remark(fmt::format("{} is paused until {}, as the platform asked{}", where, paused,
                               was_cut != nullptr && was_cut->truth
                                   ? " or longer: nobody is waited for longer than a day"
                                   : ""));
  }
  const std::string blind = text_of(unit, "blind_since");
  if (!blind.empty()) {
    const auto since = text::parse_iso(blind);
    const auto now = std::chrono::floor<model::Milliseconds>(std::chrono::system_clock::now());
    const bool for_days = since && now - *since >= days_to_rot;
    context.remark(fmt::format(
        "{} is blind since {}{}", where, blind,
        for_days ? ": its definition may have rotted; run handlewatch platforms test " + platform
                 : ""));
  }
  const Json& undecided = member(unit, "undecided_for_7_days");
  if (!undecided.items.empty()) {
    context.remark(fmt::format("{}: undecided for 7 days while others there are decided: {}", where,
                               names_of(undecided)));
  }
}

int status(Context& context) {
  int exit_code = Exit::done;
  const auto body = ask(context, {"GET", "/v1/status", {}, Json::object(), ""}, exit_code);
  if (!body) return exit_code;
  const std::vector<Json>& units = member(*body, "units").items;
  print_rows(context, layout_of_units(), units);
  const importing::Catalogue catalogue = read_catalogue(context);
  const alerting::Links links = running::links_of(catalogue);
  for (const Json& unit : units) remark_on(context, links, unit);
  const std::string trouble = text_of(*body, "trouble");
  if (!trouble.empty()) context.error(trouble + "; the service goes on, and tries again");
  const std::string open = member(*body, "open_incidents").text;
  context.remark(fmt::format("{} open incident{}", open, open == "1" ? "" : "s"));
  return open == "0" ? Exit::done : Exit::found;
}

}  // namespace

void add_status(const Command& parent) {
  parent.add("status", "Coverage and health")
      .footer("Exit: 0 no incident is open, 1 one is.\nExample:\n  handlewatch status")
      .runs(status);
}

}  // namespace commands
