#include "running/platform_links.hpp"

namespace running {

alerting::Links links_of(const importing::Catalogue& catalogue) {
  return [&catalogue](const std::string& platform, const std::optional<std::string>& server) {
    alerting::PlatformFacts facts;
    const platforms::Definition* definition = catalogue.find(platform);
    facts.name = definition != nullptr ? definition->name : platform;
    if (definition == nullptr) return facts;
    for (const auto& [kind, link] : definition->links) {
      std::string url = link;
      const std::size_t slot = url.find("{server}");
      if (slot != std::string::npos) url.replace(slot, 8, server.value_or(""));
      if (kind == "signup") facts.signup = url;
      if (kind == "report") facts.report = url;
    }
    return facts;
  };
}

}  // namespace running
