// Where handles are looked for, how each is spelled there, and which of ours are there. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importing/catalogue.hpp"
#include "judging/owned.hpp"
#include "targets/target_source.hpp"

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

bool contains(const std::vector<Place>& places, const Place& place);

// Whether an owned handle whose place is known is there.
bool is_on(const judging::OwnedHandle& owned, const Place& place);

// Why an owned handle cannot be where it is listed: no such platform or server, or its grammar.
std::optional<std::string> unknown_place(const judging::OwnedHandle& owned,
                                         const importing::Catalogue& catalogue);

// The platforms asked when none is named: no credential needed, both sides provable.
std::vector<Place> default_places(const importing::Catalogue& catalogue);

// What a source wrote as a target of a platform and server: in the platform's spelling, or as it
// was written where the platform's grammar forbids it.
struct SpelledTarget {
  model::Target target;
  bool admitted = false;
};
SpelledTarget spell(const platforms::Definition& definition, const std::string& server,
                    const Written& written);

}  // namespace targets
