#include "ledger/schema.hpp"

#include <array>
#include <random>

#include <unistd.h>

#include <fmt/format.h>

#include "ledger/copy.hpp"
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

// Indexes for whatever a running service asks: none of it may grow with what is merely stored, nor
// may what retention and `forget` look for. A condition stands in a query as it stands here, or
// SQLite does not see that the index serves it.
constexpr std::array version_3 = {
    "ALTER TABLE unit DROP COLUMN baseline_at",
    // When the last sweep ended, where it was cut short.
    "ALTER TABLE unit ADD COLUMN in_vain_at INTEGER",
    "DROP INDEX history_target",
    "CREATE INDEX history_handle ON history (handle)",
    // By days, and by handle alone: there is a line for each of a million targets.
    "CREATE INDEX history_age ON history (coalesce(until, at) / 86400000)",
    "CREATE INDEX history_account ON history (account) WHERE account IS NOT NULL",
    "CREATE INDEX history_named ON history (at) WHERE display_name IS NOT NULL",
    "CREATE INDEX target_dismissed ON target (dismissed_account) "
    "WHERE dismissed_account IS NOT NULL",
    "CREATE INDEX target_pending ON target (json_extract(rare, '$.account')) "
    "WHERE rare IS NOT NULL",
    "CREATE INDEX target_hushed ON target (json_extract(rare, '$.hushed.account')) "
    "WHERE rare IS NOT NULL",
    "CREATE INDEX target_lost ON target (json_extract(rare, '$.ours')) WHERE rare IS NOT NULL",
    "CREATE INDEX owned_account ON owned (account) WHERE account IS NOT NULL",
    // The accounts of an event's body, to be found by; and whether it may hold what somebody wrote
    // of himself.
    "ALTER TABLE event ADD COLUMN account TEXT",
    "ALTER TABLE event ADD COLUMN account_before TEXT",
    "ALTER TABLE event ADD COLUMN profile INTEGER NOT NULL DEFAULT 1",
    "UPDATE event SET account = json_extract(body, '$.seen.account_id'), "
    "account_before = json_extract(body, '$.before.account_id') WHERE json_valid(body)",
    "CREATE INDEX event_account ON event (account) WHERE account IS NOT NULL",
    "CREATE INDEX event_account_before ON event (account_before) WHERE account_before IS NOT NULL",
    "CREATE INDEX event_profile ON event (at) WHERE profile = 1",
    "CREATE INDEX event_incident ON event (incident) WHERE incident IS NOT NULL",
    "CREATE INDEX event_alone ON event (at) WHERE incident IS NULL",
    "DROP INDEX incident_unit",
    "CREATE INDEX incident_standing ON incident (platform, server, handle) WHERE state < 3",
    "UPDATE incident SET snoozed_until = NULL WHERE state <> 2",
    "CREATE INDEX incident_snoozed ON incident (snoozed_until) WHERE snoozed_until IS NOT NULL",
    "CREATE INDEX incident_over ON incident (changed_at) WHERE state >= 3",
    "CREATE INDEX incident_account ON incident (account) WHERE account IS NOT NULL",
    "CREATE INDEX decision_incident ON decision (incident) WHERE incident IS NOT NULL",
    "DROP INDEX message_due",
    "CREATE INDEX message_pending ON message (channel, next_at) WHERE state = 0",
    "CREATE INDEX message_waiting ON message (channel) WHERE state = 1",
    "CREATE INDEX message_ended ON message (ended_at) WHERE state >= 2",
    "CREATE INDEX message_folded ON message (folded_into) WHERE folded_into IS NOT NULL",
    "CREATE INDEX spending_age ON spending (at)",
};

// `pace`: see probing/rate_limits.hpp; `ask` is empty for all asks without a rate of their own.
// `taken`: moments and numbers of requests, in turn.
constexpr std::array version_3_limits = {
    R"(CREATE TABLE pace (
         platform TEXT NOT NULL, server TEXT NOT NULL, ask TEXT NOT NULL, paused_until INTEGER NOT NULL,
         slowdown REAL NOT NULL, refusals INTEGER NOT NULL, taken TEXT NOT NULL, at INTEGER NOT NULL,
         PRIMARY KEY (platform, server, ask)) WITHOUT ROWID)",
    "CREATE INDEX pace_age ON pace (at)",
    "CREATE TABLE second_look (unit INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
};

// How many rows there are of a kind, kept by whatever changes one.
constexpr std::array version_3_tallies = {
    // Of targets: `ours` as believed, `undecided` while nothing counts.
    R"(CREATE TABLE coverage (
         unit INTEGER NOT NULL, status INTEGER NOT NULL, ours INTEGER NOT NULL, undecided INTEGER NOT NULL,
         targets INTEGER NOT NULL, PRIMARY KEY (unit, status, ours, undecided)) WITHOUT ROWID)",
    R"(INSERT INTO coverage SELECT unit, status, holder IS 0, gap_at IS NOT NULL, count(*) FROM target
         GROUP BY 1, 2, 3, 4)",
    R"(CREATE TRIGGER target_new AFTER INSERT ON target BEGIN
         INSERT INTO coverage VALUES (NEW.unit, NEW.status, NEW.holder IS 0, NEW.gap_at IS NOT NULL, 1)
           ON CONFLICT (unit, status, ours, undecided) DO UPDATE SET targets = targets + 1; END)",
    R"(CREATE TRIGGER target_changed AFTER UPDATE OF status, holder, gap_at ON target
         WHEN NEW.status <> OLD.status OR (NEW.holder IS 0) <> (OLD.holder IS 0)
           OR (NEW.gap_at IS NULL) <> (OLD.gap_at IS NULL) BEGIN
         UPDATE coverage SET targets = targets - 1 WHERE unit = OLD.unit AND status = OLD.status
           AND ours = (OLD.holder IS 0) AND undecided = (OLD.gap_at IS NOT NULL);
         INSERT INTO coverage VALUES (NEW.unit, NEW.status, NEW.holder IS 0, NEW.gap_at IS NOT NULL, 1)
           ON CONFLICT (unit, status, ours, undecided) DO UPDATE SET targets = targets + 1; END)",
    R"(CREATE TABLE incident_tally (state INTEGER PRIMARY KEY, incidents INTEGER NOT NULL))",
    R"(INSERT INTO incident_tally SELECT state, count(*) FROM incident GROUP BY state)",
    R"(CREATE TRIGGER incident_new AFTER INSERT ON incident BEGIN
         INSERT INTO incident_tally VALUES (NEW.state, 1)
           ON CONFLICT (state) DO UPDATE SET incidents = incidents + 1; END)",
    R"(CREATE TRIGGER incident_changed AFTER UPDATE OF state ON incident WHEN NEW.state <> OLD.state BEGIN
         UPDATE incident_tally SET incidents = incidents - 1 WHERE state = OLD.state;
         INSERT INTO incident_tally VALUES (NEW.state, 1)
           ON CONFLICT (state) DO UPDATE SET incidents = incidents + 1; END)",
    R"(CREATE TRIGGER incident_gone AFTER DELETE ON incident BEGIN
         UPDATE incident_tally SET incidents = incidents - 1 WHERE state = OLD.state; END)",
    R"(CREATE TABLE message_tally (
         channel TEXT NOT NULL, state INTEGER NOT NULL, messages INTEGER NOT NULL,
         PRIMARY KEY (channel, state)) WITHOUT ROWID)",
    R"(INSERT INTO message_tally SELECT channel, state, count(*) FROM message GROUP BY channel, state)",
    R"(CREATE TRIGGER message_new AFTER INSERT ON message BEGIN
         INSERT INTO message_tally VALUES (NEW.channel, NEW.state, 1)
           ON CONFLICT (channel, state) DO UPDATE SET messages = messages + 1; END)",
    R"(CREATE TRIGGER message_changed AFTER UPDATE OF state ON message WHEN NEW.state <> OLD.state BEGIN
         UPDATE message_tally SET messages = messages - 1 WHERE channel = OLD.channel AND state = OLD.state;
         INSERT INTO message_tally VALUES (NEW.channel, NEW.state, 1)
           ON CONFLICT (channel, state) DO UPDATE SET messages = messages + 1; END)",
    R"(CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
         UPDATE message_tally SET messages = messages - 1 WHERE channel = OLD.channel AND state = OLD.state; END)",
};

// All that was believed counts as confirmed; what was pending is looked at afresh, and nothing is
// told of either.
constexpr std::array version_4 = {
    // What is not sure yet of a target, and is nothing rare: as JSON, empty for nearly all.
    "ALTER TABLE target ADD COLUMN doubt TEXT",
    "DROP INDEX target_pending",
    "UPDATE target SET rare = nullif(json_remove(rare, '$.at', '$.status', '$.holder', "
    "'$.account'), '{}') WHERE rare IS NOT NULL AND json_valid(rare)",
    "UPDATE target SET confirm_at = NULL WHERE confirm_at IS NOT NULL",
    // Ours that are lost: told as grave, or closed and still held for us.
    "UPDATE target SET rare = json_set(coalesce(rare, '{}'), '$.lost', 1) WHERE status IN (1, 2, "
    "3) "
    "AND (holder = 0 OR incident IN (SELECT id FROM incident WHERE type IN (2, 3, 4) AND severity "
    "<= 1))",
    "CREATE INDEX target_pending ON target (json_extract(rare, '$.pending.account')) "
    "WHERE rare IS NOT NULL",
    // Ours that are lost, and of which nothing is open: somebody dismissed it.
    "CREATE INDEX target_given_up ON target (unit) "
    "WHERE json_extract(rare, '$.lost') = 1 AND incident IS NULL",
    // When the first stranger was seen of whom the unit's baseline tells, and when that was told.
    "ALTER TABLE unit ADD COLUMN found_at INTEGER",
    "ALTER TABLE unit ADD COLUMN summed_at INTEGER",
    "UPDATE unit SET summed_at = coalesce(swept_at, 0) WHERE sweeps > 0",
    // What a person's `own` of it declared: 1 that the handle is ours, 2 whose it is.
    "ALTER TABLE incident ADD COLUMN owned INTEGER",
    // When a platform was caught lying, the last few times.
    R"(CREATE TABLE lie (
         id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, server TEXT NOT NULL,
         at INTEGER NOT NULL))",
    "CREATE INDEX lie_of ON lie (platform, server, at)",
};

// `lost_in`: the sweep that saw a target's account gone, while that is neither believed nor denied;
// `loss`: how many there are of each sweep, how many of them at handles of ours, and what was told
// of that.
constexpr std::array version_4_losses = {
    "ALTER TABLE target ADD COLUMN lost_in INTEGER",
    R"(CREATE TABLE loss (
         unit INTEGER NOT NULL, sweep INTEGER NOT NULL, targets INTEGER NOT NULL, ours INTEGER NOT NULL,
         told INTEGER, incident INTEGER, PRIMARY KEY (unit, sweep)) WITHOUT ROWID)",
    R"(CREATE TRIGGER target_loss AFTER UPDATE OF lost_in, rare ON target
         WHEN NEW.lost_in IS NOT OLD.lost_in OR (NEW.lost_in IS NOT NULL AND
           json_extract(NEW.rare, '$.pending.of_ours') IS NOT json_extract(OLD.rare, '$.pending.of_ours')) BEGIN
         UPDATE loss SET targets = targets - 1,
             ours = ours - (json_extract(OLD.rare, '$.pending.of_ours') IS 1)
           WHERE unit = OLD.unit AND sweep = OLD.lost_in;
         INSERT INTO loss (unit, sweep, targets, ours)
           SELECT NEW.unit, NEW.lost_in, 1, json_extract(NEW.rare, '$.pending.of_ours') IS 1
           WHERE NEW.lost_in IS NOT NULL
           ON CONFLICT (unit, sweep) DO UPDATE SET targets = targets + 1, ours = ours + excluded.ours; END)",
};

// Claimed controls that a platform does not show any more: see judging/gone_control.hpp.
// And who was believed to be there for how long.
constexpr std::array<std::string_view, 2> version_5 = {
    R"(CREATE TABLE control (
         platform TEXT NOT NULL, server TEXT NOT NULL, handle TEXT NOT NULL, since INTEGER NOT NULL,
         sweep_at INTEGER NOT NULL, sweeps INTEGER NOT NULL, gone INTEGER NOT NULL,
         PRIMARY KEY (platform, server, handle)) WITHOUT ROWID)",
    "CREATE INDEX target_claimed ON target (unit, since) WHERE status = 0",
};

// Handles that a platform asked us to leave alone, as JSON: see limits.cpp. And how long it asked
// us to wait, where the pause was cut to a day.
constexpr std::array<std::string_view, 2> version_6 = {
    "ALTER TABLE pace ADD COLUMN resting TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pace ADD COLUMN asked_for INTEGER",
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
  for (const std::string_view step : version_3_limits) sql << std::string(step);
  for (const std::string_view step : version_3_tallies) sql << std::string(step);
}

void make_version_4(soci::session& sql) {
  for (const std::string_view step : version_4) sql << std::string(step);
  for (const std::string_view step : version_4_losses) sql << std::string(step);
}

void make_version_5(soci::session& sql) {
  for (const std::string_view step : version_5) sql << std::string(step);
}

void make_version_6(soci::session& sql) {
  for (const std::string_view step : version_6) sql << std::string(step);
}

void migrate(soci::session& sql) {
  const long long version = pragma(sql, "user_version");
  if (version < 1) make_version_1(sql);
  if (version < 2) make_version_2(sql);
  if (version < 3) make_version_3(sql);
  if (version < 4) make_version_4(sql);
  if (version < 5) make_version_5(sql);
  if (version < 6) make_version_6(sql);
  sql << fmt::format("PRAGMA application_id = {}", application_id);
  sql << fmt::format("PRAGMA user_version = {}", schema_version);
}

}  // namespace

std::optional<std::string> bring_up_to_date(Database& database, Older older) {
  soci::session& sql = database.sql();
  const long long version = pragma(sql, "user_version");
  if (version > schema_version) {
    return fmt::format("it was written by a newer handlewatch (schema {}, this one knows {})",
                       version, schema_version);
  }
  if (version == schema_version) return std::nullopt;
  if (version > 0 && older == Older::refuse) {
    return fmt::format(
        "it has schema {}, and the handlewatch that runs on it may know no newer; "
        "that is to be started anew first",
        version);
  }
  long long tables = 0;
  sql << "SELECT count(*) FROM sqlite_master", soci::into(tables);
  if (version == 0 && tables > 0) return "it is a database of something else, not a ledger";
  const std::string copy = version > 0 ? keep_copy(database, version) : "";
  try {
    database.transact(true, [&] { migrate(sql); });
  } catch (...) {
    // The ledger is as it was; the next attempt makes a copy of its own.
    if (!copy.empty()) ::unlink(copy.c_str());
    throw;
  }
  return std::nullopt;
}

}  // namespace ledger
