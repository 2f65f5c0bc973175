#include "serving/desk.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "serving/exporting.hpp"
#include "serving/incident_json.hpp"
#include "serving/status.hpp"
#include "text/nearest.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace serving {

using reading::Json;

namespace {

Reply ok(Json body) {
  return {200, std::move(body)};
}

Reply no_such(long long id) {
  return refusal(404, fmt::format("there is no incident {}", id));
}

std::string text_in(const Json& body, std::string_view key) {
  const Json* member = body.find(key);
  return member != nullptr && member->is(Json::Kind::string) ? member->text : "";
}

std::optional<long long> number_of(std::string_view text) {
  long long number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

// "/v1/incidents/12/ack" -> incidents, 12, ack.
std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

template <class Names>
std::vector<std::string> all(const Names& names) {
  return {names.begin(), names.end()};
}

template <class Names>
std::optional<std::size_t> place_of(const Names& names, std::string_view word) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

Reply Desk::answer(const Question& question) {
  const std::vector<std::string> parts = parts_of(question.path);
  const bool get = question.method == "GET";
  const std::string what = parts.size() > 1 && parts[0] == "v1" ? parts[1] : "";
  if (get && what == "status" && parts.size() == 2) {
    return ok(status_of(ledger_, now_, trouble_));
  }
  if (get && what == "incidents" && parts.size() == 2) return incidents(question);
  if (get && what == "history" && parts.size() == 2) return history(question);
  if (!get && what == "own" && parts.size() == 2) return own(question);
  if (what == "ledger" && parts.size() == 3) return on_ledger(parts[2], question);
  if (what == "incidents" && parts.size() >= 3) {
    const auto id = number_of(parts[2]);
    if (!id) return refusal(404, fmt::format("'{}' is no number of an incident", parts[2]));
    if (get && parts.size() == 3) return incident(*id);
    if (!get && parts.size() == 4) return decide(*id, parts[3], question);
  }
  return refusal(404, fmt::format("nothing is answered at {} {}", question.method,
                                  text::visible(question.path)));
}

Reply Desk::incidents(const Question& question) {
  std::vector<model::IncidentState> states;
  const auto wanted = question.query.find("state");
  if (wanted != question.query.end() && !wanted->second.empty()) {
    const auto place = place_of(model::incident_state_names, wanted->second);
    if (!place) {
      const auto known = all(model::incident_state_names);
      return refusal(400, fmt::format("no state is called '{}'{}", text::visible(wanted->second),
                                      text::suggestion(wanted->second, known)));
    }
    states.push_back(static_cast<model::IncidentState>(*place));
  }
  Json rows = Json::array();
  for (const ledger::Incident& one : ledger_.incidents.list(states)) rows.add(to_json(one));
  Json body = Json::object();
  body.add("incidents", std::move(rows));
  return ok(std::move(body));
}

Reply Desk::incident(long long id) {
  const auto found = ledger_.incidents.find(id);
  if (!found) return no_such(id);
  Json body = to_json(*found);
  Json events = Json::array();
  for (const model::Event& event : ledger_.incidents.events(id)) events.add(to_json(event));
  Json decisions = Json::array();
  for (const ledger::Decision& one : ledger_.incidents.decisions(id)) decisions.add(to_json(one));
  body.add("events", std::move(events));
  body.add("decisions", std::move(decisions));
  return ok(std::move(body));
}

ledger::Decision Desk::decision(const Question& question, const std::string& action) const {
  return {now_, question.author, action, "", text_in(question.body, "reason")};
}

Reply Desk::decide(long long id, const std::string& action, const Question& question) {
  ledger::Decision made = decision(question, action);
  bool found = false;
  if (action == "ack") {
    found = ledger_.incidents.acknowledge(id, made);
  } else if (action == "snooze") {
    const auto time = text::parse_duration(text_in(question.body, "for"));
    if (!time || time->count() <= 0) {
      return refusal(400, "snooze for how long? such as 7d, 12h or 30m");
    }
    const model::Instant until = made.at + *time;
    made.subject = "until " + text::iso(until);
    found = ledger_.incidents.snooze(id, until, made);
  } else if (action == "dismiss") {
    return dismiss(id, question, std::move(made));
  } else if (action == "own") {
    found = ledger_.incidents.own(id, made);
  } else if (action == "reopen") {
    found = ledger_.incidents.reopen(id, made);
  } else {
    return refusal(404,
                   fmt::format("'{}' is nothing to decide: ack, snooze, dismiss, own or reopen",
                               text::visible(action)));
  }
  return found ? incident(id) : no_such(id);
}

Reply Desk::dismiss(long long id, const Question& question, ledger::Decision made) {
  const std::string as = text_in(question.body, "as");
  std::vector<std::string> kinds = all(model::holder_names);
  std::erase(kinds, "ours");
  const auto place = place_of(model::holder_names, as);
  if (!place || as == "ours") {
    return refusal(400, fmt::format("dismissed as what? '{}' is no kind of holder{}",
                                    text::visible(as), text::suggestion(as, kinds)));
  }
  if (made.reason.empty())
    return refusal(400, "a dismissal needs a reason, for those who come later");
  made.subject = "as " + as;
  const bool found = ledger_.incidents.dismiss(id, static_cast<model::Holder>(*place), made);
  return found ? incident(id) : no_such(id);
}

Reply Desk::history(const Question& question) {
  const auto handle = question.query.find("handle");
  if (handle == question.query.end() || handle->second.empty()) {
    return refusal(400, "the history of which handle?");
  }
  Json rows = Json::array();
  for (const ledger::HistoryLine& line : ledger_.history.of(handle->second))
    rows.add(to_json(line));
  Json body = Json::object();
  body.add("history", std::move(rows));
  return ok(std::move(body));
}

Reply Desk::own(const Question& question) {
  judging::OwnedHandle owned;
  owned.platform = text_in(question.body, "platform");
  owned.server = text_in(question.body, "server");
  owned.handle = text_in(question.body, "handle");
  if (owned.platform.empty() || owned.handle.empty())
    return refusal(400, "which handle, on which platform?");
  const std::string account = text_in(question.body, "account_id");
  if (!account.empty()) owned.account_id = account;
  ledger::Decision made = decision(question, "own");
  made.subject = fmt::format("{} on {}", owned.handle, owned.platform);
  ledger_.owned.add(owned, made);
  return ok(Json::object());
}

Reply Desk::on_ledger(const std::string& what, const Question& question) {
  Json body = Json::object();
  if (what == "check") {
    Json wrong = Json::array();
    for (std::string& line : ledger_.check()) wrong.add(Json::string(std::move(line)));
    body.add("wrong", std::move(wrong));
    return ok(std::move(body));
  }
  if (what == "export" && question.method == "GET") {
    const auto from = question.query.find("from");
    return export_page(ledger_, from == question.query.end() ? "" : from->second);
  }
  if (question.method == "GET")
    return refusal(404, fmt::format("no '{}' of the ledger", text::visible(what)));
  if (what == "backup") {
    const std::string to = text_in(question.body, "to");
    if (to.empty()) return refusal(400, "a copy into which file?");
    if (std::filesystem::exists(to)) return refusal(400, fmt::format("{} is there already", to));
    ledger_.back_up(to);
    return ok(std::move(body));
  }
  if (what == "forget") {
    const std::string account = text_in(question.body, "account");
    if (account.empty()) return refusal(400, "which account is to be forgotten?");
    body.add("rows", Json::number(ledger_.history.forget(account)));
    return ok(std::move(body));
  }
  return refusal(404, fmt::format("no '{}' of the ledger", text::visible(what)));
}

}  // namespace serving
