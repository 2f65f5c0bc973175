#include "ledger/declaring.hpp"

#include "ledger/nullable.hpp"
#include "ledger/target_row.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using soci::into;
using soci::use;

namespace {

// Those that stand and are of this account, or of nobody knows which: their numbers and units.
std::vector<std::pair<long long, long long>> incidents_about(soci::session& sql,
                                                             const judging::OwnedHandle& handle,
                                                             const Text& account) {
  long long id = 0;
  Number unit;
  soci::statement statement =
      (sql.prepare << "SELECT id, unit FROM incident WHERE platform = :p AND server = :s AND "
                      "handle = :h AND state < 3 AND (CAST(:a AS TEXT) IS NULL OR account IS NULL "
                      "OR account = "
                      ":a2)",
       use(handle.platform), use(handle.server), use(handle.handle),
       use(account.value, account.state), use(account.value, account.state), into(id),
       into(unit.value, unit.state));
  statement.execute();
  std::vector<std::pair<long long, long long>> found;
  while (statement.fetch()) found.emplace_back(id, unit.get().value_or(0));
  return found;
}

// Those whose target it is: whatever became of a target is in the history or an incident that
// stands, and both are found by the handle.
std::vector<long long> units_of(soci::session& sql, const judging::OwnedHandle& handle) {
  long long id = 0;
  soci::statement statement =
      (sql.prepare << "SELECT u.id FROM unit u WHERE u.id IN (SELECT h.unit FROM history h WHERE "
                      "h.handle = :h UNION SELECT i.unit FROM incident i WHERE i.platform = :p AND "
                      "i.server = :s AND i.handle = :h2 AND i.state < 3) AND u.platform = :p2 AND "
                      "u.server = :s2",
       use(handle.handle), use(handle.platform), use(handle.server), use(handle.handle),
       use(handle.platform), use(handle.server), into(id));
  statement.execute();
  std::vector<long long> units;
  while (statement.fetch()) units.push_back(id);
  return units;
}

// Who has the handle now is ours, unless another account is pinned. Where it is registered, so is
// whoever has it next: the account that was lost is no measure any more.
void make_ours(soci::session& sql, const judging::OwnedHandle& handle,
               const Declaration& declaration) {
  const auto& account = declaration.bound;
  TargetTable table(sql);
  for (const long long unit : units_of(sql, handle)) {
    if (!table.load(unit, handle.handle)) continue;
    judging::Belief belief = table.row.belief();
    const auto& seen = belief.state.account_id;
    if (account && seen && *seen != *account) continue;
    const bool is_there = belief.state.status == model::Status::claimed;
    const bool is_known = belief.state.status != model::Status::unknown;
    const bool was_seen = belief.pending && is_gain(*belief.pending);
    const bool is_free = is_known && !is_there && !was_seen;
    const bool is_nobodys = is_free && !account && !declaration.registered;
    belief.lost = is_nobodys;
    belief.listed.reset();
    if (!is_nobodys) {
      belief.our_account.reset();
      if (!account && !is_there) belief.state.account_id.reset();
      if (belief.state.holder) belief.state.holder = model::Holder::ours;
    }
    table.row.set(belief);
    table.row.set_dismissal(std::nullopt);
    table.store();
  }
}

}  // namespace

std::optional<std::string> pinned_to(soci::session& sql, const judging::OwnedHandle& handle) {
  Text account;
  sql << "SELECT account FROM owned WHERE platform = :p AND server = :s AND handle = :h",
      use(handle.platform), use(handle.server), use(handle.handle),
      into(account.value, account.state);
  return sql.got_data() ? account.get() : std::nullopt;
}

std::optional<std::string> bound_to(soci::session& sql, const judging::OwnedHandle& handle) {
  if (auto pinned = pinned_to(sql, handle)) return pinned;
  TargetTable table(sql);
  for (const long long unit : units_of(sql, handle)) {
    if (!table.load(unit, handle.handle)) continue;
    if (auto listed = table.row.belief().listed) return listed;
  }
  return std::nullopt;
}

std::vector<long long> declare_ours(soci::session& sql, const judging::OwnedHandle& handle,
                                    const Declaration& declaration, model::Instant at) {
  const Text pinned(declaration.pinned);
  const Text bound(declaration.bound);
  sql << "INSERT INTO owned (platform, server, handle, account) VALUES (:p, :s, :h, :a) ON "
         "CONFLICT (platform, server, handle) DO UPDATE SET account = excluded.account",
      use(handle.platform), use(handle.server), use(handle.handle), use(pinned.value, pinned.state);
  make_ours(sql, handle, declaration);
  std::vector<long long> resolved;
  for (const auto& [incident, unit] : incidents_about(sql, handle, bound)) {
    resolve_incident(sql, incident, at);
    resolved.push_back(incident);
    sql << "UPDATE target SET incident = NULL WHERE unit = :u AND handle = :h AND incident = :i",
        use(unit), use(handle.handle), use(incident);
  }
  return resolved;
}

Made would_make(soci::session& sql, const judging::OwnedHandle& handle) {
  Text account;
  sql << "SELECT account FROM owned WHERE platform = :p AND server = :s AND handle = :h",
      use(handle.platform), use(handle.server), use(handle.handle),
      into(account.value, account.state);
  if (!sql.got_data()) return Made::ours;
  return account.get() ? Made::nothing : Made::pin;
}

void withdraw(soci::session& sql, const judging::OwnedHandle& handle, Made made) {
  if (made == Made::nothing) return;
  const std::string row = " WHERE platform = :p AND server = :s AND handle = :h AND account IS :a";
  const Text account(handle.account_id);
  const std::string change =
      made == Made::ours ? "DELETE FROM owned" : "UPDATE owned SET account = NULL";
  sql << change + row, use(handle.platform), use(handle.server), use(handle.handle),
      use(account.value, account.state);
  TargetTable table(sql);
  for (const long long unit : units_of(sql, handle)) {
    if (!table.load(unit, handle.handle)) continue;
    judging::Belief belief = table.row.belief();
    const auto& seen = belief.state.account_id;
    const bool is_he = !seen || !handle.account_id || *seen == *handle.account_id;
    if (belief.state.holder != model::Holder::ours || !is_he) continue;
    belief.state.holder = model::Holder::stranger;
    belief.our_account.reset();
    belief.lost = true;  // who is there now is not whom the list means
    table.row.set(belief);
    table.store();
  }
}

}  // namespace ledger
