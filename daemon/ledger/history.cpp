#include "ledger/history.hpp"

#include "ledger/database.hpp"
#include "ledger/incidents.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using soci::into;
using soci::use;

namespace {

// Lines by the end of a query that takes a key and how many at most.
template <class Key>
std::vector<HistoryLine> read_lines(soci::session& sql, const std::string& where, const Key& key,
                                    int most) {
  HistoryLine row;
  long long at = 0;
  Number until, holder;
  int status = 0;
  Text account, name;
  soci::statement statement =
      (sql.prepare << "SELECT h.id, u.watch, u.platform, u.server, h.handle, h.at, h.until, "
                      "h.status, h.holder, h.account, h.display_name, h.reason FROM history h "
                      "JOIN unit u ON u.id = h.unit " +
                          where,
       use(key), use(most), into(row.number), into(row.unit.watch), into(row.unit.platform),
       into(row.unit.server), into(row.handle), into(at), into(until.value, until.state),
       into(status), into(holder.value, holder.state), into(account.value, account.state),
       into(name.value, name.state), into(row.reason));
  statement.execute();
  std::vector<HistoryLine> lines;
  while (statement.fetch()) {
    row.at = to_instant(at);
    row.until = to_instant(until);
    row.status = to_enum(status, model::status_names.size(), model::Status::unknown);
    row.holder.reset();
    if (holder.get()) {
      row.holder = to_enum(holder.value, model::holder_names.size(), model::Holder::stranger);
    }
    row.account = account.get();
    row.display_name = name.get();
    lines.push_back(row);
  }
  return lines;
}

}  // namespace

std::vector<HistoryLine> History::of(const std::string& handle) {
  return database_.query([&] {
    return read_lines(database_.sql(), "WHERE h.handle = :h ORDER BY h.at, h.id LIMIT :n", handle,
                      -1);
  });
}

std::vector<HistoryLine> History::page(long long after, int most) {
  return database_.query([&] {
    return read_lines(database_.sql(), "WHERE h.id > :h ORDER BY h.id LIMIT :n", after, most);
  });
}

bool History::expire(const Cutoffs& cutoffs, Expiry& place, int most) {
  Expiry next = place;  // what is rolled back was not gone through
  bool more = false;
  database_.transact(false, [&] { more = next.step(database_.sql(), cutoffs, most); });
  place = next;
  return more;
}

void History::retain(std::optional<model::Instant> history_from,
                     std::optional<model::Instant> profiles_from) {
  Expiry place;
  while (expire({history_from, profiles_from}, place, most_on_a_page)) {
  }
}

Forgotten History::forget(const Account& account) {
  Forgotten forgotten;
  database_.transact(true, [&] { forgotten = forget_account(database_.sql(), account); });
  database_.drop_log();
  return forgotten;
}

}  // namespace ledger
