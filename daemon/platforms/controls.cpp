#include "platforms/controls.hpp"

#include <algorithm>

namespace platforms {
std::string random_free_name(const Definition& definition, std::mt19937_64& random) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view all = "abcdefghijklmnopqrstuvwxyz0123456789";
  const auto pick = [&random](std::string_view from) { return from[random() % from.size()]; };
  const std::size_t length = 12 + random() % 4;
  std::string name(1, pick(letters));
  while (name.size() + 1 < length) name += pick(all);
  name += pick(letters);
  return canonical(definition, name).handle;
}

bool admits_random_controls(const Definition& definition) {
  std::mt19937_64 random(1);  // any seed: many names of every length are tried
  for (int i = 0; i < 64; ++i) {
    const std::string name = random_free_name(definition, random);
    if (!definition.grammar.admits(name) || !definition.grammar.gives(name)) return false;
  }
  return true;
}

ClaimedControls claimed_controls(const Definition& definition, const std::string& server,
                                 const std::vector<std::string>& owned) {
  constexpr std::size_t most_owned = 3;
  const std::string default_url = definition.server ? definition.server->default_url : "";
  ClaimedControls controls;
  std::vector<std::string>& names = controls.handles;
  for (const Control& control : definition.controls.claimed) {
    const std::string& at = control.server.empty() ? default_url : control.server;
    if (at == server) names.push_back(control.name);
  }
  if (names.empty() && !definition.controls.anywhere.empty()) {
    names.push_back(definition.controls.anywhere);
  }
  controls.drafted = names.empty() && !owned.empty();
  if (controls.drafted) {
    names.assign(owned.begin(),
                 owned.begin() + static_cast<std::ptrdiff_t>(std::min(owned.size(), most_owned)));
  }
  for (std::string& name : names) name = canonical(definition, name).handle;
  for (const std::string& one : owned) {
    std::string account = canonical(definition, one).handle;
    const bool serves = std::find(names.begin(), names.end(), account) != names.end();
    if (serves) controls.owned.insert(std::move(account));
  }
  return controls;
}

void pass_over(ClaimedControls& controls, const std::vector<std::string>& gone) {
  if (controls.drafted) return;
  std::vector<std::string>& names = controls.handles;
  const auto first = std::stable_partition(names.begin(), names.end(), [&](const auto& name) {
    return std::find(gone.begin(), gone.end(), name) == gone.end();
  });
  if (first == names.begin()) return;
  controls.gone.assign(first, names.end());
  names.erase(first, names.end());
}

}  // namespace platforms
