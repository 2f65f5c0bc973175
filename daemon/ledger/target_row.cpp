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

void add_count(Json& json, std::string_view key, long long count) {
  if (count != 0) json.add(std::string(key), Json::number(count));
}

bool flag_at(const Json& json, std::string_view key) {
  return number_at(json, key) != 0;
}

std::optional<std::string> text_at(const Json& json, std::string_view key) {
  const Json* member = json.find(key);
  return member != nullptr ? std::optional(member->text) : std::nullopt;
}

Json pending_json(const judging::Pending& pending) {
  Json json = Json::object();
  add_state(json, pending.state, pending.first_seen);
  if (pending.last != pending.first_seen) {
    json.add("last", Json::number(to_number(pending.last)));
  }
  add_count(json, "agreed", pending.agreed);
  add_count(json, "failed", pending.failed);
  add_count(json, "repeats", pending.repeats ? 1 : 0);
  add_count(json, "denied", pending.denied ? 1 : 0);
  add_count(json, "others", pending.others ? 1 : 0);
  add_count(json, "sweep", pending.sweep);
  add_count(json, "confirmed", pending.confirmed ? 1 : 0);
  add_count(json, "lost_in", pending.lost_in);
  add_count(json, "moved", pending.moved ? 1 : 0);
  add_count(json, "of_ours", pending.of_ours ? 1 : 0);
  if (pending.expected) json.add("expected", Json::string(*pending.expected));
  if (pending.variant) json.add("variant", Json::string(*pending.variant));
  return json;
}

judging::Pending pending_from(const Json& json) {
  judging::Pending pending;
  pending.state = state_from(json);
  pending.first_seen = pending.last = to_instant(number_at(json, "at"));
  if (json.find("last") != nullptr) pending.last = to_instant(number_at(json, "last"));
  pending.agreed = static_cast<int>(number_at(json, "agreed"));
  pending.failed = static_cast<int>(number_at(json, "failed"));
  pending.repeats = flag_at(json, "repeats");
  pending.denied = flag_at(json, "denied");
  pending.others = flag_at(json, "others");
  pending.sweep = number_at(json, "sweep");
  pending.confirmed = flag_at(json, "confirmed");
  pending.lost_in = number_at(json, "lost_in");
  pending.moved = flag_at(json, "moved");
  pending.of_ours = flag_at(json, "of_ours");
  pending.expected = text_at(json, "expected");
  pending.variant = text_at(json, "variant");
  return pending;
}

// The rare part of a belief: a pending change, the times of what was told, a loss. Empty for nearly
// all.
std::optional<std::string> rare_part(const Belief& belief) {
  const bool is_ours =
      belief.state.holder == model::Holder::ours && belief.state.account_id == belief.our_account;
  Json json = Json::object();
  if (belief.our_account && !is_ours) json.add("ours", Json::string(*belief.our_account));
  if (belief.pending) json.add("pending", pending_json(*belief.pending));
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
  add_count(json, "lost", belief.lost ? 1 : 0);
  if (belief.unsteady) json.add("unsteady", Json::number(static_cast<long long>(*belief.unsteady)));
  if (belief.listed) json.add("listed", Json::string(*belief.listed));
  return json.keys.empty() ? std::nullopt : std::optional(reading::to_text(json));
}

void read_rare_part(const std::string& text, Belief& belief) {
  const auto json = reading::parse_json(text, reading::foreign_files);
  if (!json) return;
  if (const Json* pending = json->find("pending")) belief.pending = pending_from(*pending);
  if (const Json* told = json->find("told")) {
    for (const Json& at : told->items) belief.told.push_back(to_instant(std::stoll(at.text)));
  }
  if (const Json* hushed = json->find("hushed")) {
    // Schema 2 and 1 kept no more than that it flaps.
    belief.hushed = judging::LastTold{state_from(*hushed), to_instant(number_at(*hushed, "at"))};
  }
  if (const Json* ours = json->find("ours")) belief.our_account = ours->text;
  belief.lost = flag_at(*json, "lost");
  if (json->find("unsteady") != nullptr) {
    belief.unsteady = static_cast<std::uint32_t>(number_at(*json, "unsteady"));
  }
  belief.listed = text_at(*json, "listed");
}

std::optional<Json> doubts_in(const Text& doubt) {
  if (!doubt.get()) return std::nullopt;
  auto json = reading::parse_json(doubt.value, reading::foreign_files);
  return json ? std::optional(std::move(*json)) : std::nullopt;
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
  if (const auto json = doubts_in(doubt)) {
    if (json->find("baseline") != nullptr) belief.baseline = number_at(*json, "baseline");
    if (const Json* missed = json->find("missed")) {
      belief.misses = judging::Misses{static_cast<int>(number_at(*missed, "sweeps")),
                                      number_at(*missed, "last")};
    }
  }
  return belief;
}

void TargetColumns::set(const Belief& belief) {
  status = static_cast<int>(belief.state.status);
  holder = belief.state.holder ? std::optional(static_cast<long long>(*belief.state.holder))
                               : std::nullopt;
  account = belief.state.account_id;
  since = to_number(belief.since);
  rare = rare_part(belief);
  set_doubt(belief, undecided());
  const long long seen_lost = judging::sweep_of_loss(belief);
  lost_in = seen_lost != 0 ? std::optional(seen_lost) : std::nullopt;
}

std::optional<judging::Undecided> TargetColumns::undecided() const {
  const auto json = doubts_in(doubt);
  const Json* gone = json ? json->find("undecided") : nullptr;
  if (gone == nullptr) return std::nullopt;
  return judging::Undecided{to_instant(number_at(*gone, "at")), number_at(*gone, "sweep"),
                            flag_at(*gone, "told"), flag_at(*gone, "incident")};
}

void TargetColumns::set_doubt(const Belief& belief,
                              const std::optional<judging::Undecided>& undecided) {
  Json json = Json::object();
  if (belief.baseline) json.add("baseline", Json::number(*belief.baseline));
  if (belief.misses) {
    Json missed = Json::object();
    missed.add("sweeps", Json::number(belief.misses->sweeps));
    missed.add("last", Json::number(belief.misses->last));
    json.add("missed", std::move(missed));
  }
  if (undecided) {
    Json gone = Json::object();
    gone.add("at", Json::number(to_number(undecided->since)));
    gone.add("sweep", Json::number(undecided->sweep));
    add_count(gone, "told", undecided->told ? 1 : 0);
    add_count(gone, "incident", undecided->incident ? 1 : 0);
    json.add("undecided", std::move(gone));
  }
  doubt = json.keys.empty() ? std::nullopt : std::optional(reading::to_text(json));
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
  values.undecided = undecided();
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
  set_doubt(values.belief, values.undecided);
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
         rare.get() == other.rare.get() && confirm_at.get() == other.confirm_at.get() &&
         doubt.get() == other.doubt.get() && lost_in.get() == other.lost_in.get();
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
  load_.exchange(into(row.doubt.value, row.doubt.state));
  load_.exchange(into(row.lost_in.value, row.lost_in.state));
  load_.exchange(use(row.unit));
  load_.exchange(use(row.handle));
  load_.alloc();
  load_.prepare(
      "SELECT status, holder, account, since, asked_at, asks, sweep, reason, gap_at, incident, "
      "dismissed, dismissed_account, rare, confirm_at, doubt, lost_in FROM target WHERE unit = :u "
      "AND handle = :h");
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
  store_.exchange(use(row.doubt.value, row.doubt.state));
  store_.exchange(use(row.lost_in.value, row.lost_in.state));
  store_.alloc();
  // Not REPLACE: what is counted of targets hears of a change, not of a row gone and another come.
  store_.prepare(
      "INSERT INTO target (unit, handle, status, holder, account, since, asked_at, asks, sweep, "
      "reason, gap_at, incident, dismissed, dismissed_account, rare, confirm_at, doubt, lost_in) "
      "VALUES (:u, :h, :s, :o, :a, :e, :k, :n, :w, :r, :g, :i, :d, :m, :p, :c, :f, :l) ON CONFLICT "
      "(unit, handle) DO UPDATE SET status = excluded.status, holder = excluded.holder, account = "
      "excluded.account, since = excluded.since, asked_at = excluded.asked_at, asks = "
      "excluded.asks, sweep = excluded.sweep, reason = excluded.reason, gap_at = excluded.gap_at, "
      "incident = excluded.incident, dismissed = excluded.dismissed, dismissed_account = "
      "excluded.dismissed_account, rare = excluded.rare, confirm_at = excluded.confirm_at, doubt = "
      "excluded.doubt, lost_in = excluded.lost_in");
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
