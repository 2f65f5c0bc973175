// From a roster and a choice of platforms to what is asked where: handles in each platform's
// canonical spelling, the impossible ones apart, owned handles added, one probe per platform and
// server.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "importing/catalogue.hpp"
#include "judging/owned.hpp"
#include "targets/sweep_plan.hpp"

namespace targets {

// A platform, on a server when it has servers.
struct Place {
  const platforms::Definition* definition = nullptr;
  std::string server;       // base URL; empty for one service
  bool owned_only = false;  // asked about handles of ours alone, not about the roster
};

// `bluesky`, `mastodon@mastodon.social`, `mediawiki@http://127.0.0.1:8711/w`.
model::Result<Place> parse_place(std::string_view written, const importing::Catalogue& catalogue);

// "mastodon@https://one.example".
std::string place_name(const std::string& platform, const std::string& server);

// Where an owned handle is: nothing for `*` and for platforms that no program can ask. Without a
// server it is on the platform's default one.
model::Result<std::optional<Place>> owned_place(const judging::OwnedHandle& owned,
                                                const importing::Catalogue& catalogue);

// Why an owned handle cannot be where it is listed: no such platform or server, or its grammar.
std::optional<std::string> unknown_place(const judging::OwnedHandle& owned,
                                         const importing::Catalogue& catalogue);

// The platforms asked when none is named: no credential needed, both sides provable.
std::vector<Place> default_places(const importing::Catalogue& catalogue);

struct ExpectedHandles {
  // The roster's spelling of each handle, in order, unique.
  std::vector<std::string> handles;
};

struct PlannedTargets {
  SweepPlan plan;
  judging::OwnedHandles owned;
  // Place of a record in the output: by platform and server as chosen, then in roster order.
  std::unordered_map<std::string, std::size_t> order;
  std::vector<std::string> fit_nowhere;  // expected handles that no chosen platform admits
  model::Problems conflicts;             // owned handles listed with two account ids
  std::vector<std::string> folded;       // "two handles are one on X: a, b"
};

PlannedTargets plan_targets(const std::vector<Place>& places, const ExpectedHandles& roster,
                            const std::vector<judging::OwnedHandle>& owned);

// Key of PlannedTargets::order.
std::string order_key(const model::Target& target);

}  // namespace targets
