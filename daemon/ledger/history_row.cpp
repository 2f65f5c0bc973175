#include "ledger/history_row.hpp"

namespace ledger {

HistoryTable::HistoryTable(soci::session& sql) : insert_(sql) {
  using soci::use;
  insert_.exchange(use(row_.unit));
  insert_.exchange(use(row_.handle));
  insert_.exchange(use(row_.at));
  insert_.exchange(use(row_.until.value, row_.until.state));
  insert_.exchange(use(row_.status));
  insert_.exchange(use(row_.holder.value, row_.holder.state));
  insert_.exchange(use(row_.account.value, row_.account.state));
  insert_.exchange(use(row_.display_name.value, row_.display_name.state));
  insert_.exchange(use(row_.reason));
  insert_.alloc();
  insert_.prepare(
      "INSERT INTO history (unit, handle, at, until, status, holder, account, display_name, "
      "reason) VALUES (:u, :h, :at, :un, :s, :o, :a, :d, :r)");
  insert_.define_and_bind();
}

void HistoryTable::add(HistoryRow added) {
  row_ = std::move(added);
  insert_.execute(true);
}

}  // namespace ledger
