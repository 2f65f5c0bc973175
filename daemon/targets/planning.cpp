#include "targets/planning.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "platforms/controls.hpp"
#include "platforms/loader.hpp"
#include "text/nearest.hpp"
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
           !platforms::claimed_controls(definition, entry, server, {}).handles.empty();
  });
}

// Fills one probe: what is canonical there, what is impossible, what is already ours.
class LaneMaker {
 public:
  LaneMaker(const Place& place, PlannedTargets& probes) : place_(place), probes_(probes) {
    probe_.definition = place.definition;
    probe_.server = place.server;
  }

  // Whether the platform admits it.
  bool add(const std::string& handle, bool expected) {
    const auto spelling = platforms::canonical(*place_.definition, handle);
    model::Target target;
    target.platform = place_.definition->id;
    if (place_.definition->server) target.server = place_.server;
    target.handle = spelling.admitted ? spelling.handle : handle;
    if (expected) target.expected = handle;
    if (!taken_.emplace(target.handle, handle).second) {
      if (expected && spelling.admitted) note_fold(target.handle, handle);
      return spelling.admitted;
    }
    probes_.order.emplace(order_key(target), probes_.order.size());
    auto& to = spelling.admitted ? probe_.targets : probes_.plan.invalid;
    to.push_back(std::move(target));
    return spelling.admitted;
  }

  void add_owned(const judging::OwnedHandle& owned) {
    if (!is_here(owned)) return;
    const auto spelling = platforms::canonical(*place_.definition, owned.handle);
    if (!spelling.admitted) return;
    const bool agrees =
        probes_.owned.add(place_.definition->id, place_.definition->server ? place_.server : "",
                          spelling.handle, owned.account_id);
    if (!agrees) {
      probes_.conflicts.push_back(
          {"", owned.line, 0, "",
           fmt::format("{} on {} is listed twice, with different account ids",
                       text::visible(owned.handle), place_.definition->id)});
    }
    // Of one that is ours on any platform nobody says that it is on this one.
    if (owned.platform != "*") probe_.owned.push_back(spelling.handle);
    add(owned.handle, false);
  }

  void finish() {
    if (!probe_.targets.empty()) probes_.plan.probes.push_back(std::move(probe_));
  }

 private:
  bool is_here(const judging::OwnedHandle& owned) const {
    if (owned.platform == "*") return true;
    if (owned.platform != place_.definition->id) return false;
    if (!place_.definition->server) return true;
    const auto base = platforms::base_url(owned.server);
    return place_.server == base.value_or(place_.definition->server->default_url);
  }

  void note_fold(const std::string& canonical, const std::string& handle) {
    const std::string& first = taken_.at(canonical);
    probes_.folded.push_back(fmt::format("one handle on {}: {} and {} are both {}",
                                         place_.definition->id, first, handle, canonical));
  }

  const Place& place_;
  PlannedTargets& probes_;
  probing::ProbePlan probe_;
  std::map<std::string, std::string> taken_;  // canonical to roster spelling
};

}  // namespace

model::Result<Place> parse_place(std::string_view written, const importing::Catalogue& catalogue) {
  const auto refuse = [](std::string why) {
    return model::refused({"", 0, 0, "", std::move(why)});
  };
  const std::size_t at = written.find('@');
  const std::string_view id = written.substr(0, at);
  Place place;
  place.definition = catalogue.find(id);
  if (place.definition == nullptr) {
    return refuse(fmt::format("no platform is called '{}'{}", text::visible(id),
                              text::suggestion(id, catalogue.ids())));
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

std::vector<Place> default_places(const importing::Catalogue& catalogue) {
  std::vector<Place> places;
  for (const auto& [id, definition] : catalogue.all()) {
    if (!asks_by_default(definition)) continue;
    places.push_back({&definition, definition.server ? definition.server->default_url : ""});
  }
  return places;
}

PlannedTargets plan_targets(const std::vector<Place>& places, const ExpectedHandles& roster,
                            const std::vector<judging::OwnedHandle>& owned) {
  PlannedTargets probes;
  std::set<std::string> fits;
  for (const Place& place : places) {
    LaneMaker maker(place, probes);
    for (const std::string& handle : roster.handles) {
      if (!place.owned_only && maker.add(handle, true)) fits.insert(handle);
    }
    for (const judging::OwnedHandle& entry : owned) maker.add_owned(entry);
    maker.finish();
  }
  for (const std::string& handle : roster.handles) {
    if (!fits.contains(handle)) probes.fit_nowhere.push_back(handle);
  }
  return probes;
}

std::string order_key(const model::Target& target) {
  return fmt::format("{}\n{}\n{}", target.platform, target.server.value_or(""), target.handle);
}

}  // namespace targets
