#include "targets/place.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platforms/base_url.hpp"
#include "platforms/controls.hpp"
#include "text/name.hpp"
#include "text/visible.hpp"

namespace targets {
namespace {

using platforms::Definition;

// A way of asking without a credential, a claimed control where it is asked, and a rule for each
// side.
bool asks_by_default(const Definition& definition) {
  if (definition.disabled || definition.positive_only()) return false;
  if (definition.server && definition.server->default_url.empty()) return false;
  const std::string server = definition.server ? definition.server->default_url : "";
  const auto& entries = definition.entries;
  return std::any_of(entries.begin(), entries.end(), [&](std::size_t entry) {
    return definition.asks[entry].credential.empty() &&
           !platforms::claimed_controls(definition, server, {}).handles.empty();
  });
}

}  // namespace

model::Result<Place> parse_place(std::string_view as_written,
                                 const importing::Catalogue& catalogue) {
  const auto refuse = [](std::string why) {
    return model::refused({"", 0, 0, "", std::move(why)});
  };
  std::string wrong;
  const auto pasted = text::pasted(as_written, wrong);
  if (!pasted) return refuse(wrong);
  const std::string_view written = *pasted;
  const std::size_t at = written.find('@');
  const std::string_view id = written.substr(0, at);
  Place place;
  place.definition = catalogue.find(id);
  if (place.definition == nullptr) {
    return refuse(catalogue.why_unknown(id));
  }
  if (place.definition->asks.empty()) {
    return refuse(fmt::format("{} cannot be asked by a program; look at it by hand", id));
  }
  if (place.definition->disabled) {
    return refuse(
        fmt::format("{} is off; 'handlewatch platforms import' says why, of its list", id));
  }
  if (at == std::string_view::npos) {
    if (!place.definition->server) return place;
    place.server = place.definition->server->default_url;
    if (!place.server.empty()) return place;
    return refuse(fmt::format("{} has many servers: say which, as {}@HOST or {}@URL", id, id, id));
  }
  if (!place.definition->server) {
    return refuse(fmt::format("{} is one service; it takes no server after '@'", id));
  }
  const std::string_view server = written.substr(at + 1);
  const auto base = platforms::base_url(server);
  if (server.find('@') != std::string_view::npos) {  // not repeated: it may hold a password
    return refuse(fmt::format("{}: a server is named without user and password", id));
  }
  if (!base) {
    return refuse(fmt::format("'{}' is no server; a host such as example.org or a URL is needed",
                              text::visible(server)));
  }
  place.server = *base;
  return place;
}

std::string place_name(const std::string& platform, const std::string& server) {
  return server.empty() ? platform : platform + "@" + server;
}

std::optional<std::string> unknown_place(const judging::OwnedHandle& owned,
                                         const importing::Catalogue& catalogue) {
  const auto place = owned_place(owned, catalogue);
  if (!place) return place.error().front().message;
  if (!*place || platforms::canonical(*(*place)->definition, owned.handle).admitted) {
    return std::nullopt;
  }
  return fmt::format("'{}' cannot exist on {}", text::visible(owned.handle), owned.platform);
}

model::Result<std::optional<Place>> owned_place(const judging::OwnedHandle& owned,
                                                const importing::Catalogue& catalogue) {
  const platforms::Definition* definition = catalogue.find(owned.platform);
  const bool by_hand = definition != nullptr && definition->asks.empty();
  if (owned.platform == "*" || by_hand) return std::nullopt;
  auto place = parse_place(place_name(owned.platform, owned.server), catalogue);
  if (!place) return tl::unexpected(place.error());
  place->owned_only = true;
  return *place;
}

bool contains(const std::vector<Place>& places, const Place& place) {
  return std::any_of(places.begin(), places.end(), [&place](const Place& other) {
    return other.definition == place.definition && other.server == place.server;
  });
}

bool is_on(const judging::OwnedHandle& owned, const Place& place) {
  if (owned.platform == "*") return true;
  if (owned.platform != place.definition->id) return false;
  if (!place.definition->server) return true;
  const auto base = platforms::base_url(owned.server);
  return place.server == base.value_or(place.definition->server->default_url);
}

std::vector<Place> default_places(const importing::Catalogue& catalogue) {
  std::vector<Place> places;
  for (const auto& [id, definition] : catalogue.all()) {
    if (!asks_by_default(definition)) continue;
    places.push_back({&definition, definition.server ? definition.server->default_url : ""});
  }
  return places;
}

SpelledTarget spell(const platforms::Definition& definition, const std::string& server,
                    const Written& written) {
  platforms::Spelling spelling = platforms::canonical(definition, written.handle);
  SpelledTarget spelled;
  spelled.admitted = spelling.admitted;
  model::Target& target = spelled.target;
  target.platform = definition.id;
  if (!server.empty()) target.server = server;
  target.handle = spelling.admitted ? std::move(spelling.handle) : written.handle;
  if (written.owned == nullptr) target.expected = written.handle;
  return spelled;
}

}  // namespace targets
