#include "probing/paces.hpp"

namespace probing {

text::Rates rates_of(const platforms::Definition& definition, std::size_t ask,
                     const Settings& settings) {
  if (settings.rate) return {*settings.rate};
  const text::Rates& own = definition.asks[ask].rates;
  return own.empty() ? definition.rates : own;
}

Pacer& Paces::of(const platforms::Definition& definition, const std::string& server,
                 std::size_t ask, const Settings& settings) {
  const bool own = !settings.rate && !definition.asks[ask].rates.empty();
  const std::tuple road(definition.id, server, own ? ask : definition.asks.size());
  const auto found = pacers_.find(road);
  if (found != pacers_.end()) return found->second;
  const bool spacing = definition.spacing && !settings.rate;
  return pacers_.emplace(road, Pacer(rates_of(definition, ask, settings), spacing)).first->second;
}

}  // namespace probing
