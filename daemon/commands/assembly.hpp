// From a configuration to things that run: units to watch and channels to tell. What a reload makes
// anew.
#pragma once

#include "alerting/channel_kinds.hpp"
#include "alerting/courier.hpp"
#include "alerting/rendering.hpp"
#include "commands/configuration.hpp"
#include "net/fetcher.hpp"
#include "net/mail.hpp"
#include "net/settings.hpp"
#include "probing/paces.hpp"
#include "probing/purse.hpp"
#include "watching/unit.hpp"

namespace commands {

// Every (watch, platform, server) of the configuration. Templates and owned files are read anew;
// what was right at the check and is not now is refused.
model::Result<std::vector<watching::WatchedUnit>> units_of(const Configuration& configuration,
                                                           const platforms::Catalogue& catalogue,
                                                           naming::DatasetStore& datasets);

// How platforms are asked, and how channels are reached: those are the operator's own, so that no
// address is refused.
net::Settings probe_settings(const Configuration& configuration);
net::Settings channel_settings(const Configuration& configuration);

// The purses of platforms with a budget, with what was spent before; kept in the ledger from now
// on.
std::map<std::string, probing::Purse> purses_of(const Configuration& configuration,
                                                ledger::Ledger& ledger, model::Instant now);

// The paces of roads with what an earlier process left; kept in the ledger from now on.
void remember_paces(probing::Paces& paces, ledger::Ledger& ledger, const service::Clock& clock);

// The channels, each with its words from `messages`.
model::Result<std::vector<alerting::OpenChannel>> channels_of(const Configuration& configuration,
                                                              const platforms::Catalogue& catalogue,
                                                              const std::filesystem::path& messages,
                                                              const alerting::ChannelTools& tools);

}  // namespace commands
