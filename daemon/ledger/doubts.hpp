// What is doubted of a platform or a unit: lies that were caught, losses that are many, a baseline
// of which nobody was told yet. Called within a transaction.
#pragma once

#include <map>
#include <vector>

#include <soci/soci.h>

#include "judging/record.hpp"
#include "ledger/units.hpp"

namespace ledger {

// The last ones alone are kept: more change nothing.
void write_lie(soci::session& sql, const UnitKey& key, model::Instant at);
std::vector<model::Instant> read_lies(soci::session& sql, const UnitKey& key);

// By sweep.
std::map<long long, judging::Losses> read_losses(soci::session& sql, long long unit);
// An incident of its own for each sweep, with the platform's events.
void write_many_lost(soci::session& sql, long long unit, judging::Changes::ManyLost& many);
void write_losses_over(soci::session& sql, long long unit, judging::Changes::LossesOver& over);
// Rows that count nothing any more, and of which nothing was told.
void drop_empty_losses(soci::session& sql, long long unit);

// The first stranger of the unit's baseline was seen.
void write_found(soci::session& sql, long long unit, model::Instant at);
// Whether the strangers of a unit's baseline still wait to be told in one; from now on they do not,
// where that is due.
enum class Baselines { wait, in_one, each };
Baselines baselines_of(soci::session& sql, long long unit, model::Instant now);

}  // namespace ledger
