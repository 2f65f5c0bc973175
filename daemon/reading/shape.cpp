#include "reading/shape.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include <fmt/format.h>

#include "text/join.hpp"
#include "text/nearest.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace reading {
namespace {

Json::Kind json_kind(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::boolean: return Json::Kind::boolean;
    case Shape::Kind::integer: return Json::Kind::number;
    case Shape::Kind::list: return Json::Kind::array;
    case Shape::Kind::secret:
    case Shape::Kind::map:
    case Shape::Kind::object:
    case Shape::Kind::variant: return Json::Kind::object;
    default: return Json::Kind::string;
  }
}

// "a, b or c"
std::string in_words(const std::vector<std::string>& words, std::string_view last) {
  if (words.size() < 2) return text::joined(words);
  const std::span<const std::string> before(words.data(), words.size() - 1);
  return fmt::format("{} {} {}", text::joined(before), last, words.back());
}

// What is right: completes '… is needed'.
std::string name(const Shape& shape) {
  constexpr std::string_view stored = R"({"credential": "NAME"} or {"file": "PATH"})";
  switch (shape.kind) {
    case Shape::Kind::integer:
      return fmt::format("a whole number from {} to {}", shape.least, shape.most);
    case Shape::Kind::string: return shape.form.name;
    case Shape::Kind::choice:
      return (shape.words.size() > 2 ? "one of " : "") + in_words(shape.words, "or");
    case Shape::Kind::secret:
      return shape.literal ? fmt::format("{}, {}", shape.form.name, stored) : std::string(stored);
    case Shape::Kind::either: {
      std::vector<std::string> names;
      for (const Shape& part : shape.parts) names.push_back(name(part));
      return in_words(names, "or");
    }
    default: return std::string(kind_name(json_kind(shape)));
  }
}

class Checker {
 public:
  explicit Checker(Document& document) : document_(document) {}

  void value(const Shape& shape, const Json& json, const std::string& path) {
    if (shape.nullable && json.is(Json::Kind::null)) return;
    switch (shape.kind) {
      case Shape::Kind::boolean:
        if (!json.is(Json::Kind::boolean)) wrong_kind(shape, json, path);
        return;
      case Shape::Kind::integer:
        whole_number(document_, json, path, shape.least, shape.most);
        return;
      case Shape::Kind::string: return string(shape, json, path);
      case Shape::Kind::choice: return choice(shape, json, path);
      case Shape::Kind::secret: return secret(shape, json, path);
      case Shape::Kind::list: return list(shape, json, path);
      case Shape::Kind::map: return map(shape, json, path);
      case Shape::Kind::object: return object(shape, json, path);
      case Shape::Kind::either:
        if (const Shape* part = part_for(shape, json)) return value(*part, json, path);
        return wrong_kind(shape, json, path);
      case Shape::Kind::variant: return variant(shape, json, path);
      case Shape::Kind::later: return;  // told by the object that holds it, at its key
    }
  }

 private:
  void wrong_kind(const Shape& shape, const Json& json, const std::string& path) {
    document_.report(json, path,
                     fmt::format("{} found, {} is needed", kind_name(json.kind), name(shape)));
  }

  void string(const Shape& shape, const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::string)) return wrong_kind(shape, json, path);
    form(shape.form, json.text, json.offset, path);
  }

  void form(const Form& form, const std::string& found, std::size_t at, const std::string& path) {
    if (form.admits == nullptr || form.admits(found)) return;
    if (!form.shown) {  // it may hold a secret
      return document_.report(at, path, fmt::format("this is not right: {} is needed", form.name));
    }
    std::string near;
    if (form.known != nullptr) {
      if (const auto nearest = text::nearest(found, form.known())) {
        near = fmt::format(" (did you mean '{}'?)", *nearest);
      }
    }
    document_.report(
        at, path, fmt::format("'{}' found, {} is needed{}", text::visible(found), form.name, near));
  }

  void choice(const Shape& shape, const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::string)) return wrong_kind(shape, json, path);
    if (std::find(shape.words.begin(), shape.words.end(), json.text) != shape.words.end()) return;
    std::string near;
    if (const auto nearest = text::nearest(json.text, shape.words)) {
      near = fmt::format(" (did you mean '{}'?)", *nearest);
    }
    document_.report(
        json, path,
        fmt::format("'{}' found, {} is needed{}", text::visible(json.text), name(shape), near));
  }

  void secret(const Shape& shape, const Json& json, const std::string& path) {
    if (shape.literal && json.is(Json::Kind::string)) return string(shape, json, path);
    if (json.is(Json::Kind::string)) {
      return document_.report(
          json, path,
          fmt::format("a secret does not stand in this file: {} is needed", name(shape)));
    }
    if (!json.is(Json::Kind::object)) return wrong_kind(shape, json, path);
    const Shape stored =
        Shape::object({optional("credential", Shape::string(credential_name()), ""),
                       optional("file", Shape::string(reading::path()), "")});
    const std::size_t before = document_.problems.size();
    object(stored, json, path);
    if (document_.problems.size() == before && json.items.size() != 1) {
      document_.report(
          json, path,
          fmt::format("{} found, {} is needed",
                      json.items.empty() ? "an empty object" : "both keys", name(shape)));
    }
  }

  void list(const Shape& shape, const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::array)) return wrong_kind(shape, json, path);
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      value(shape.parts.front(), json.items[i], pointer(path, i));
    }
    if (json.items.size() >= static_cast<std::size_t>(shape.least)) return;
    document_.report(json, path,
                     fmt::format("{} found, at least {} needed",
                                 json.items.empty() ? "an empty list" : "too few",
                                 shape.least == 1 ? "one is" : fmt::format("{} are", shape.least)));
  }

  void map(const Shape& shape, const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::object)) return wrong_kind(shape, json, path);
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      const std::string inner = pointer(path, json.keys[i]);
      form(shape.form, json.keys[i], json.key_at[i], inner);
      value(shape.parts.front(), json.items[i], inner);
    }
  }

  void object(const Shape& shape, const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::object)) return wrong_kind(shape, json, path);
    const std::size_t before = document_.problems.size();
    ObjectReader members(document_, json, path);
    for (const Field& field : shape.fields) {
      if (field.shape.kind == Shape::Kind::later) {
        members.later(field.key);
        continue;
      }
      const Json* member = members.member(field.key, field.need);
      if (member != nullptr) value(field.shape, *member, members.path_of(field.key));
    }
    members.finish();
    const bool right = document_.problems.size() == before;
    if (right && shape.further != nullptr) shape.further(document_, json, path);
  }

  void variant(const Shape& shape, const Json& json, const std::string& path) {
    if (!json.is(Json::Kind::object)) return wrong_kind(shape, json, path);
    if (const Shape* part = part_for(shape, json)) return object(*part, json, path);
    const Json* word = json.find(shape.key);
    if (word != nullptr) return choice(Shape::choice(shape.words), *word, pointer(path, shape.key));
    document_.report(json, pointer(path, shape.key),
                     fmt::format("'{}' is missing: {}", shape.key, in_words(shape.words, "or")));
  }

  Document& document_;
};

}  // namespace

void check(const Shape& shape, const Json& json, Document& document, const std::string& path) {
  Checker(document).value(shape, json, path);
}

const Shape* part_for(const Shape& shape, const Json& json) {
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    if (shape.kind == Shape::Kind::variant) {
      const Json* word = json.find(shape.key);
      const bool chosen = word != nullptr && word->is(Json::Kind::string);
      if (chosen && word->text == shape.words[i]) return &shape.parts[i];
    } else if (json.is(json_kind(shape.parts[i]))) {
      return &shape.parts[i];
    }
  }
  return nullptr;
}

Json completed(const Shape& shape, const Json& json) {
  Json whole = json;
  switch (shape.kind) {
    case Shape::Kind::list:
    case Shape::Kind::map:
      for (Json& item : whole.items) item = completed(shape.parts.front(), item);
      return whole;
    case Shape::Kind::either:
    case Shape::Kind::variant: return completed(*part_for(shape, json), json);
    case Shape::Kind::object: break;
    default: return whole;
  }
  whole = Json::object();
  whole.offset = json.offset;
  for (const Field& field : shape.fields) {
    const Json* member = json.find(field.key);
    if (member != nullptr && !member->is(Json::Kind::null)) {
      whole.add(field.key, completed(field.shape, *member));
      whole.key_at.back() = key_of(json, field.key);
    } else if (!field.fallback.is(Json::Kind::null)) {
      whole.add(field.key, completed(field.shape, field.fallback));
      whole.items.back().offset = json.offset;
      whole.key_at.back() = json.offset;
    }
  }
  return whole;
}

const Json& at(const Json& object, std::string_view key) {
  const Json* found = object.find(key);
  assert(found != nullptr);
  return *found;
}

std::string string_at(const Json& object, std::string_view key) {
  const Json* found = object.find(key);
  return found == nullptr ? std::string() : found->text;
}

std::vector<std::string> strings_at(const Json& object, std::string_view key) {
  std::vector<std::string> strings;
  const Json* found = object.find(key);
  if (found == nullptr) return strings;
  for (const Json& item : found->items) strings.push_back(item.text);
  return strings;
}

bool boolean_at(const Json& object, std::string_view key) {
  const Json* found = object.find(key);
  return found != nullptr && found->truth;
}

int integer_at(const Json& object, std::string_view key) {
  int value = 0;
  const std::string digits = string_at(object, key);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

model::Milliseconds duration_at(const Json& object, std::string_view key) {
  return text::parse_duration(string_at(object, key)).value_or(model::Milliseconds{0});
}

}  // namespace reading
