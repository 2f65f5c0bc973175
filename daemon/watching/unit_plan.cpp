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
  if (spend_limit == nullptr) {
    return probing::in_words(definition.name, targets, estimate, unit.every, std::nullopt, 0);
  }
  const long long kept = spend_limit->kept_for_second_looks(&definition.asks[*entry]);
  return probing::in_words(definition.name, targets, estimate, unit.every, spend_limit->budget(),
                           kept);
}

}  // namespace watching
