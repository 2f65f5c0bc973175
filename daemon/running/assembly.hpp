// From a configuration to things that run: units to watch and channels to tell. What a reload makes
// anew.
#pragma once

#include "alerting/dispatcher.hpp"
#include "alerting/rendering.hpp"
#include "channels/kinds.hpp"
#include "configuration/configuration.hpp"
#include "ledger/async_ledger.hpp"
#include "net/fetcher.hpp"
#include "net/mail.hpp"
#include "net/settings.hpp"
#include "probing/shared_limits.hpp"
#include "targets/unit.hpp"

namespace running {

// Every (watch, platform, server) of the configuration. Templates and owned files are read anew;
// what was right at the check and is not now is refused.
model::Result<std::vector<targets::WatchedUnit>> units_of(
    const configuration::Configuration& configuration, const importing::Catalogue& catalogue,
    naming::DatasetStore& datasets);

// How platforms are asked, and how channels are reached: those are the operator's own, so that no
// address is refused.
net::HttpSettings probe_settings(const configuration::Configuration& configuration);
net::HttpSettings channel_settings(const configuration::Configuration& configuration);

// The spend limits of platforms with a budget, with what was spent before.
std::map<std::string, probing::SpendLimit> spend_limits_of(
    const configuration::Configuration& configuration, ledger::Ledger& ledger, model::Instant now);

// The pace of each road as an earlier process left it.
std::vector<probing::PaceRecord> pace_records(ledger::Ledger& ledger);

// Paces and spendings are kept in the ledger from now on, which outlives the limits. `records`:
// what it has of paces, which goes on; where the clock was set back since, it is written anew.
void keep_in(ledger::AsyncLedger& ledger, probing::SharedLimits& limits,
             const std::vector<probing::PaceRecord>& records, probing::Time now);

// The channels, each with its words from `messages`.
model::Result<std::vector<alerting::OpenChannel>> channels_of(
    const configuration::Configuration& configuration, const importing::Catalogue& catalogue,
    const std::filesystem::path& messages, const channels::ChannelTools& tools);

}  // namespace running
