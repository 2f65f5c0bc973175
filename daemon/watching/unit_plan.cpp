#include "watching/unit_plan.hpp"

#include "probing/estimate.hpp"

namespace watching {

std::string plan_of(const WatchedUnit& unit, std::size_t targets,
                    const probing::Credentials& credentials, probing::Memory& memory) {
  const platforms::Definition& definition = *unit.definition;
  const auto entry = probing::Roads(definition, credentials, memory.tokens).entry();
  if (!entry) return {};
  const probing::Estimate estimate =
      probing::estimate(definition, unit.key.server, {}, targets, *entry, {});
  const probing::Purse* purse = memory.purse_of(definition.id);
  if (purse == nullptr && estimate.costs.empty()) return {};
  const auto budget = purse != nullptr ? std::optional(purse->budget()) : std::nullopt;
  return probing::in_words(definition.name, targets, estimate, unit.every, budget);
}

}  // namespace watching
