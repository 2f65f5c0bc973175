#include "ledger/schema.hpp"

#include <array>
#include <random>

#include <fmt/format.h>

#include "ledger/database.hpp"

namespace ledger {
namespace {

constexpr long long application_id = 0x68616e64;  // "hand", in the file's header

// Times are milliseconds since 1970, UTC. Statuses, holders and the like are numbers in the order
// of model/words.hpp and model/event.hpp, which are therefore only ever added to at the end.
// `target` has no row id: its key is stored once, and a target costs about 150 bytes. Its row is
// written when something changes; an answer that agrees with it shows in the unit's count of
// sweeps.
constexpr std::array<std::string_view, 14> version_1 = {
    R"(CREATE TABLE ledger (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID)",
    R"(CREATE TABLE unit (
         id INTEGER PRIMARY KEY, watch TEXT NOT NULL, platform TEXT NOT NULL, server TEXT NOT NULL,
         sweeps INTEGER NOT NULL DEFAULT 0, swept_at INTEGER, baseline_at INTEGER, blind INTEGER NOT NULL DEFAULT 0, doubted_at INTEGER,
         blind_since INTEGER, incident INTEGER, note TEXT NOT NULL DEFAULT '', UNIQUE (watch, platform, server)))",
    R"(CREATE TABLE target (
         unit INTEGER NOT NULL REFERENCES unit (id), handle TEXT NOT NULL,
         status INTEGER NOT NULL, holder INTEGER, account TEXT, since INTEGER NOT NULL,
         asked_at INTEGER NOT NULL, asks INTEGER NOT NULL, sweep INTEGER NOT NULL, reason TEXT NOT NULL,
         gap_at INTEGER, incident INTEGER, dismissed INTEGER, dismissed_account TEXT, rare TEXT,
         confirm_at INTEGER,
         PRIMARY KEY (unit, handle)) WITHOUT ROWID)",
    R"(CREATE INDEX target_account ON target (account) WHERE account IS NOT NULL)",
    R"(CREATE INDEX target_confirm ON target (unit, confirm_at) WHERE confirm_at IS NOT NULL)",
    R"(CREATE INDEX target_gap ON target (unit, gap_at) WHERE gap_at IS NOT NULL)",
    R"(CREATE TABLE history (
         id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, handle TEXT NOT NULL, at INTEGER NOT NULL,
         until INTEGER, status INTEGER NOT NULL, holder INTEGER, account TEXT, display_name TEXT,
         reason TEXT NOT NULL))",
    R"(CREATE INDEX history_target ON history (unit, handle, at))",
    R"(CREATE TABLE incident (
         id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER NOT NULL, severity INTEGER NOT NULL,
         state INTEGER NOT NULL, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
         snoozed_until INTEGER, unit INTEGER, watch TEXT NOT NULL, platform TEXT NOT NULL,
         server TEXT NOT NULL, handle TEXT NOT NULL, expected TEXT, account TEXT, url TEXT NOT NULL,
         dismissed_as INTEGER))",
    R"(CREATE INDEX incident_state ON incident (state))",
    R"(CREATE TABLE decision (
         id INTEGER PRIMARY KEY AUTOINCREMENT, incident INTEGER, at INTEGER NOT NULL,
         author TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL))",
    R"(CREATE TABLE owned (
         platform TEXT NOT NULL, server TEXT NOT NULL, handle TEXT NOT NULL, account TEXT,
         PRIMARY KEY (platform, server, handle)) WITHOUT ROWID)",
    R"(CREATE TABLE event (
         id INTEGER PRIMARY KEY AUTOINCREMENT, unit INTEGER, incident INTEGER, type INTEGER NOT NULL,
         severity INTEGER NOT NULL, at INTEGER NOT NULL, watch TEXT NOT NULL, body TEXT NOT NULL,
         frozen INTEGER NOT NULL DEFAULT 0))",
    R"(CREATE INDEX event_pending ON event (unit) WHERE frozen = 0)",
};

constexpr std::array<std::string_view, 6> version_1_outbox = {
    R"(CREATE TABLE message (
         id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, recipient TEXT NOT NULL,
         created_at INTEGER NOT NULL, state INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
         first_at INTEGER, next_at INTEGER, ended_at INTEGER, maybe_arrived INTEGER NOT NULL DEFAULT 0,
         detail TEXT NOT NULL DEFAULT '', thread INTEGER, folded_into INTEGER))",
    R"(CREATE INDEX message_due ON message (channel, next_at) WHERE state < 2)",
    R"(CREATE TABLE message_event (
         message INTEGER NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (message, event)) WITHOUT ROWID)",
    R"(CREATE INDEX message_of_event ON message_event (event))",
    R"(CREATE TABLE channel (
         name TEXT PRIMARY KEY, closed_at INTEGER NOT NULL, detail TEXT NOT NULL) WITHOUT ROWID)",
    R"(CREATE INDEX incident_unit ON incident (unit, handle))",
};

// `plan`: what a sweep of the unit takes and costs, in words.
constexpr std::array<std::string_view, 3> version_2 = {
    R"(ALTER TABLE unit ADD COLUMN plan TEXT NOT NULL DEFAULT '')",
    R"(CREATE TABLE spending (
         id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, currency TEXT NOT NULL,
         at INTEGER NOT NULL, millionths INTEGER NOT NULL))",
    R"(CREATE INDEX spending_at ON spending (platform, currency, at))",
};

// `pace`: see probing/paces.hpp; `ask` is empty for all asks without a rate of their own. `taken`:
// moments and numbers of requests, in turn.
constexpr std::array<std::string_view, 2> version_3 = {
    R"(CREATE TABLE pace (
         platform TEXT NOT NULL, server TEXT NOT NULL, ask TEXT NOT NULL, paused_until INTEGER NOT NULL,
         slowdown REAL NOT NULL, refusals INTEGER NOT NULL, taken TEXT NOT NULL, at INTEGER NOT NULL,
         PRIMARY KEY (platform, server, ask)) WITHOUT ROWID)",
    R"(CREATE TABLE second_look (unit INTEGER PRIMARY KEY, at INTEGER NOT NULL))",
};

// Distinguishes ids of this ledger from those of every other.
std::string new_name() {
  std::random_device random;
  return fmt::format("{:06x}", random() & 0xFFFFFFU);
}

long long pragma(soci::session& sql, const std::string& name) {
  long long value = 0;
  sql << "PRAGMA " + name, soci::into(value);
  return value;
}

void make_version_1(soci::session& sql) {
  for (const std::string_view table : version_1) sql << std::string(table);
  for (const std::string_view table : version_1_outbox) sql << std::string(table);
  const std::string name = new_name();
  sql << "INSERT INTO ledger VALUES ('name', :name)", soci::use(name);
}

void make_version_2(soci::session& sql) {
  for (const std::string_view step : version_2) sql << std::string(step);
}

void make_version_3(soci::session& sql) {
  for (const std::string_view step : version_3) sql << std::string(step);
}

}  // namespace

std::optional<std::string> bring_up_to_date(Database& database) {
  soci::session& sql = database.sql();
  const long long version = pragma(sql, "user_version");
  if (version > schema_version) {
    return fmt::format("it was written by a newer handlewatch (schema {}, this one knows {})",
                       version, schema_version);
  }
  if (version == schema_version) return std::nullopt;
  long long tables = 0;
  sql << "SELECT count(*) FROM sqlite_master", soci::into(tables);
  if (version == 0 && tables > 0) return "it is a database of something else, not a ledger";
  database.transact(true, [&] {
    if (version < 1) make_version_1(sql);
    if (version < 2) make_version_2(sql);
    if (version < 3) make_version_3(sql);
    sql << fmt::format("PRAGMA application_id = {}", application_id);
    sql << fmt::format("PRAGMA user_version = {}", schema_version);
  });
  return std::nullopt;
}

}  // namespace ledger
