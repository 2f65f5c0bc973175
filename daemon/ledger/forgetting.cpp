#include "ledger/forgetting.hpp"

#include <set>

#include <soci/soci.h>

#include "ledger/event_text.hpp"
#include "ledger/nullable.hpp"
#include "ledger/target_row.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using soci::into;
using soci::use;

namespace {

bool is_part_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// As a word of its own: 12 stands in /users/12, not in /users/x12.
bool names(const std::string& url, const std::string& id) {
  for (std::size_t at = url.find(id); at != std::string::npos; at = url.find(id, at + 1)) {
    const std::size_t end = at + id.size();
    const bool begins = at == 0 || !is_part_of_word(url[at - 1]);
    const bool ends = end == url.size() || !is_part_of_word(url[end]);
    if (begins && ends) return true;
  }
  return false;
}

void drop(std::optional<std::string>& known, const std::string& id) {
  if (known == id) known.reset();
}

void strip(TargetColumns& row, const std::string& id) {
  judging::Belief belief = row.belief();
  drop(belief.state.account_id, id);
  drop(belief.our_account, id);
  if (belief.pending) drop(belief.pending->state.account_id, id);
  if (belief.hushed) drop(belief.hushed->state.account_id, id);
  row.set(belief);
  if (row.dismissed_account.get() != id) return;
  // A dismissal without an account would hold for whoever comes next.
  row.set_dismissal(std::nullopt);
}

class Forgetting {
 public:
  Forgetting(soci::session& sql, const Account& account) : sql_(sql), account_(account) {}

  Forgotten all() {
    history();
    targets();
    incidents();
    owned();
    events("account");
    events("account_before");
    return std::move(forgotten_);
  }

 private:
  void history() {
    soci::statement statement =
        (sql_.prepare << "UPDATE history SET account = NULL, display_name = NULL WHERE account = "
                         ":a AND EXISTS (SELECT 1 FROM unit u WHERE u.id = history.unit AND "
                         "u.platform = :p AND u.server = :s)",
         use(account_.id), use(account_.platform), use(account_.server));
    statement.execute(true);
    forgotten_.rows += statement.get_affected_rows();
  }

  void targets() {
    std::set<std::pair<long long, std::string>> keys;
    for (const char* where :
         {"t.account = :a", "t.dismissed_account = :a",
          "t.rare IS NOT NULL AND json_extract(t.rare, '$.pending.account') = :a",
          "t.rare IS NOT NULL AND json_extract(t.rare, '$.hushed.account') = :a",
          "t.rare IS NOT NULL AND json_extract(t.rare, '$.ours') = :a"}) {
      find_targets(where, keys);
    }
    TargetTable table(sql_);
    for (const auto& [unit, handle] : keys) {
      table.load(unit, handle);
      strip(table.row, account_.id);
      table.store();
    }
    forgotten_.rows += static_cast<long long>(keys.size());
  }

  void find_targets(const std::string& where, std::set<std::pair<long long, std::string>>& keys) {
    long long unit = 0;
    std::string handle;
    soci::statement statement =
        (sql_.prepare << "SELECT t.unit, t.handle FROM target t CROSS JOIN unit u ON u.id = t.unit "
                         "WHERE " +
                             where + " AND u.platform = :p AND u.server = :s",
         use(account_.id), use(account_.platform), use(account_.server), into(unit), into(handle));
    statement.execute();
    while (statement.fetch()) keys.emplace(unit, handle);
  }

  void incidents() {
    std::vector<std::pair<long long, std::string>> found;
    long long id = 0;
    std::string url;
    soci::statement statement =
        (sql_.prepare << "SELECT id, url FROM incident WHERE account = :a AND platform = :p AND "
                         "server = :s",
         use(account_.id), use(account_.platform), use(account_.server), into(id), into(url));
    statement.execute();
    while (statement.fetch()) found.emplace_back(id, names(url, account_.id) ? "" : url);
    for (const auto& [incident, kept] : found) {
      sql_ << "UPDATE incident SET account = NULL, url = :u WHERE id = :i", use(kept),
          use(incident);
    }
    forgotten_.rows += static_cast<long long>(found.size());
  }

  void owned() {
    std::string handle;
    soci::statement statement =
        (sql_.prepare << "SELECT handle FROM owned WHERE account = :a AND platform = :p AND server "
                         "= :s ORDER BY handle",
         use(account_.id), use(account_.platform), use(account_.server), into(handle));
    statement.execute();
    while (statement.fetch()) forgotten_.still_ours.push_back(handle);
  }

  void events(const std::string& column) {
    std::vector<std::pair<long long, std::string>> found;
    long long id = 0;
    std::string body;
    soci::statement statement =
        (sql_.prepare << "SELECT id, body FROM event WHERE " + column + " = :a", use(account_.id),
         into(id), into(body));
    statement.execute();
    while (statement.fetch()) found.emplace_back(id, body);
    for (const auto& [event, text] : found) strip_event(event, text);
  }

  void strip_event(long long id, const std::string& text) {
    model::Event event;
    read_text(text, event);
    const model::Target& target = event.seen.target;
    const bool here =
        target.platform == account_.platform && target.server.value_or("") == account_.server;
    if (!here) return;
    if (event.seen.profile.account_id == account_.id) {
      event.seen.profile = {};
      if (names(event.seen.url, account_.id)) event.seen.url.clear();
    }
    if (event.before) drop(event.before->account_id, account_.id);
    rewrite_event(sql_, id, event);
    ++forgotten_.rows;
  }

  soci::session& sql_;
  const Account& account_;
  Forgotten forgotten_;
};

}  // namespace

Forgotten forget_account(soci::session& sql, const Account& account) {
  return Forgetting(sql, account).all();
}

}  // namespace ledger
