// The fields of a profile by their keys (contract, 'Whose account'): one row each. What definitions
// may ask for, what an event keeps and what a record shows goes through this table.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/observation.hpp"

namespace model {

struct ProfileField {
  std::string_view key;
  std::optional<std::string> Profile::*member = nullptr;  // null: it stands in Profile::more
};

// Those with a member are columns of every record, in this order.
constexpr auto profile_fields = std::to_array<ProfileField>({
    {"account_id", &Profile::account_id},
    {"display_name", &Profile::display_name},
    {"created_at", &Profile::created_at},
    {"bio"},
    {"avatar"},
    {"url"},
    {"website"},
    {"followers"},
    {"verified"},
    {"parody"},
});

constexpr const ProfileField* profile_field(std::string_view key) {
  for (const ProfileField& field : profile_fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

inline void set(Profile& profile, std::string_view key, std::string value) {
  const ProfileField* field = profile_field(key);
  if (field != nullptr && field->member != nullptr) {
    profile.*field->member = std::move(value);
  } else {
    profile.more.emplace_back(key, std::move(value));
  }
}

inline bool says_nothing(const Profile& profile) {
  return profile.more.empty() &&
         std::none_of(profile_fields.begin(), profile_fields.end(), [&](const ProfileField& field) {
           return field.member != nullptr && profile.*field.member;
         });
}

inline std::optional<std::string> get(const Profile& profile, std::string_view key) {
  const ProfileField* field = profile_field(key);
  if (field != nullptr && field->member != nullptr) return profile.*field->member;
  const auto found = std::find_if(profile.more.begin(), profile.more.end(),
                                  [key](const auto& one) { return one.first == key; });
  return found == profile.more.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace model
