#include "running/platform_links.hpp"

namespace running {

alerting::Links links_of(const importing::Catalogue& catalogue) {
  return [&catalogue](const std::string& platform, const std::optional<std::string>& server) {
    alerting::PlatformFacts facts;
    const platforms::Definition* definition = catalogue.find(platform);
    facts.name = definition != nullptr ? definition->name : platform;
    if (definition == nullptr) return facts;
    for (const platforms::Link& link : definition->links) {
      std::string url = link.url;
      const std::size_t slot = url.find("{server}");
      if (slot != std::string::npos) url.replace(slot, 8, server.value_or(""));
      if (link.what == "signup") facts.signup = url;
      if (link.what == "report") facts.report = {url, link.asks};
      if (link.what == "parody") facts.parody = {url, link.asks};
      if (link.what == "trademark") facts.trademark = {url, link.asks};
    }
    return facts;
  };
}

}  // namespace running
