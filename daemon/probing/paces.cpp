#include "probing/paces.hpp"

namespace probing {

Pacer& Paces::of(const platforms::Definition& definition, const std::string& server,
                 std::size_t ask, const Settings& settings) {
  const std::optional<text::Rate>& own = definition.asks[ask].rate;
  const std::size_t road = own && !settings.rate ? ask : definition.asks.size();
  const text::Rate rate = settings.rate.value_or(own.value_or(definition.rate));
  return pacers_
      .try_emplace({definition.id, server, road}, rate, definition.spacing && !settings.rate)
      .first->second;
}

}  // namespace probing
