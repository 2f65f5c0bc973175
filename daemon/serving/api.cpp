#include "serving/api.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "serving/exporting.hpp"
#include "serving/incident_json.hpp"
#include "serving/status.hpp"
#include "text/nearest.hpp"
#include "text/time.hpp"
#include "text/trim.hpp"
#include "text/visible.hpp"

namespace serving {

using reading::Json;

namespace {

bool is_blank(std::string_view text) {
  return text::trimmed(text).empty();
}

Response ok(Json body) {
  return {200, std::move(body)};
}

Response no_such(long long id) {
  return refusal(404, fmt::format("there is no incident {}", id));
}

// A decision that was not taken: why.
Response not_decided(ledger::Ledger& ledger, long long id, std::string_view why) {
  if (!ledger.incidents.find(id)) return no_such(id);
  return refusal(409, fmt::format("incident {} {}", id, why));
}

constexpr std::string_view is_over = "is over; only one that stands can be acknowledged or snoozed";
constexpr std::string_view has_successor =
    "stays as it is: a newer one of the same handle stands, and is the one to decide on";

std::string text_in(const Json& body, std::string_view key) {
  const Json* member = body.find(key);
  return member != nullptr && member->is(Json::Kind::string) ? member->text : "";
}

std::string text_in(const std::map<std::string, std::string>& query, const std::string& key) {
  const auto found = query.find(key);
  return found == query.end() ? "" : found->second;
}

Response no_number(const std::string& text) {
  return refusal(404, fmt::format("'{}' is no number of an incident", text::visible(text)));
}

std::optional<long long> number_of(std::string_view text) {
  long long number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Json or_null(const std::optional<std::string>& text) {
  return text ? Json::string(*text) : Json::null();
}

std::string place_of(const std::string& platform, const std::string& server) {
  return server.empty() ? platform : fmt::format("{}@{}", platform, server);
}

bool is_a_strangers(const Json& seen) {
  const Json* holder = seen.find("holder");
  return holder != nullptr && holder->is(Json::Kind::string) && holder->text != "ours" &&
         seen.find("status")->text == "claimed";
}

// Whoever registered it since has another account than the one that is known: which is not said.
Response was_not_free(const judging::OwnedHandle& owned, const Json& seen) {
  const Json& account = *seen.find("account_id");
  const std::string who = account.is(Json::Kind::null)
                              ? std::string("somebody else")
                              : "the account " + text::visible(account.text);
  const std::string where =
      text::visible(owned.handle + "@" + place_of(owned.platform, owned.server));
  return refusal(409, fmt::format("{} was not free: {} was seen there last; if that is ours: "
                                  "handlewatch own {}; if it is another now: handlewatch own {} "
                                  "--account-id ID",
                                  where, who, where, where));
}

Response pinned_to(const ledger::Incident& incident, const std::string& account) {
  const std::string place = place_of(incident.platform, incident.server);
  return refusal(
      409, fmt::format(
               "{} on {} is of the account {}, as it is pinned or listed, and incident {} is about "
               "another; if that is ours: handlewatch own {}@{} --account-id {}",
               text::visible(incident.handle), place, text::visible(account), incident.id,
               text::visible(incident.handle), place, text::visible(*incident.account)));
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

std::span<const Route<Api::Handler>> Api::routes() {
  static constexpr std::array<Route<Handler>, 14> all = {{
      {"GET", "/v1/status", &Api::status},
      {"GET", "/v1/incidents", &Api::incidents, "state before"},
      {"GET", "/v1/incidents/{id}", &Api::incident},
      {"POST", "/v1/incidents/{id}/ack", &Api::acknowledge, "reason"},
      {"POST", "/v1/incidents/{id}/snooze", &Api::snooze, "for reason"},
      {"POST", "/v1/incidents/{id}/dismiss", &Api::dismiss, "as reason"},
      {"POST", "/v1/incidents/{id}/own", &Api::own_incident, "reason"},
      {"POST", "/v1/incidents/{id}/reopen", &Api::reopen, "reason"},
      {"GET", "/v1/history", &Api::history, "handle"},
      {"POST", "/v1/own", &Api::own, "platform server handle account_id unpin? registered? reason"},
      {"GET", "/v1/ledger/export", &Api::export_ledger, "from"},
      {"GET", "/v1/ledger/check", &Api::check_ledger},
      {"POST", "/v1/ledger/backup", &Api::back_up, "to"},
      {"POST", "/v1/ledger/forget", &Api::forget, "account platform server"},
  }};
  return all;
}

Response Api::answer(const Request& request) {
  const auto chosen = choose(routes(), request);
  if (!chosen) return chosen.error();
  return (this->*chosen->handler)(request, chosen->given);
}

Response Api::status(const Request&, const Given&) {
  return ok(status_of(ledger_, now_, trouble_));
}

Response Api::incidents(const Request& request, const Given&) {
  std::optional<model::IncidentState> state;
  const std::string wanted = text_in(request.query, "state");
  if (!wanted.empty()) {
    const auto place = place_of(model::incident_state_names, wanted);
    if (!place) {
      const auto known = all(model::incident_state_names);
      return refusal(400, fmt::format("no state is called '{}'{}", text::visible(wanted),
                                      text::suggestion(wanted, known)));
    }
    state = static_cast<model::IncidentState>(*place);
  }
  const std::string from = text_in(request.query, "before");
  const auto before = number_of(from);
  if (!from.empty() && !before) return refusal(400, "a list goes on only before a number");
  Json rows = Json::array();
  Json next = Json::null();
  for (const ledger::Incident& one : ledger_.incidents.list(state, before)) {
    rows.add(to_json(one));
    if (rows.items.size() == ledger::most_on_a_page) next = Json::string(std::to_string(one.id));
  }
  Json body = Json::object();
  body.add("incidents", std::move(rows));
  body.add("next", std::move(next));
  return ok(std::move(body));
}

Response Api::incident(const Request&, const Given& given) {
  const auto id = number_of(given[0]);
  return id ? incident(*id) : no_number(given[0]);
}

Response Api::incident(long long id) {
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

ledger::Decision Api::decision(const Request& request, const std::string& action) const {
  return {now_, request.author, action, "", text_in(request.body, "reason")};
}

Response Api::acknowledge(const Request& request, const Given& given) {
  const auto id = number_of(given[0]);
  if (!id) return no_number(given[0]);
  const bool taken = ledger_.incidents.acknowledge(*id, decision(request, "ack"));
  return taken ? incident(*id) : not_decided(ledger_, *id, is_over);
}

Response Api::snooze(const Request& request, const Given& given) {
  const auto id = number_of(given[0]);
  if (!id) return no_number(given[0]);
  const auto time = text::parse_duration(text_in(request.body, "for"));
  if (!time || time->count() <= 0) {
    return refusal(400, "snooze for how long? such as 7d, 12h or 30m");
  }
  ledger::Decision made = decision(request, "snooze");
  const model::Instant until = made.at + *time;
  made.subject = "until " + text::iso(until);
  const bool taken = ledger_.incidents.snooze(*id, until, made);
  return taken ? incident(*id) : not_decided(ledger_, *id, is_over);
}

Response Api::dismiss(const Request& request, const Given& given) {
  const auto id = number_of(given[0]);
  if (!id) return no_number(given[0]);
  const std::string as = text_in(request.body, "as");
  std::vector<std::string> kinds = all(model::holder_names);
  std::erase(kinds, "ours");
  const auto place = place_of(model::holder_names, as);
  if (!place || as == "ours") {
    return refusal(400, fmt::format("dismissed as what? '{}' is no kind of holder{}",
                                    text::visible(as), text::suggestion(as, kinds)));
  }
  ledger::Decision made = decision(request, "dismiss");
  if (is_blank(made.reason))
    return refusal(400, "a dismissal needs a reason, for those who come later");
  made.subject = "as " + as;
  const bool taken = ledger_.incidents.dismiss(*id, static_cast<model::Holder>(*place), made);
  return taken ? incident(*id) : not_decided(ledger_, *id, has_successor);
}

Response Api::own_incident(const Request& request, const Given& given) {
  const auto id = number_of(given[0]);
  if (!id) return no_number(given[0]);
  const auto about = ledger_.incidents.find(*id);
  if (!about) return no_such(*id);
  const auto bound = ledger_.owned.bound(about->platform, about->server, about->handle);
  if (bound && about->account && *bound != *about->account) return pinned_to(*about, *bound);
  Json seen = last_seen({about->platform, about->server, about->handle, {}});
  const bool done = ledger_.incidents.own(*id, decision(request, "own"));
  if (!done) return refusal(400, fmt::format("incident {} is about no handle", *id));
  Response response = incident(*id);
  response.body.add("seen", std::move(seen));
  return response;
}

Response Api::reopen(const Request& request, const Given& given) {
  const auto id = number_of(given[0]);
  if (!id) return no_number(given[0]);
  const bool taken = ledger_.incidents.reopen(*id, decision(request, "reopen"));
  return taken ? incident(*id) : not_decided(ledger_, *id, has_successor);
}

Response Api::history(const Request& request, const Given&) {
  const std::string handle = text_in(request.query, "handle");
  if (is_blank(handle)) return refusal(400, "the history of which handle?");
  Json rows = Json::array();
  for (const ledger::HistoryLine& line : ledger_.history.of(handle)) rows.add(to_json(line));
  Json body = Json::object();
  body.add("history", std::move(rows));
  return ok(std::move(body));
}

Response Api::own(const Request& request, const Given&) {
  judging::OwnedHandle owned;
  owned.platform = text_in(request.body, "platform");
  owned.server = text_in(request.body, "server");
  owned.handle = text_in(request.body, "handle");
  if (is_blank(owned.platform) || is_blank(owned.handle))
    return refusal(400, "which handle, on which platform?");
  const Json* account = request.body.find("account_id");
  if (account != nullptr && is_blank(account->text))
    return refusal(400, "account_id is empty; unpin lets go of an account");
  const Json* unpin = request.body.find("unpin");
  const auto pin = unpin != nullptr && unpin->truth ? ledger::Pin::drop : ledger::Pin::keep;
  if (account != nullptr && pin == ledger::Pin::drop)
    return refusal(400, "an account is either pinned or let go of, not both");
  if (account != nullptr) owned.account_id = account->text;
  ledger::Decision made = decision(request, pin == ledger::Pin::drop ? "unpin" : "own");
  const std::string server = owned.server.empty() ? "" : "@" + owned.server;
  made.subject = fmt::format("{} on {}{}", owned.handle, owned.platform, server);
  Json seen = last_seen(owned);
  const Json* registered = request.body.find("registered");
  const bool was_free = registered != nullptr && registered->truth;
  if (was_free && !owned.account_id && is_a_strangers(seen)) return was_not_free(owned, seen);
  const ledger::Declared declared = ledger_.owned.add(
      owned, made, pin, was_free ? ledger::Registered::yes : ledger::Registered::no);
  Json body = Json::object();
  body.add("account_id", or_null(declared.account));
  body.add("before", or_null(declared.before));
  body.add("seen", std::move(seen));
  Json resolved = Json::array();
  for (const long long incident : declared.resolved) resolved.add(Json::number(incident));
  body.add("resolved", std::move(resolved));
  return ok(std::move(body));
}

// What is believed of it, where any watch has asked about it: of several, that somebody is there.
// Null: one of no roster is nobody's business, whoever says ours.
Json Api::last_seen(const judging::OwnedHandle& owned) const {
  std::optional<ledger::Known> seen;
  for (const ledger::Unit& unit : ledger_.units.all()) {
    if (unit.key.platform != owned.platform || unit.key.server != owned.server) continue;
    auto found = ledger_.beliefs.find(unit, owned.handle);
    const bool is_taken = seen && seen->belief.state.status == model::Status::claimed;
    if (found && !is_taken) seen = std::move(found);
  }
  if (!seen) return Json::null();
  const auto& pending = seen->belief.pending;  // somebody who is not believed yet
  const bool is_seen = pending && pending->state.status == model::Status::claimed;
  const auto& [status, holder, account] = is_seen ? pending->state : seen->belief.state;
  Json row = Json::object();
  row.add("status", Json::string(std::string(name(status))));
  row.add("holder", holder ? Json::string(std::string(name(*holder))) : Json::null());
  row.add("account_id", or_null(account));
  return row;
}

Response Api::export_ledger(const Request& request, const Given&) {
  return export_page(ledger_, text_in(request.query, "from"));
}

Response Api::check_ledger(const Request&, const Given&) {
  Json wrong = Json::array();
  for (std::string& line : ledger_.check()) wrong.add(Json::string(std::move(line)));
  Json body = Json::object();
  body.add("wrong", std::move(wrong));
  return ok(std::move(body));
}

Response Api::back_up(const Request& request, const Given&) {
  const std::string to = text_in(request.body, "to");
  if (is_blank(to)) return refusal(400, "a copy into which file?");
  std::error_code unseen;  // where nobody may look, the copy says why it cannot be made
  if (std::filesystem::exists(to, unseen))
    return refusal(400, fmt::format("{} is there already", to));
  ledger_.back_up(to);
  return ok(Json::object());
}

Response Api::forget(const Request& request, const Given&) {
  const ledger::Account account{text_in(request.body, "platform"), text_in(request.body, "server"),
                                text_in(request.body, "account")};
  if (is_blank(account.id)) return refusal(400, "which account is to be forgotten?");
  if (is_blank(account.platform)) return refusal(400, "an account of which platform?");
  const ledger::Forgotten forgotten = ledger_.history.forget(account);
  Json still_ours = Json::array();
  for (const std::string& handle : forgotten.still_ours) still_ours.add(Json::string(handle));
  Json body = Json::object();
  body.add("rows", Json::number(forgotten.rows));
  body.add("still_ours", std::move(still_ours));
  return ok(std::move(body));
}

}  // namespace serving
