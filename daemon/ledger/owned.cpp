#include "ledger/owned.hpp"

#include "ledger/nullable.hpp"

namespace ledger {

using soci::into;
using soci::use;

std::vector<judging::OwnedHandle> Owned::all() {
  return database_.ask([&] {
    judging::OwnedHandle row;
    Text account;
    soci::statement statement =
        (database_.sql().prepare << "SELECT platform, server, handle, account FROM owned",
         into(row.platform), into(row.server), into(row.handle),
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
    const int resolved = static_cast<int>(model::IncidentState::resolved);
    sql << "UPDATE incident SET state = :st, changed_at = :at WHERE platform = :p AND server = :s "
           "AND "
           "handle = :h AND state < 3 AND (:a IS NULL OR account IS NULL OR account = :a2)",
        use(resolved), use(at), use(handle.platform), use(handle.server), use(handle.handle),
        use(account.value, account.state), use(account.value, account.state);
    sql << "UPDATE target SET incident = NULL WHERE incident IN (SELECT id FROM incident WHERE "
           "state "
           ">= 3)";
  });
}

}  // namespace ledger
