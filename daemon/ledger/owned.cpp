#include "ledger/owned.hpp"

#include "ledger/database.hpp"
#include "ledger/nullable.hpp"
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
                      "handle = :h AND state < 3 AND (:a IS NULL OR account IS NULL OR account = "
                      ":a2)",
       use(handle.platform), use(handle.server), use(handle.handle),
       use(account.value, account.state), use(account.value, account.state), into(id),
       into(unit.value, unit.state));
  statement.execute();
  std::vector<std::pair<long long, long long>> found;
  while (statement.fetch()) found.emplace_back(id, unit.get().value_or(0));
  return found;
}

std::optional<std::string> pinned_to(soci::session& sql, const judging::OwnedHandle& handle) {
  Text account;
  sql << "SELECT account FROM owned WHERE platform = :p AND server = :s AND handle = :h",
      use(handle.platform), use(handle.server), use(handle.handle),
      into(account.value, account.state);
  return sql.got_data() ? account.get() : std::nullopt;
}

}  // namespace

std::vector<judging::OwnedHandle> Owned::of(const std::string& platform,
                                            const std::string& server) {
  return database_.query([&] {
    judging::OwnedHandle row;
    Text account;
    soci::statement statement =
        (database_.sql().prepare << "SELECT platform, server, handle, account FROM owned WHERE "
                                    "platform = :p AND server = :s",
         use(platform), use(server), into(row.platform), into(row.server), into(row.handle),
         into(account.value, account.state));
    statement.execute();
    std::vector<judging::OwnedHandle> owned;
    while (statement.fetch()) {
      row.account_id = account.get();
      owned.push_back(row);
    }
    return owned;
  });
}

std::optional<std::string> Owned::pinned(const std::string& platform, const std::string& server,
                                         const std::string& handle) {
  return database_.query([&] {
    return pinned_to(database_.sql(), {platform, server, handle, {}});
  });
}

Declared Owned::add(const judging::OwnedHandle& handle, const Decision& decision, Pin pin) {
  const long long at = to_number(decision.at);
  auto& sql = database_.sql();
  Declared declared;
  database_.transact(true, [&] {
    declared.before = pinned_to(sql, handle);
    declared.account = handle.account_id;
    if (!declared.account && pin == Pin::keep) declared.account = declared.before;
    const Text account(declared.account);
    sql << "INSERT OR REPLACE INTO owned (platform, server, handle, account) VALUES (:p, :s, :h, "
           ":a)",
        use(handle.platform), use(handle.server), use(handle.handle),
        use(account.value, account.state);
    sql << "INSERT INTO decision (at, author, action, subject, reason) VALUES (:at, :w, :a, :s, "
           ":r)",
        use(at), use(decision.author), use(decision.action), use(decision.subject),
        use(decision.reason);
    for (const auto& [incident, unit] : incidents_about(sql, handle, account)) {
      resolve_incident(sql, incident, decision.at);
      sql << "UPDATE target SET incident = NULL WHERE unit = :u AND handle = :h AND incident = :i",
          use(unit), use(handle.handle), use(incident);
    }
  });
  return declared;
}

}  // namespace ledger
