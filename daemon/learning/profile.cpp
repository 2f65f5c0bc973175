#include "learning/profile.hpp"

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "platforms/json_path.hpp"
#include "text/case.hpp"

namespace learning {
namespace {

using reading::Json;

struct Key {
  const char* name;
  std::vector<const char*> members;  // the first that is there
};

const std::vector<Key>& keys() {
  static const std::vector<Key> all = {
      {"account_id",
       {"id", "_id", "uid", "uuid", "guid", "user_id", "userId", "userid", "account_id", "did",
        "pk"}},
      {"display_name",
       {"display_name", "displayName", "full_name", "fullName", "fullname", "real_name", "name"}},
      {"bio", {"bio", "biography", "description", "about"}},
      {"avatar", {"avatar_url", "avatarUrl", "avatar", "profile_image_url"}},
      {"url", {"html_url", "web_url", "profile_url", "profileUrl"}},
      {"created_at",
       {"created_at", "createdAt", "created", "created_on", "joined_at", "joined",
        "registered_at"}},
      {"followers", {"followers_count", "follower_count", "followersCount", "followers"}},
  };
  return all;
}

std::optional<std::string> value_at(const AccountAnswer& answer, const platforms::JsonPath& path) {
  platforms::Values values;
  values.handle = values.name = answer.name;
  const Json* value = platforms::walk(answer.json, path, values,
                                      [](std::string_view name) { return text::to_lower(name); });
  const bool scalar =
      value != nullptr && (value->is(Json::Kind::string) || value->is(Json::Kind::number));
  if (!scalar || value->text.empty()) return std::nullopt;
  return value->text;
}

// There for every account; what names the account is the same each time, and no other's.
bool is_kept(const std::string& key, const platforms::JsonPath& path,
             std::span<const AccountAnswer> answers) {
  const bool lasting = key == "account_id" || key == "created_at";
  std::map<std::string, std::string> by_name;
  std::map<std::string, std::string> by_value;
  bool always_the_name = true;
  for (const AccountAnswer& answer : answers) {
    const auto value = value_at(answer, path);
    if (!value) return false;
    const auto [before, fresh] = by_name.emplace(answer.name, *value);
    if (lasting && !fresh && before->second != *value) return false;
    const auto [owner, unheard] = by_value.emplace(*value, answer.name);
    if (key == "account_id" && !unheard && owner->second != answer.name) return false;
    if (text::to_lower(*value) != text::to_lower(answer.name)) always_the_name = false;
  }
  return key != "display_name" || !always_the_name;
}

Json profile_beside(const std::string& base, std::span<const AccountAnswer> answers) {
  Json profile = Json::object();
  for (const Key& key : keys()) {
    for (const char* member : key.members) {
      const std::string pointer = base + "/" + member;
      const auto path = platforms::parse_path(pointer);
      if (!path || !is_kept(key.name, *path, answers)) continue;
      profile.add(key.name, Json::string(pointer));
      break;
    }
  }
  return profile;
}

}  // namespace

Json profile_for(const std::string& at, std::span<const AccountAnswer> answers) {
  if (answers.empty()) return Json::object();
  std::vector<std::string> bases;
  if (at.ends_with("={handle}")) bases.push_back(at);
  std::string parent = at;
  while (!parent.empty()) {
    parent.resize(parent.rfind('/'));
    bases.push_back(parent);
  }
  if (bases.empty()) bases.emplace_back();
  for (const char* inside : {"/user", "/account", "/profile", "/data", "/data/user", "/0"}) {
    bases.emplace_back(inside);
  }
  for (const std::string& base : bases) {
    Json profile = profile_beside(base, answers);
    if (!profile.items.empty()) return profile;
  }
  return Json::object();
}

}  // namespace learning
