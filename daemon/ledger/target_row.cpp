#include "ledger/target_row.hpp"

#include "reading/json.hpp"

namespace ledger {

using judging::Belief;
using reading::Json;

namespace {

long long number_at(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  return member != nullptr && member->is(Json::Kind::number) ? std::stoll(member->text) : 0;
}

void add_state(Json& json, const judging::TargetState& state, model::Instant since) {
  json.add("at", Json::number(to_number(since)));
  json.add("status", Json::number(static_cast<long long>(state.status)));
  if (state.holder) json.add("holder", Json::number(static_cast<long long>(*state.holder)));
  if (state.account_id) json.add("account", Json::string(*state.account_id));
}

judging::TargetState state_from(const Json& json) {
  judging::TargetState state;
  if (json.find("status") != nullptr) {
    state.status =
        to_enum(number_at(json, "status"), model::status_names.size(), model::Status::unknown);
  }
  if (json.find("holder") != nullptr) {
    state.holder =
        to_enum(number_at(json, "holder"), model::holder_names.size(), model::Holder::stranger);
  }
  if (const Json* account = json.find("account")) state.account_id = account->text;
  return state;
}

// The rare part of a belief: a pending change, the times of what was told. Empty for nearly all.
std::optional<std::string> rare_part(const Belief& belief) {
  const bool is_ours =
      belief.state.holder == model::Holder::ours && belief.state.account_id == belief.our_account;
  const bool lost = belief.our_account && !is_ours;
  if (!belief.pending && belief.told.empty() && !belief.hushed && !lost) return std::nullopt;
  Json json = Json::object();
  if (lost) json.add("ours", Json::string(*belief.our_account));
  if (belief.pending) add_state(json, belief.pending->state, belief.pending->first_seen);
  if (!belief.told.empty()) {
    Json told = Json::array();
    for (const model::Instant at : belief.told) told.add(Json::number(to_number(at)));
    json.add("told", std::move(told));
  }
  if (belief.hushed) {
    Json hushed = Json::object();
    add_state(hushed, belief.hushed->state, belief.hushed->since);
    json.add("hushed", std::move(hushed));
  }
  return reading::to_text(json);
}

void read_rare_part(const std::string& text, Belief& belief) {
  const auto json = reading::parse_json(text, reading::foreign_files);
  if (!json) return;
  if (json->find("at") != nullptr) {
    belief.pending = judging::Pending{state_from(*json), to_instant(number_at(*json, "at"))};
  }
  if (const Json* told = json->find("told")) {
    for (const Json& at : told->items) belief.told.push_back(to_instant(std::stoll(at.text)));
  }
  if (const Json* hushed = json->find("hushed")) {
    // Schema 2 and 1 kept no more than that it flaps.
    belief.hushed = judging::LastTold{state_from(*hushed), to_instant(number_at(*hushed, "at"))};
  }
  if (const Json* ours = json->find("ours")) belief.our_account = ours->text;
}

}  // namespace

Belief TargetColumns::belief() const {
  Belief belief;
  belief.state.status = to_enum(status, model::status_names.size(), model::Status::unknown);
  if (const auto number = holder.get()) {
    belief.state.holder = to_enum(*number, model::holder_names.size(), model::Holder::stranger);
  }
  belief.state.account_id = account.get();
  belief.since = to_instant(since);
  if (belief.state.holder == model::Holder::ours) belief.our_account = belief.state.account_id;
  if (rare.get()) read_rare_part(rare.value, belief);
  return belief;
}

void TargetColumns::set(const Belief& belief) {
  status = static_cast<int>(belief.state.status);
  holder = belief.state.holder ? std::optional(static_cast<long long>(*belief.state.holder))
                               : std::nullopt;
  account = belief.state.account_id;
  since = to_number(belief.since);
  rare = rare_part(belief);
}

std::optional<judging::Dismissal> TargetColumns::dismissal() const {
  const auto as = dismissed.get();
  if (!as) return std::nullopt;
  return judging::Dismissal{to_enum(*as, model::holder_names.size(), model::Holder::stranger),
                            dismissed_account.get()};
}

void TargetColumns::set_dismissal(const std::optional<judging::Dismissal>& dismissal) {
  dismissed = dismissal ? std::optional(static_cast<long long>(dismissal->as)) : std::nullopt;
  dismissed_account = dismissal ? dismissal->account_id : std::nullopt;
}

judging::TargetRow TargetColumns::values() const {
  judging::TargetRow values;
  values.handle = handle;
  values.belief = belief();
  values.reason = reason;
  if (asked_at != 0) values.asked_at = to_instant(asked_at);
  values.asks = asks;
  if (sweep != no_sweep) values.sweep = sweep;
  values.gap_at = to_instant(gap_at);
  values.incident = incident.get();
  values.dismissal = dismissal();
  values.confirm_at = to_instant(confirm_at);
  return values;
}

void TargetColumns::set(const judging::TargetRow& values) {
  handle = values.handle;
  set(values.belief);
  reason = values.reason;
  asked_at = values.asked_at ? to_number(*values.asked_at) : 0;
  asks = values.asks;
  sweep = values.sweep.value_or(no_sweep);
  gap_at = to_number(values.gap_at);
  incident = values.incident;
  set_dismissal(values.dismissal);
  confirm_at = to_number(values.confirm_at);
}

bool TargetColumns::agrees_with(const TargetColumns& other) const {
  return status == other.status && since == other.since && reason == other.reason &&
         holder.get() == other.holder.get() && account.get() == other.account.get() &&
         gap_at.get() == other.gap_at.get() && incident.get() == other.incident.get() &&
         dismissed.get() == other.dismissed.get() &&
         dismissed_account.get() == other.dismissed_account.get() &&
         rare.get() == other.rare.get() && confirm_at.get() == other.confirm_at.get();
}

TargetTable::TargetTable(soci::session& sql) : load_(sql), store_(sql) {
  using soci::into;
  using soci::use;
  load_.exchange(into(row.status));
  load_.exchange(into(row.holder.value, row.holder.state));
  load_.exchange(into(row.account.value, row.account.state));
  load_.exchange(into(row.since));
  load_.exchange(into(row.asked_at));
  load_.exchange(into(row.asks));
  load_.exchange(into(row.sweep));
  load_.exchange(into(row.reason));
  load_.exchange(into(row.gap_at.value, row.gap_at.state));
  load_.exchange(into(row.incident.value, row.incident.state));
  load_.exchange(into(row.dismissed.value, row.dismissed.state));
  load_.exchange(into(row.dismissed_account.value, row.dismissed_account.state));
  load_.exchange(into(row.rare.value, row.rare.state));
  load_.exchange(into(row.confirm_at.value, row.confirm_at.state));
  load_.exchange(use(row.unit));
  load_.exchange(use(row.handle));
  load_.alloc();
  load_.prepare(
      "SELECT status, holder, account, since, asked_at, asks, sweep, reason, gap_at, incident, "
      "dismissed, dismissed_account, rare, confirm_at FROM target WHERE unit = :u AND handle = :h");
  load_.define_and_bind();
}

// Most looks store nothing, and a statement costs more than a row.
void TargetTable::prepare_to_store() {
  using soci::use;
  store_.exchange(use(row.unit));
  store_.exchange(use(row.handle));
  store_.exchange(use(row.status));
  store_.exchange(use(row.holder.value, row.holder.state));
  store_.exchange(use(row.account.value, row.account.state));
  store_.exchange(use(row.since));
  store_.exchange(use(row.asked_at));
  store_.exchange(use(row.asks));
  store_.exchange(use(row.sweep));
  store_.exchange(use(row.reason));
  store_.exchange(use(row.gap_at.value, row.gap_at.state));
  store_.exchange(use(row.incident.value, row.incident.state));
  store_.exchange(use(row.dismissed.value, row.dismissed.state));
  store_.exchange(use(row.dismissed_account.value, row.dismissed_account.state));
  store_.exchange(use(row.rare.value, row.rare.state));
  store_.exchange(use(row.confirm_at.value, row.confirm_at.state));
  store_.alloc();
  // Not REPLACE: what is counted of targets hears of a change, not of a row gone and another come.
  store_.prepare(
      "INSERT INTO target (unit, handle, status, holder, account, since, asked_at, asks, sweep, "
      "reason, gap_at, incident, dismissed, dismissed_account, rare, confirm_at) VALUES (:u, :h, "
      ":s, :o, :a, :e, :k, :n, :w, :r, :g, :i, :d, :m, :p, :c) ON CONFLICT (unit, handle) DO "
      "UPDATE SET status = excluded.status, holder = excluded.holder, account = excluded.account, "
      "since = excluded.since, asked_at = excluded.asked_at, asks = excluded.asks, sweep = "
      "excluded.sweep, reason = excluded.reason, gap_at = excluded.gap_at, incident = "
      "excluded.incident, dismissed = excluded.dismissed, dismissed_account = "
      "excluded.dismissed_account, rare = excluded.rare, confirm_at = excluded.confirm_at");
  store_.define_and_bind();
  can_store_ = true;
}

bool TargetTable::load(long long unit, const std::string& handle) {
  row = TargetColumns{};
  row.unit = unit;
  row.handle = handle;
  row.status = static_cast<int>(model::Status::unknown);
  if (load_.execute(true)) return true;
  row.status = static_cast<int>(model::Status::unknown);
  return false;
}

void TargetTable::store() {
  if (!can_store_) prepare_to_store();
  store_.execute(true);
}

}  // namespace ledger
