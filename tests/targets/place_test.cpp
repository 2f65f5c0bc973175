#include "targets/place.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using targets::Place;

namespace {

platforms::Definition definition(
    const std::string& id, const std::string& more,
    const std::string& available = R"(, {"status": 404, "then": "available"})") {
  const bool servers = more.find("\"server\"") != std::string::npos;
  const std::string host = servers ? "{server}" : "https://" + id + ".example";
  return tests::defined(fmt::format(
      R"({{"id": "{}", "name": "N",{} "profile_url": "{}/{{handle}}", "handle": {{"pattern": "[a-z0-9]+"}},
      "controls": {{"claimed": ["known"]}},
      "ask": [{{"name": "user", "get": "{}/{{handle}}", "rules": [{{"status": 200, "then": "claimed"}}{}]}}]}})",
      id, more, host, host, available));
}

// One of each: a service, one with a default server, one with many, one that only a person can look
// at, one that is off, one that only says who is there, one that wants a credential.
const importing::Catalogue& catalogue() {
  static const importing::Catalogue all = [] {
    importing::Catalogue made;
    made.put(definition("plain", ""));
    made.put(definition("home", R"("server": {"default": "https://one.example"},)"));
    made.put(definition("many", R"("server": {},)"));
    made.put(tests::defined(R"({"id": "hand", "name": "H", "handle": {"pattern": "[a-z0-9]+"},
        "profile_url": "https://hand.example/{handle}", "ask": []})"));
    platforms::Definition off = definition("off", "");
    off.disabled = true;
    made.put(std::move(off));
    made.put(definition("half", "", ""));
    platforms::Definition keyed = definition("keyed", "");
    keyed.asks[0].credential = "key";
    made.put(std::move(keyed));
    return made;
  }();
  return all;
}

// "home@https://one.example", or what is wrong.
std::string place_of(const model::Result<Place>& place) {
  if (!place) return model::to_string(place.error().front());
  return targets::place_name(place->definition->id, place->server);
}

}  // namespace

TEST_CASE("a place is a platform, on a server where it has servers; a mistake is told in words") {
  for (const auto& [written, place] : std::vector<std::pair<std::string, std::string>>{
           {"plain", "plain"},
           {"home", "home@https://one.example"},
           {"home@two.example", "home@https://two.example"},
           {"home@http://127.0.0.1:8711/w", "home@http://127.0.0.1:8711/w"},
           {"many@one.example", "many@https://one.example"},
           {"many", "many has many servers: say which, as many@HOST or many@URL"},
           {"plain@one.example", "plain is one service; it takes no server after '@'"},
           {"home@", "'' is no server; a host such as example.org or a URL is needed"},
           {"home@a b", "'a b' is no server; a host such as example.org or a URL is needed"},
           {"home@https://me:pw@one.example", "home: a server is named without user and password"},
           {"hand", "hand cannot be asked by a program; look at it by hand"},
           {"off", "off is off; 'handlewatch platforms import' says why, of its list"},
           {"plein", "no platform is called 'plein' (did you mean 'plain'?)"}}) {
    CHECK(place_of(targets::parse_place(written, catalogue())) == place);
  }
}

TEST_CASE("an owned handle is at its place, and nowhere where no program can ask") {
  for (const auto& [platform, server, place] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {"plain", "", "plain"},
           {"home", "", "home@https://one.example"},
           {"many", "one.example", "many@https://one.example"},
           {"*", "", "nowhere"},
           {"hand", "", "nowhere"},
           {"many", "", "many has many servers: say which, as many@HOST or many@URL"},
           {"off", "", "off is off; 'handlewatch platforms import' says why, of its list"}}) {
    const auto found = targets::owned_place({platform, server, "acme", {}, 0}, catalogue());
    if (found && *found) CHECK((*found)->owned_only);
    if (found) CHECK((*found ? place_of(**found) : "nowhere") == place);
    if (!found) CHECK(found.error().front().message == place);
  }
}

TEST_CASE("an owned handle that cannot be where it is listed is told why") {
  for (const auto& [platform, handle, why] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {"plain", "acme", ""},
           {"*", "no way", ""},
           {"hand", "no way", ""},
           {"plain", "no-way", "'no-way' cannot exist on plain"},
           {"plein", "acme", "no platform is called 'plein' (did you mean 'plain'?)"}}) {
    CHECK(targets::unknown_place({platform, "", handle, {}, 0}, catalogue()).value_or("") == why);
  }
}

TEST_CASE("by default those are asked that need no credential and prove both sides") {
  std::string names;
  for (const Place& place : targets::default_places(catalogue())) {
    names += targets::place_name(place.definition->id, place.server) + ' ';
    CHECK_FALSE(place.owned_only);
  }
  CHECK(names == "home@https://one.example plain ");
}

TEST_CASE("a place is among others where platform and server are the same") {
  const auto* home = catalogue().find("home");
  const std::vector<Place> places = {{home, "https://one.example"}};
  CHECK(targets::contains(places, {home, "https://one.example", true}));
  CHECK_FALSE(targets::contains(places, {home, "https://two.example"}));
  CHECK_FALSE(targets::contains(places, {catalogue().find("many"), "https://one.example"}));
  CHECK_FALSE(targets::contains({}, {home, "https://one.example"}));
}

TEST_CASE(
    "what is written becomes a target as the platform spells it, expected unless it is owned") {
  const auto folds =
      tests::defined(R"({"id": "p", "name": "P", "server": {"default": "https://p.example"},
    "profile_url": "{server}/{handle}", "handle": {"pattern": "[a-z0-9]+", "fold": ["case"]},
    "controls": {"claimed": ["known"]},
    "ask": [{"name": "user", "get": "{server}/{handle}", "rules": [{"status": 200, "then": "claimed"}]}]})");
  const auto expected = targets::spell(folds, "https://p.example", {"AcMe", {}, nullptr});
  CHECK(expected.admitted);
  CHECK(expected.target.platform == "p");
  CHECK(expected.target.server == "https://p.example");
  CHECK(expected.target.handle == "acme");
  CHECK(expected.target.expected == "AcMe");
  const auto forbidden = targets::spell(folds, "", {"Ac-Me", {}, nullptr});
  CHECK_FALSE(forbidden.admitted);
  CHECK_FALSE(forbidden.target.server);
  CHECK(forbidden.target.handle == "Ac-Me");
  CHECK(forbidden.target.expected == "Ac-Me");
  const judging::OwnedHandle owned{"p", "", "AcMe", {}, 0};
  const auto ours = targets::spell(folds, "", {"AcMe", {}, &owned});
  CHECK(ours.target.handle == "acme");
  CHECK_FALSE(ours.target.expected);
}
