#include "ledger/owned.hpp"

#include "ledger/database.hpp"
#include "ledger/declaring.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using soci::into;
using soci::use;

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

std::optional<std::string> Owned::bound(const std::string& platform, const std::string& server,
                                        const std::string& handle) {
  return database_.query([&] { return bound_to(database_.sql(), {platform, server, handle, {}}); });
}

Declared Owned::add(const judging::OwnedHandle& handle, const Decision& decision, Pin pin) {
  const long long at = to_number(decision.at);
  auto& sql = database_.sql();
  Declared declared;
  database_.transact(true, [&] {
    const auto pinned = pinned_to(sql, handle);
    declared.before = pin == Pin::drop ? pinned : bound_to(sql, handle);
    declared.account = handle.account_id;
    if (!declared.account && pin == Pin::keep) declared.account = declared.before;
    Declaration declaration{handle.account_id, declared.account};
    if (!declaration.pinned && pin == Pin::keep) declaration.pinned = pinned;
    sql << "INSERT INTO decision (at, author, action, subject, reason) VALUES (:at, :w, :a, :s, "
           ":r)",
        use(at), use(decision.author), use(decision.action), use(decision.subject),
        use(decision.reason);
    declared.resolved = declare_ours(sql, handle, declaration, decision.at);
  });
  return declared;
}

}  // namespace ledger
