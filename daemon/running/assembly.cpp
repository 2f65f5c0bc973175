#include "running/assembly.hpp"

#include "configuration/references.hpp"
#include "running/platform_links.hpp"
#include "targets/place.hpp"

namespace running {

namespace {

// A ledger that cannot be written for a moment must not stop the checks: a spend limit remembers by
// itself until the next start.
async::Task<long long> add_spending(ledger::AsyncLedger& ledger, std::string platform,
                                    probing::Budget budget, probing::Spending spending) {
  const auto body = [&](ledger::Ledger& kept) {
    return kept.spendings.add(platform, budget.currency, spending.at, spending.millionths);
  };
  const ledger::Answer<long long> number = co_await ledger.ask(body);
  co_return number.value_or(0);
}

ledger::Limit limit_of(const probing::PaceRecord& record) {
  const auto& [platform, server, ask] = record.road;
  ledger::Limit limit{platform,        server,          ask, record.at,        record.paused_until,
                      record.slowdown, record.refusals, {},  record.asked_for, {}};
  for (const auto& one : record.taken) limit.taken.push_back({one.at, one.count});
  for (const auto& one : record.resting) {
    limit.resting.push_back({one.handle, one.until, one.asked_for});
  }
  return limit;
}

}  // namespace

model::Result<std::vector<targets::WatchedUnit>> units_of(
    const configuration::Configuration& configuration, const importing::Catalogue& catalogue,
    naming::DatasetStore& datasets) {
  std::vector<targets::WatchedUnit> units;
  for (const watching::Watch& watch : configuration.watches) {
    const auto expected = configuration::sources_of(watch, datasets);
    if (!expected) return tl::unexpected(expected.error());
    for (const targets::Place& place : configuration::places_of(watch, catalogue)) {
      targets::WatchedUnit unit;
      unit.key = {watch.name, place.definition->id, place.server};
      unit.definition = place.definition;
      if (!place.owned_only) unit.expected = *expected;
      unit.every = watch.every;
      unit.confirm = watch.confirm;
      for (const judging::OwnedHandle& owned : watch.owned) {
        if (targets::is_on(owned, place)) unit.owned.push_back(owned);
      }
      units.push_back(std::move(unit));
    }
  }
  return units;
}

std::map<std::string, probing::SpendLimit> spend_limits_of(
    const configuration::Configuration& configuration, ledger::Ledger& ledger, model::Instant now) {
  std::map<std::string, probing::SpendLimit> spend_limits;
  for (const auto& [id, settings] : configuration.platforms) {
    if (!settings.budget) continue;
    const probing::Budget& budget = *settings.budget;
    std::deque<probing::Spending> spent;
    for (const ledger::Spent& one :
         ledger.spendings.since(id, budget.currency, now - budget.period)) {
      spent.push_back({one.id, one.at, one.millionths});
    }
    spend_limits.emplace(id, probing::SpendLimit(budget, std::move(spent)));
  }
  return spend_limits;
}

std::vector<probing::PaceRecord> pace_records(ledger::Ledger& ledger) {
  std::vector<probing::PaceRecord> records;
  for (const ledger::Limit& limit : ledger.limits.all()) {
    probing::PaceRecord record{{limit.platform, limit.server, limit.ask},
                               limit.at,
                               {},
                               limit.paused_until,
                               limit.slowdown,
                               limit.refusals,
                               limit.asked_for,
                               {}};
    for (const ledger::Requests& one : limit.taken) record.taken.push_back({one.at, one.count});
    for (const ledger::Rest& one : limit.resting) {
      record.resting.push_back({one.handle, one.until, one.asked_for});
    }
    records.push_back(std::move(record));
  }
  return records;
}

void keep_in(ledger::AsyncLedger& ledger, probing::SharedLimits& limits,
             const std::vector<probing::PaceRecord>& records, probing::Time now) {
  limits.rate_limits.book = [&ledger](const probing::PaceRecord& record) {
    ledger.post([limit = limit_of(record)](ledger::Ledger& kept) { kept.limits.keep(limit); });
  };
  limits.spending_book.begin = [&ledger](std::string platform, probing::Budget budget,
                                         probing::Spending spending) {
    return add_spending(ledger, std::move(platform), std::move(budget), spending);
  };
  limits.spending_book.correct = [&ledger](const std::string&, const probing::Spending& begun,
                                           long long millionths) {
    ledger.post([number = begun.id, millionths](ledger::Ledger& kept) {
      kept.spendings.correct(number, millionths);
    });
  };
  limits.rate_limits.recall(records, now);
}

net::HttpSettings probe_settings(const configuration::Configuration& configuration) {
  net::HttpSettings settings;
  settings.user_agent = configuration::user_agent(configuration.run_by);
  settings.ca_file = configuration.network.ca_file.string();
  settings.proxy = configuration.network.proxy.reveal();
  settings.allow_private_addresses = configuration.network.allow_private_addresses;
  return settings;
}

net::HttpSettings channel_settings(const configuration::Configuration& configuration) {
  net::HttpSettings settings = probe_settings(configuration);
  settings.allow_private_addresses = true;
  return settings;
}

model::Result<std::vector<alerting::OpenChannel>> channels_of(
    const configuration::Configuration& configuration, const importing::Catalogue& catalogue,
    const std::filesystem::path& messages, const channels::ChannelTools& tools) {
  return channels::open_channels(configuration.channels,
                                 {messages, configuration.alerting.timezone, links_of(catalogue)},
                                 tools);
}

}  // namespace running
