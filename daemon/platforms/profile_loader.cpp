#include "platforms/profile_loader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "model/profile_field.hpp"
#include "platforms/crossing.hpp"
#include "platforms/rule_loader.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;
using reading::pointer;

const std::vector<std::string>& profile_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> made;
    made.reserve(model::profile_fields.size());
    for (const model::ProfileField& field : model::profile_fields) made.emplace_back(field.key);
    return made;
  }();
  return keys;
}

// Of the contract ('Whose account').
constexpr std::array<std::string_view, 7> later_keys = {
    "links", "following", "posts", "last_post_at", "location", "language", "affiliation"};

bool is_later(std::string_view key) {
  return std::find(later_keys.begin(), later_keys.end(), key) != later_keys.end();
}

std::string unknown_key(const std::string& key) {
  if (is_later(key)) return reading::not_yet(key);
  return fmt::format("unknown key '{}'{}", text::visible(key),
                     text::suggestion(key, profile_keys()));
}

constexpr std::pair<std::string_view, ProfileSource::In> places[] = {
    {"meta:", ProfileSource::In::meta},
    {"jsonld:", ProfileSource::In::linked_data},
    {"script:", ProfileSource::In::scripts}};

void read_pattern(Document& document, const Json& json, const std::string& path,
                  ProfileSource& source) {
  std::string why;
  source.in = ProfileSource::In::body;
  source.pattern = Pattern::compile(json.text, false, why);
  if (!source.pattern) {
    document.report(json, path, fmt::format("RE2 refuses this pattern: {}", text::visible(why)));
    return;
  }
  if (source.pattern->groups() != 1) {
    document.report(json, path,
                    fmt::format("a profile pattern has exactly one group; this has {} "
                                "(a pointer begins with '/')",
                                source.pattern->groups()));
    return;
  }
  const std::string across = runs_across(json.text);
  if (across.empty()) return;
  document.report(json, path,
                  fmt::format("'{}' runs across what an owner may write; take the value from what "
                              "the page says as data: 'meta:NAME', 'jsonld:NAME' or "
                              "'script:/POINTER'",
                              text::visible(across)));
}

ProfileSource read_source(Document& document, const Json& json, const std::string& path) {
  ProfileSource source;
  if (!json.is(Json::Kind::string)) {
    document.report(json, path,
                    fmt::format("{} found, a pointer or a pattern (a string) is needed",
                                reading::kind_name(json.kind)));
    return source;
  }
  if (json.text.empty() || json.text.front() == '/') {
    source.path = read_path(document, json, path);
    return source;
  }
  for (const auto& [prefix, in] : places) {
    if (!json.text.starts_with(prefix)) continue;
    source.in = in;
    Json named = json;
    named.text.erase(0, prefix.size());
    if (in == ProfileSource::In::meta) source.meta = named.text;
    // "jsonld:name", as its members are called; deeper: "jsonld:mainEntity/name".
    if (in == ProfileSource::In::linked_data) named.text.insert(0, "/");
    if (named.text.empty() || named.text == "/") {
      document.report(json, path, fmt::format("'{}' needs a name behind it", prefix));
    } else if (in != ProfileSource::In::meta) {
      source.path = read_path(document, named, path);
    }
    return source;
  }
  read_pattern(document, json, path, source);
  return source;
}

void read_sources(Document& document, const Json& json, const std::string& path,
                  ProfileKey& entry) {
  if (!json.is(Json::Kind::array)) {
    entry.sources.push_back(read_source(document, json, path));
    return;
  }
  if (json.items.empty()) {
    document.report(json, path, "an empty list; a pointer or a pattern is needed");
  }
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    entry.sources.push_back(read_source(document, json.items[i], pointer(path, i)));
  }
}

// {"at": POINTER or list, "follows": "name"}: of account_id alone.
void read_id(Document& document, const Json& json, const std::string& path, ProfileKey& entry) {
  ObjectReader object(document, json, path);
  if (const Json* at = object.member("at", Need::required)) {
    read_sources(document, *at, object.path_of("at"), entry);
  }
  if (const auto follows = object.string("follows")) {
    entry.follows_name = *follows == "name";
    if (!entry.follows_name) {
      object.report("follows", fmt::format("'{}' found; 'name' is needed, or no 'follows' where "
                                           "the id stays with the account",
                                           text::visible(*follows)));
    }
  }
  object.finish();
}

}  // namespace

std::string written(const ProfileSource& source) {
  switch (source.in) {
    case ProfileSource::In::body: return source.pattern->as_regex();
    case ProfileSource::In::meta: return "meta:" + source.meta;
    case ProfileSource::In::linked_data: return "jsonld:" + source.path->written.substr(1);
    case ProfileSource::In::scripts: return "script:" + source.path->written;
    case ProfileSource::In::item: break;
  }
  return source.path->written;
}

std::vector<ProfileKey> read_profile(Document& document, const Json& json,
                                     const std::string& path) {
  std::vector<ProfileKey> profile;
  for (std::size_t i = 0; i < json.keys.size(); ++i) {
    const std::string& key = json.keys[i];
    const std::string at = pointer(path, key);
    if (model::profile_field(key) == nullptr) {
      document.report(json.key_at[i], at, unknown_key(key));
      continue;
    }
    ProfileKey entry;
    entry.key = key;
    const Json& value = json.items[i];
    if (key == "account_id" && value.is(Json::Kind::object)) {
      read_id(document, value, at, entry);
    } else {
      read_sources(document, value, at, entry);
    }
    profile.push_back(std::move(entry));
  }
  return profile;
}

}  // namespace platforms
