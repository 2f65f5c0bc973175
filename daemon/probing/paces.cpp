#include "probing/paces.hpp"

#include <algorithm>

namespace probing {

namespace {

// The host and port of all its requests; empty when a placeholder is part of it.
std::string fixed_host(const platforms::Stencil& url) {
  if (url.pieces.empty() || url.pieces.front().slot) return {};
  const std::string& begin = url.pieces.front().text;
  const std::size_t host = begin.find("://");
  const std::size_t end = begin.find_first_of("/?#", std::min(host + 3, begin.size()));
  if (host == std::string::npos || end == std::string::npos) return {};
  return begin.substr(host + 3, end - host - 3);
}

}  // namespace

text::Rates rates_of(const platforms::Definition& definition, std::size_t ask,
                     const Settings& settings) {
  if (settings.rate) return {*settings.rate};
  const text::Rates& own = definition.asks[ask].rates;
  return own.empty() ? definition.rates : own;
}

Pacer& Paces::of(const platforms::Definition& definition, const std::string& server,
                 std::size_t ask, const Settings& settings) {
  const bool spacing = definition.spacing && !settings.rate;
  const text::Rates rates = rates_of(definition, ask, settings);
  const std::string host = fixed_host(definition.asks[ask].url);
  const std::pair road(host.empty() ? definition.id + ' ' + server : host,
                       to_string(rates) + (spacing ? " evenly" : ""));
  const auto found = pacers_.find(road);
  if (found != pacers_.end()) return found->second;
  return pacers_.emplace(road, Pacer(rates, spacing)).first->second;
}

}  // namespace probing
