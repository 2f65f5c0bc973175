#include "ledger/history.hpp"

#include "ledger/event_text.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using soci::into;
using soci::use;

namespace {

long long changed(soci::session& sql) {
  long long rows = 0;
  sql << "SELECT changes()", into(rows);
  return rows;
}

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

// Takes the person out of an event's text and leaves what happened.
std::string blanked(const std::string& body) {
  model::Event event;
  read_text(body, event);
  event.seen.profile = {};
  if (event.before) event.before->account_id.reset();
  return to_text(event);
}

void blank_events(soci::session& sql, const std::string& where, long long before,
                  const std::string& account) {
  std::vector<std::pair<long long, std::string>> bodies;
  long long id = 0;
  std::string body;
  soci::statement statement = (sql.prepare << "SELECT id, body FROM event WHERE " + where,
                               use(before), use(account), into(id), into(body));
  statement.execute();
  while (statement.fetch()) bodies.emplace_back(id, blanked(body));
  for (const auto& [event, text] : bodies) {
    sql << "UPDATE event SET body = :b WHERE id = :i", use(text), use(event);
  }
}

}  // namespace

std::vector<HistoryLine> History::of(const std::string& handle) {
  return database_.ask([&] {
    return read_lines(database_.sql(), "WHERE h.handle = :h ORDER BY h.at, h.id LIMIT :n", handle,
                      -1);
  });
}

std::vector<HistoryLine> History::page(long long after, int most) {
  return database_.ask([&] {
    return read_lines(database_.sql(), "WHERE h.id > :h ORDER BY h.id LIMIT :n", after, most);
  });
}

void History::retain(std::optional<model::Instant> history_from,
                     std::optional<model::Instant> profiles_from) {
  auto& sql = database_.sql();
  database_.transact(false, [&] {
    if (history_from) {
      const long long from = to_number(*history_from);
      sql << "DELETE FROM history WHERE coalesce(until, at) < :f", use(from);
      // Events of incidents that are over and messages that have ended.
      sql << "DELETE FROM message WHERE state >= 2 AND ended_at < :f", use(from);
      sql << "DELETE FROM message_event WHERE message NOT IN (SELECT id FROM message)";
      sql << "DELETE FROM event WHERE at < :f AND frozen = 1 AND id NOT IN (SELECT event FROM "
             "message_event) AND (incident IS NULL OR incident IN (SELECT id FROM incident WHERE "
             "state >= 3))",
          use(from);
    }
    if (profiles_from) {
      const long long from = to_number(*profiles_from);
      sql << "UPDATE history SET display_name = NULL WHERE at < :f AND display_name IS NOT NULL",
          use(from);
      const std::string anybody;
      blank_events(sql, "at < :f AND body LIKE '%\"display_name\"%' AND :a = ''", from, anybody);
    }
  });
}

long long History::forget(const std::string& account) {
  auto& sql = database_.sql();
  long long rows = 0;
  database_.transact(true, [&] {
    sql << "UPDATE history SET account = NULL, display_name = NULL WHERE account = :a",
        use(account);
    rows += changed(sql);
    sql << "UPDATE target SET account = NULL WHERE account = :a", use(account);
    rows += changed(sql);
    sql << "UPDATE target SET dismissed_account = NULL WHERE dismissed_account = :a", use(account);
    sql << "UPDATE incident SET account = NULL WHERE account = :a", use(account);
    rows += changed(sql);
    sql << "DELETE FROM owned WHERE account = :a", use(account);
    rows += changed(sql);
    blank_events(sql, "id > :z AND instr(body, :a) > 0", 0, account);
  });
  return rows;
}

}  // namespace ledger
