#include "commands/incident_commands.hpp"

#include <memory>

#include <fmt/format.h>

#include "commands/last_look.hpp"
#include "commands/service_call.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using reading::Json;
using serving::Request;

struct TypedDecision {
  long long id = 0;
  std::string state;
  std::string time;
  std::string as;
  std::string reason;
};

reporting::Layout layout() {
  reporting::Layout layout;
  layout.keys = {"id",       "state",     "severity",   "type",          "watch",
                 "platform", "server",    "handle",     "expected",      "account_id",
                 "url",      "opened_at", "changed_at", "snoozed_until", "dismissed_as"};
  layout.shown = {{"id", "ID"},          {"state", "STATE"},       {"severity", "SEVERITY"},
                  {"type", "WHAT"},      {"platform", "PLATFORM"}, {"handle", "HANDLE"},
                  {"opened_at", "SINCE"}};
  layout.colour = [](const Json& row, const std::string& key) {
    if (key != "severity" || member(row, "state").text != "open") return "";
    const std::string& severity = member(row, "severity").text;
    return severity == "critical" || severity == "high" ? "31" : "33";
  };
  return layout;
}

int list(Context& context, const TypedDecision& typed) {
  int exit_code = Exit::done;
  std::vector<Json> rows;
  std::string before;
  do {
    const Request request{
        "GET", "/v1/incidents", {{"state", typed.state}, {"before", before}}, Json::object(), ""};
    const auto body = ask(context, request, exit_code);
    if (!body) return exit_code;
    for (const Json& row : member(*body, "incidents").items) rows.push_back(row);
    before = member(*body, "next").text;
  } while (!before.empty());
  return print_rows(context, layout(), rows);
}

// Empty: not known.
std::string text_at(const Json& row, std::string_view key) {
  const Json* member = row.find(key);
  return member == nullptr || member->is(Json::Kind::null) ? "" : member->text;
}

// What strangers and people wrote, after the words that it belongs to.
std::string added(std::string_view before, const Json& row, std::string_view key) {
  const std::string text = text_at(row, key);
  return text.empty() ? "" : fmt::format("{}{}", before, text::visible(text));
}

// For people: the incident, then what happened and what was decided, in order.
void tell(Context& context, const Json& incident) {
  Output& out = context.results();
  for (const std::string& key : layout().keys) {
    if (text_at(incident, key).empty()) continue;
    out.write(fmt::format("{:<14} {}\n", key, text::visible(text_at(incident, key))));
  }
  for (const Json& event : member(incident, "events").items) {
    const Json& target = member(event, "target");
    out.write(fmt::format("{}  {} ({}): {}{}\n", text_at(event, "at"), text_at(event, "type"),
                          text_at(event, "severity"), text_at(target, "status"),
                          added(" ", target, "display_name")));
  }
  for (const Json& made : member(incident, "decisions").items) {
    out.write(fmt::format("{}  {}{}{}{}\n", text_at(made, "at"), text_at(made, "action"),
                          added(" by ", made, "by"), added(" ", made, "subject"),
                          added(": ", made, "reason")));
  }
  out.flush();
}

int show(Context& context, const TypedDecision& typed) {
  int exit_code = Exit::done;
  const auto body =
      ask(context, {"GET", fmt::format("/v1/incidents/{}", typed.id), {}, Json::object(), ""},
          exit_code);
  if (!body) return exit_code;
  if (context.format() == reporting::Format::table) {
    tell(context, *body);
    return Exit::done;
  }
  Json rows = Json::array();
  rows.add(*body);
  return print_rows(context, layout(), rows.items);
}

int decide(Context& context, const std::string& action, const TypedDecision& typed) {
  Request request{
      "POST", fmt::format("/v1/incidents/{}/{}", typed.id, action), {}, Json::object(), ""};
  if (!typed.reason.empty()) request.body.add("reason", Json::string(typed.reason));
  if (!typed.time.empty()) request.body.add("for", Json::string(typed.time));
  if (!typed.as.empty()) request.body.add("as", Json::string(typed.as));
  int exit_code = Exit::done;
  const auto body = ask(context, std::move(request), exit_code);
  if (!body) return exit_code;
  std::string seen;
  if (const Json* last = body->find("seen")) {
    seen = last_look(*last, member(*body, "account_id"), Freedom::is_news);
  }
  context.remark(fmt::format("incident {} is {}{}", typed.id, member(*body, "state").text, seen));
  return Exit::done;
}

}  // namespace

void add_incidents(const Command& parent) {
  const Command incidents = parent.add("incidents", "What people have to decide");
  incidents.footer(
      "Examples:\n  handlewatch incidents list --state open\n  handlewatch incidents show 12\n"
      "  handlewatch incidents dismiss 12 --as bystander --reason 'a bakery of that name'");
  auto typed = std::make_shared<TypedDecision>();
  incidents.add("list", "All, newest first")
      .option("--state", typed->state, "open, acknowledged, snoozed, dismissed or resolved",
              "STATE")
      .footer("Example:\n  handlewatch incidents list --state open")
      .runs([typed](Context& context) { return list(context, *typed); });
  incidents.add("show", "One, with what happened and what was decided")
      .argument("ID", typed->id, "Its number")
      .footer("Example:\n  handlewatch incidents show 12")
      .runs([typed](Context& context) { return show(context, *typed); });
  const auto add_decision = [&](const char* name, const char* what, const char* example,
                                const char* reason = "For those who come later") {
    return incidents.add(name, what)
        .argument("ID", typed->id, "Its number")
        .option("--reason", typed->reason, reason, "TEXT")
        .footer(fmt::format("Example:\n  handlewatch incidents {}", example))
        .runs([typed, action = std::string(name)](Context& context) {
          return decide(context, action, *typed);
        });
  };
  add_decision("ack", "Somebody looks after it", "ack 12");
  add_decision("snooze", "It can wait: open again after that time", "snooze 12 7d")
      .argument("TIME", typed->time, "For how long: 7d, 12h");
  add_decision("dismiss", "It need not trouble us, until the account is another",
               "dismiss 12 --as bystander --reason 'a bakery of that name'",
               "For those who come later; a dismissal needs one")
      .option("--as", typed->as, "parody, impersonator, squatter, dormant, bystander, stranger",
              "KIND", Need::required);
  add_decision("own", "It is ours after all", "own 12");
  add_decision("reopen", "It is open again; what `incidents own` had pinned is taken back",
               "reopen 12");
}

}  // namespace commands
