// One JSON object of a scenario, read by key. The keys are checked against the list at once, so
// that a misspelt key is reported as itself and not as the one that is then missing. A `_if` reader
// gives nothing for an absent key. Every mistake throws ScenarioError with the place and what was
// expected.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rapidjson/document.h>

namespace simulator {

[[noreturn]] void refuse(const std::string& path, const std::string& what);

class StrictObject {
 public:
  using Value = rapidjson::Value;

  StrictObject(const Value& value, std::string path,
               std::initializer_list<std::string_view> allowed);

  std::string place(std::string_view key) const;  // `platforms[0].name`
  const Value* find(std::string_view key) const;
  const Value& need(std::string_view key) const;

  std::string text(std::string_view key) const;
  std::optional<std::string> text_if(std::string_view key) const;
  std::optional<bool> flag_if(std::string_view key) const;
  // Zero or more; `null` is as absent: so a scenario says 'for ever'.
  std::optional<double> number_if(std::string_view key) const;
  unsigned whole(std::string_view key, unsigned otherwise, unsigned least) const;
  std::vector<std::string> texts(std::string_view key) const;  // none of them empty

  template <class T, std::size_t N>
  T choice(std::string_view key, const std::pair<std::string_view, T> (&table)[N]) const {
    const std::string word = text(key);
    std::string allowed;
    for (const auto& [name, value] : table) {
      if (name == word) return value;
      allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    }
    refuse(place(key), "\"" + word + "\" is not one of " + allowed);
  }

  // Calls read(value, place) for each element of a list.
  template <class Read>
  void each(std::string_view key, Read read) const {
    const Value* value = find(key);
    if (value == nullptr) return;
    if (!value->IsArray()) refuse(place(key), "must be a list");
    for (rapidjson::SizeType i = 0; i < value->Size(); ++i)
      read((*value)[i], place(key) + "[" + std::to_string(i) + "]");
  }

 private:
  const Value& value_;
  std::string path_;
};

}  // namespace simulator
