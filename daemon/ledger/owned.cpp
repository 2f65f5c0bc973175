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

Declared Owned::add(const judging::OwnedHandle& handle, const Decision& decision, Pin pin,
                    Registered registered) {
  auto& sql = database_.sql();
  Declared declared;
  database_.transact(true, [&] {
    const auto pinned = pinned_to(sql, handle);
    declared.before = pin == Pin::drop ? pinned : bound_to(sql, handle);
    declared.account = handle.account_id;
    if (!declared.account && pin == Pin::keep) declared.account = declared.before;
    Declaration declaration{handle.account_id, declared.account, registered == Registered::yes};
    if (!declaration.pinned && pin == Pin::keep) declaration.pinned = pinned;
    declared.resolved = declare_ours(sql, handle, declaration, decision.at);
    // Each incident that ends with it shows by what; where there is none, it stands for itself.
    for (const long long incident : declared.resolved) write_decision(sql, incident, decision);
    if (declared.resolved.empty()) write_decision(sql, std::nullopt, decision);
  });
  return declared;
}

}  // namespace ledger
