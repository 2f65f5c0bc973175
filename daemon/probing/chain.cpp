#include "probing/chain.hpp"

#include <algorithm>

namespace probing {

std::vector<std::size_t> chain_from(const platforms::Definition& definition, std::size_t entry) {
  std::vector<std::size_t> chain = {entry};
  for (std::size_t i = 0; i < chain.size(); ++i) {
    for (const platforms::Rule& rule : definition.asks[chain[i]].rules) {
      if (!rule.then.ask) continue;
      const bool known = std::find(chain.begin(), chain.end(), *rule.then.ask) != chain.end();
      if (!known) chain.push_back(*rule.then.ask);
    }
  }
  return chain;
}

}  // namespace probing
