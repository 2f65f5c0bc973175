#include "watching/unit_plan.hpp"

#include "probing/estimate.hpp"

namespace watching {

std::string plan_of(const targets::WatchedUnit& unit, std::size_t targets,
                    const probing::Credentials& credentials, probing::SharedLimits& limits) {
  const platforms::Definition& definition = *unit.definition;
  const auto entry = probing::Authorization(definition, credentials, limits.tokens).entry();
  if (!entry) return {};
  const probing::Estimate estimate =
      probing::estimate(definition, unit.key.server, {}, targets, *entry, {});
  const probing::SpendLimit* spend_limit = limits.spend_limit_of(definition.id);
  if (spend_limit == nullptr && estimate.costs.empty()) return {};
  const auto budget = spend_limit != nullptr ? std::optional(spend_limit->budget()) : std::nullopt;
  return probing::in_words(definition.name, targets, estimate, unit.every, budget);
}

}  // namespace watching
