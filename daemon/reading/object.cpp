#include "reading/object.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace reading {

void Document::report(std::size_t offset, std::string path, std::string message) {
  problems.push_back(problem_at(text, offset, file, std::move(path), std::move(message)));
}

std::string_view kind_name(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::null: return "null";
    case Json::Kind::boolean: return "true or false";
    case Json::Kind::number: return "a number";
    case Json::Kind::string: return "a string";
    case Json::Kind::array: return "a list";
    case Json::Kind::object: return "an object";
  }
  return "";
}

std::string pointer(std::string_view parent, std::string_view key) {
  std::string path(parent);
  path += '/';
  for (const char c : key) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
  return text::visible(path);
}

std::string pointer(std::string_view parent, std::size_t index) {
  return fmt::format("{}/{}", parent, index);
}

std::size_t key_of(const Json& object, std::string_view key) {
  const auto found = std::find(object.keys.begin(), object.keys.end(), key);
  return object.key_at[static_cast<std::size_t>(found - object.keys.begin())];
}

ObjectReader::ObjectReader(Document& document, const Json& json, std::string path)
    : document_(document),
      json_(json),
      object_(json.is(Json::Kind::object) ? &json : nullptr),
      path_(std::move(path)) {
  if (object_ == nullptr) {
    document_.report(json, path_,
                     fmt::format("{} found, an object is needed", kind_name(json.kind)));
  }
}

const Json* ObjectReader::member(std::string_view key, Need need) {
  // Once, however often it is asked for: these are what a mistyped key is told.
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  if (object_ == nullptr) return nullptr;
  const Json* found = object_->find(key);
  if (found == nullptr && need == Need::required) {
    document_.report(*object_, path_of(key), fmt::format("'{}' is missing", key));
  }
  return found;
}

const Json* ObjectReader::member(std::string_view key, Json::Kind kind, Need need) {
  const Json* found = member(key, need);
  if (found == nullptr || found->is(kind)) return found;
  document_.report(*found, path_of(key),
                   fmt::format("{} found, {} is needed", kind_name(found->kind), kind_name(kind)));
  return nullptr;
}

std::optional<std::string> ObjectReader::string(std::string_view key, Need need) {
  const Json* found = member(key, Json::Kind::string, need);
  if (found == nullptr) return std::nullopt;
  return found->text;
}

std::optional<int> ObjectReader::integer(std::string_view key, int least, int most) {
  const Json* found = member(key);
  if (found == nullptr) return std::nullopt;
  return whole_number(document_, *found, path_of(key), least, most);
}

std::optional<bool> ObjectReader::boolean(std::string_view key) {
  const Json* found = member(key, Json::Kind::boolean);
  if (found == nullptr) return std::nullopt;
  return found->truth;
}

std::vector<std::string> ObjectReader::strings(std::string_view key, bool or_one) {
  const Json* found = member(key);
  if (found == nullptr) return {};
  if (or_one && found->is(Json::Kind::string)) return {found->text};
  if (!found->is(Json::Kind::array)) {
    document_.report(*found, path_of(key),
                     fmt::format("{} found, a list of strings is needed", kind_name(found->kind)));
    return {};
  }
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const Json& item = found->items[i];
    if (item.is(Json::Kind::string)) {
      strings.push_back(item.text);
    } else {
      document_.report(item, pointer(path_of(key), i),
                       fmt::format("{} found, a string is needed", kind_name(item.kind)));
    }
  }
  return strings;
}

void ObjectReader::later(std::string_view key) {
  later_.emplace_back(key);
}

void ObjectReader::finish() {
  if (object_ == nullptr) return;
  for (std::size_t i = 0; i < object_->keys.size(); ++i) {
    const std::string& key = object_->keys[i];
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const bool later = std::find(later_.begin(), later_.end(), key) != later_.end();
    document_.report(object_->key_at[i], path_of(key),
                     later ? not_yet(key)
                           : fmt::format("unknown key '{}'{}", text::visible(key),
                                         text::suggestion(key, known_)));
  }
}

void ObjectReader::report(std::string_view key, std::string message) {
  const Json* found = object_ == nullptr ? nullptr : object_->find(key);
  document_.report(found != nullptr ? *found : json_, path_of(key), std::move(message));
}

std::string not_yet(std::string_view part) {
  return fmt::format("'{}' is not part of this version yet", part);
}

std::optional<int> whole_number(Document& document, const Json& json, const std::string& path,
                                int least, int most) {
  int value = 0;
  const char* end = json.text.data() + json.text.size();
  const auto [stop, error] = std::from_chars(json.text.data(), end, value);
  const bool whole = json.is(Json::Kind::number) && stop == end && error == std::errc{};
  if (whole && value >= least && value <= most) return value;
  const std::string found =
      json.is(Json::Kind::number) ? json.text : std::string(kind_name(json.kind));
  document.report(
      json, path,
      fmt::format("{} found, a whole number from {} to {} is needed", found, least, most));
  return std::nullopt;
}

}  // namespace reading
