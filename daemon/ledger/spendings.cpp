#include "ledger/spendings.hpp"

#include "ledger/database.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using soci::into;
using soci::use;

std::vector<Spent> Spendings::since(const std::string& platform, const std::string& currency,
                                    model::Instant at) {
  return database_.query([&] {
    Spent row;
    long long when = 0;
    const long long from = to_number(at);
    soci::statement statement =
        (database_.sql().prepare << "SELECT id, at, millionths FROM spending WHERE platform = :p "
                                    "AND currency = :c AND at > :f ORDER BY at, id",
         into(row.id), into(when), into(row.millionths), use(platform), use(currency), use(from));
    statement.execute();
    std::vector<Spent> all;
    while (statement.fetch()) {
      row.at = to_instant(when);
      all.push_back(row);
    }
    return all;
  });
}

long long Spendings::add(const std::string& platform, const std::string& currency,
                         model::Instant at, long long millionths) {
  const long long when = to_number(at);
  long long id = 0;
  auto& sql = database_.sql();
  database_.transact(true, [&] {
    sql << "INSERT INTO spending (platform, currency, at, millionths) VALUES (:p, :c, :a, :m) "
           "RETURNING id",
        use(platform), use(currency), use(when), use(millionths), into(id);
  });
  return id;
}

void Spendings::correct(long long id, long long millionths) {
  database_.transact(false, [&] {
    database_.sql() << "UPDATE spending SET millionths = :m WHERE id = :id", use(millionths),
        use(id);
  });
}

bool Spendings::forget_before(model::Instant at, int most) {
  const long long before = to_number(at);
  long long forgotten = 0;
  auto& sql = database_.sql();
  database_.transact(false, [&] {
    soci::statement statement =
        (sql.prepare
             << "DELETE FROM spending WHERE id IN (SELECT id FROM spending WHERE at < :b LIMIT :n)",
         use(before), use(most));
    statement.execute(true);
    forgotten = statement.get_affected_rows();
  });
  return forgotten == most;
}

}  // namespace ledger
