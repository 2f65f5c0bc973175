// From a configuration to things that run: units to watch and channels to tell. What a reload makes
// anew.
#pragma once

#include "alerting/dispatcher.hpp"
#include "alerting/rendering.hpp"
#include "channels/kinds.hpp"
#include "configuration/configuration.hpp"
#include "net/fetcher.hpp"
#include "net/mail.hpp"
#include "net/settings.hpp"
#include "probing/rate_limits.hpp"
#include "probing/spend_limit.hpp"
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

// The spend limits of platforms with a budget, with what was spent before; kept in the ledger from
// now on.
std::map<std::string, probing::SpendLimit> spend_limits_of(
    const configuration::Configuration& configuration, ledger::Ledger& ledger, model::Instant now);

// The rate limits of roads with what an earlier process left; kept in the ledger from now on.
void remember_paces(probing::RateLimits& rate_limits, ledger::Ledger& ledger,
                    const sys::Clock& clock);

// The channels, each with its words from `messages`.
model::Result<std::vector<alerting::OpenChannel>> channels_of(
    const configuration::Configuration& configuration, const importing::Catalogue& catalogue,
    const std::filesystem::path& messages, const channels::ChannelTools& tools);

}  // namespace running
