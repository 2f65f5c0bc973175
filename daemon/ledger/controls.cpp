#include "ledger/controls.hpp"

#include <algorithm>

#include "ledger/database.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using judging::AbsentControl;
using soci::into;
using soci::use;

std::vector<AbsentControl> Controls::absent(const std::string& platform,
                                            const std::string& server) {
  return database_.query([&] {
    AbsentControl row;
    long long since = 0, sweep = 0;
    int gone = 0;
    soci::statement statement =
        (database_.sql().prepare << "SELECT handle, since, sweep_at, sweeps, gone FROM control "
                                    "WHERE platform = :p AND server = :s ORDER BY handle",
         use(platform), use(server), into(row.handle), into(since), into(sweep), into(row.sweeps),
         into(gone));
    statement.execute();
    std::vector<AbsentControl> controls;
    while (statement.fetch()) {
      row.since = to_instant(since);
      row.sweep = to_instant(sweep);
      row.gone = gone != 0;
      controls.push_back(row);
    }
    return controls;
  });
}

void Controls::seen_present(const std::string& platform, const std::string& server,
                            const std::set<std::string>& handles) {
  for (const AbsentControl& control : absent(platform, server)) {
    if (!handles.contains(control.handle)) continue;
    database_.transact(false, [&] {
      database_.sql() << "DELETE FROM control WHERE platform = :p AND server = :s AND handle = :h",
          use(platform), use(server), use(control.handle);
    });
  }
}

void Controls::seen_absent(const std::string& platform, const std::string& server,
                           const std::set<std::string>& handles, model::Instant sweep_began,
                           model::Instant now) {
  if (handles.empty()) return;
  const std::vector<AbsentControl> known = absent(platform, server);
  for (const std::string& handle : handles) {
    const auto found =
        std::find_if(known.begin(), known.end(),
                     [&handle](const AbsentControl& one) { return one.handle == handle; });
    const auto before = found == known.end() ? std::nullopt : std::optional(*found);
    const AbsentControl control = judging::seen_absent(handle, before, sweep_began, now);
    const long long since = to_number(control.since);
    const long long sweep = to_number(control.sweep);
    const int gone = control.gone ? 1 : 0;
    database_.transact(false, [&] {
      database_.sql() << "INSERT INTO control (platform, server, handle, since, sweep_at, sweeps, "
                         "gone) VALUES (:p, :s, :h, :f, :w, :n, :g) ON CONFLICT (platform, "
                         "server, handle) DO UPDATE SET since = excluded.since, sweep_at = "
                         "excluded.sweep_at, sweeps = excluded.sweeps, gone = excluded.gone",
          use(platform), use(server), use(handle), use(since), use(sweep), use(control.sweeps),
          use(gone);
    });
  }
}

}  // namespace ledger
