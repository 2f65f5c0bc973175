#include "simulator/strict_object.hpp"

#include <algorithm>
#include <set>

#include "simulator/scenario_reader.hpp"

namespace simulator {
namespace {

std::string as_text(const rapidjson::Value& value, const std::string& path) {
  if (!value.IsString()) refuse(path, "must be a string");
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace

void refuse(const std::string& path, const std::string& what) {
  throw ScenarioError((path.empty() ? "the scenario" : path) + ": " + what);
}

StrictObject::StrictObject(const Value& value, std::string path,
                           std::initializer_list<std::string_view> allowed)
    : value_(value), path_(std::move(path)) {
  if (!value.IsObject()) refuse(path_, "must be an object");
  std::set<std::string_view> seen;
  for (const auto& member : value.GetObject()) {
    const std::string_view key(member.name.GetString(), member.name.GetStringLength());
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      std::string words;
      for (const std::string_view word : allowed)
        words += (words.empty() ? "" : ", ") + std::string(word);
      refuse(place(key), "unknown key; allowed are " + words);
    }
    if (!seen.insert(key).second) refuse(place(key), "key given twice");
  }
}

std::string StrictObject::place(std::string_view key) const {
  return (path_.empty() ? "" : path_ + ".") + std::string(key);
}

const StrictObject::Value* StrictObject::find(std::string_view key) const {
  for (const auto& member : value_.GetObject())
    if (std::string_view(member.name.GetString(), member.name.GetStringLength()) == key)
      return &member.value;
  return nullptr;
}

const StrictObject::Value& StrictObject::need(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) refuse(path_, "missing key \"" + std::string(key) + "\"");
  return *value;
}

std::string StrictObject::text(std::string_view key) const {
  return as_text(need(key), place(key));
}

std::optional<std::string> StrictObject::text_if(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  return as_text(*value, place(key));
}

std::optional<bool> StrictObject::flag_if(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->IsBool()) refuse(place(key), "must be true or false");
  return value->GetBool();
}

std::optional<double> StrictObject::number_if(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr || value->IsNull()) return std::nullopt;
  if (!value->IsNumber() || value->GetDouble() < 0)
    refuse(place(key), "must be a number, zero or more");
  return value->GetDouble();
}

unsigned StrictObject::whole(std::string_view key, unsigned otherwise, unsigned least) const {
  const Value* value = find(key);
  if (value == nullptr) return otherwise;
  if (!value->IsUint() || value->GetUint() < least)
    refuse(place(key), "must be a whole number of at least " + std::to_string(least));
  return value->GetUint();
}

std::vector<std::string> StrictObject::texts(std::string_view key) const {
  std::vector<std::string> all;
  each(key, [&](const Value& value, const std::string& path) {
    all.push_back(as_text(value, path));
    if (all.back().empty()) refuse(path, "must not be empty");
  });
  return all;
}

}  // namespace simulator
