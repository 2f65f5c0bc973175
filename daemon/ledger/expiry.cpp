#include "ledger/expiry.hpp"

#include <array>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "ledger/event_text.hpp"
#include "ledger/nullable.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using soci::into;
using soci::use;

namespace {

// A row that is too old, and where it stands in the order of its kind.
struct Old {
  long long at = 0;
  long long number = 0;
};

// Those behind `last`, of a query that says what time and number a row has.
std::vector<Old> old_ones(soci::session& sql, const std::string& query, long long before,
                          const Old& last, int most) {
  Old row;
  soci::statement statement = (sql.prepare << query, use(before), use(last.at), use(last.at),
                               use(last.number), use(most), into(row.at), into(row.number));
  statement.execute();
  std::vector<Old> rows;
  while (statement.fetch()) rows.push_back(row);
  return rows;
}

void forget_line(soci::session& sql, long long id) {
  sql << "DELETE FROM history WHERE id = :i", use(id);
}

void forget_message(soci::session& sql, long long id) {
  sql << "DELETE FROM message_event WHERE message = :i", use(id);
  sql << "DELETE FROM message WHERE id = :i", use(id);
}

long long count(soci::session& sql, const std::string& query, long long id) {
  long long rows = 0;
  sql << query, use(id), into(rows);
  return rows;
}

// Its events are told, and no message holds one of them any more.
bool is_done_with(soci::session& sql, long long incident) {
  return count(sql,
               "SELECT count(*) FROM event e LEFT JOIN message_event x ON x.event = e.id WHERE "
               "e.incident = :i AND (e.frozen = 0 OR x.message IS NOT NULL)",
               incident) == 0;
}

void forget_incident(soci::session& sql, long long id) {
  if (!is_done_with(sql, id)) return;
  sql << "UPDATE unit SET incident = NULL WHERE incident = :i AND id = (SELECT unit FROM incident "
         "WHERE id = :j)",
      use(id), use(id);
  sql << "UPDATE target SET incident = NULL WHERE incident = :i AND unit = (SELECT unit FROM "
         "incident WHERE id = :j) AND handle = (SELECT handle FROM incident WHERE id = :k)",
      use(id), use(id), use(id);
  sql << "DELETE FROM event WHERE incident = :i", use(id);
  sql << "DELETE FROM decision WHERE incident = :i", use(id);
  sql << "DELETE FROM incident WHERE id = :i", use(id);
}

// Of an event that belongs to no incident.
void forget_event(soci::session& sql, long long id) {
  sql << "DELETE FROM event WHERE id = :i AND frozen = 1 AND NOT EXISTS (SELECT 1 FROM "
         "message_event x WHERE x.event = event.id)",
      use(id);
}

void blank_line(soci::session& sql, long long id) {
  sql << "UPDATE history SET display_name = NULL WHERE id = :i", use(id);
}

void blank_event(soci::session& sql, long long id) {
  std::string body;
  sql << "SELECT body FROM event WHERE id = :i", use(id), into(body);
  model::Event event;
  read_text(body, event);
  event.seen.profile = {};
  if (event.before) event.before->account_id.reset();
  rewrite_event(sql, id, event);
}

struct Kind {
  std::optional<model::Instant> Cutoffs::*before;
  // Holds, in this order: before when, behind which time, or at it behind which number, how many.
  const char* query;
  void (*forget)(soci::session&, long long);
};

constexpr std::array kinds = {
    Kind{&Cutoffs::history,
         // Whole days, as they are indexed.
         "SELECT coalesce(until, at) / 86400000, id FROM history WHERE coalesce(until, at) / "
         "86400000 < :f / 86400000 AND coalesce(until, at) / 86400000 >= :c AND (coalesce(until, "
         "at) / 86400000 > :d OR id > :i) ORDER BY coalesce(until, at) / 86400000, id LIMIT :n",
         forget_line},
    Kind{&Cutoffs::history,
         "SELECT ended_at, id FROM message WHERE state >= 2 AND ended_at < :f AND ended_at >= :c "
         "AND (ended_at > :d OR id > :i) ORDER BY ended_at, id LIMIT :n",
         forget_message},
    Kind{&Cutoffs::history,
         "SELECT changed_at, id FROM incident WHERE state >= 3 AND changed_at < :f AND changed_at "
         ">= :c AND (changed_at > :d OR id > :i) ORDER BY changed_at, id LIMIT :n",
         forget_incident},
    Kind{&Cutoffs::history,
         "SELECT at, id FROM event WHERE incident IS NULL AND at < :f AND at >= :c AND (at > :d OR "
         "id > :i) ORDER BY at, id LIMIT :n",
         forget_event},
    Kind{&Cutoffs::profiles,
         "SELECT at, id FROM history WHERE display_name IS NOT NULL AND at < :f AND at >= :c AND "
         "(at > :d OR id > :i) ORDER BY at, id LIMIT :n",
         blank_line},
    Kind{&Cutoffs::profiles,
         "SELECT at, id FROM event WHERE profile = 1 AND at < :f AND at >= :c AND (at > :d OR id > "
         ":i) ORDER BY at, id LIMIT :n",
         blank_event},
};

}  // namespace

bool Expiry::step(soci::session& sql, const Cutoffs& cutoffs, int most) {
  int left = most;
  while (kind_ < kinds.size()) {
    const Kind& kind = kinds[kind_];
    std::vector<Old> rows;
    if (const auto before = cutoffs.*kind.before) {
      rows = old_ones(sql, kind.query, to_number(*before), {at_, number_}, left);
    }
    for (const Old& row : rows) kind.forget(sql, row.number);
    left -= static_cast<int>(rows.size());
    if (left == 0) {
      at_ = rows.back().at;
      number_ = rows.back().number;
      return true;
    }
    ++kind_;
    at_ = first;  // before whichever number
  }
  *this = {};
  return false;
}

}  // namespace ledger
