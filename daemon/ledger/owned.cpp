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
                                                             const judging::OwnedHandle& handle) {
  const Text account(handle.account_id);
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

void Owned::add(const judging::OwnedHandle& handle, const Decision& decision) {
  const Text account(handle.account_id);
  const long long at = to_number(decision.at);
  auto& sql = database_.sql();
  database_.transact(true, [&] {
    sql << "INSERT OR REPLACE INTO owned (platform, server, handle, account) VALUES (:p, :s, :h, "
           ":a)",
        use(handle.platform), use(handle.server), use(handle.handle),
        use(account.value, account.state);
    sql << "INSERT INTO decision (at, author, action, subject, reason) VALUES (:at, :w, :a, :s, "
           ":r)",
        use(at), use(decision.author), use(decision.action), use(decision.subject),
        use(decision.reason);
    for (const auto& [incident, unit] : incidents_about(sql, handle)) {
      resolve_incident(sql, incident, decision.at);
      sql << "UPDATE target SET incident = NULL WHERE unit = :u AND handle = :h AND incident = :i",
          use(unit), use(handle.handle), use(incident);
    }
  });
}

}  // namespace ledger
