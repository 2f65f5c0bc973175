// As much of JSON Schema (draft 2020-12) as our own schemas use: type, const, enum, required,
// properties, additionalProperties: false, items, oneOf, $ref to #/$defs, minLength, maxLength,
// minimum. An unknown keyword is an error, so that no part of a schema is silently not checked.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "reading/json.hpp"

namespace tests {

using reading::Json;

class Schema {
 public:
  explicit Schema(Json root) : root_(std::move(root)) {}

  // What is wrong with `value`, each with its path; empty: nothing.
  std::vector<std::string> offences(const Json& value) const {
    std::vector<std::string> found;
    check(root_, value, "", found);
    return found;
  }

 private:
  using Found = std::vector<std::string>;

  static bool has_type(const Json& value, const std::string& type) {
    switch (value.kind) {
      case Json::Kind::null: return type == "null";
      case Json::Kind::boolean: return type == "boolean";
      case Json::Kind::number:
        return type == "number" ||
               (type == "integer" && value.text.find_first_of(".eE") == std::string::npos);
      case Json::Kind::string: return type == "string";
      case Json::Kind::array: return type == "array";
      case Json::Kind::object: return type == "object";
    }
    return false;
  }

  void check(const Json& schema, const Json& value, const std::string& path, Found& found) const {
    for (std::size_t i = 0; i < schema.keys.size(); ++i) {
      check_keyword(schema, schema.keys[i], schema.items[i], value, path, found);
    }
  }

  void check_keyword(const Json& schema, const std::string& keyword, const Json& rule,
                     const Json& value, const std::string& path, Found& found) const {
    static const std::set<std::string> silent = {"$schema", "$id",         "$defs",
                                                 "title",   "description", "additionalProperties"};
    const auto wrong = [&](const std::string& what) { found.push_back(path + ": " + what); };
    if (silent.count(keyword) > 0) return;
    if (keyword == "$ref") {
      const std::string name = rule.text.substr(std::string("#/$defs/").size());
      check(*root_.find("$defs")->find(name), value, path, found);
    } else if (keyword == "type") {
      const auto fits = [&](const Json& type) { return has_type(value, type.text); };
      const bool good = rule.is(Json::Kind::array)
                            ? std::any_of(rule.items.begin(), rule.items.end(), fits)
                            : fits(rule);
      if (!good) wrong("type");
    } else if (keyword == "const") {
      if (!(rule == value)) wrong("const");
    } else if (keyword == "enum") {
      if (std::find(rule.items.begin(), rule.items.end(), value) == rule.items.end()) wrong("enum");
    } else if (keyword == "required") {
      for (const Json& key : rule.items) {
        if (value.find(key.text) == nullptr) wrong("without " + key.text);
      }
    } else if (keyword == "properties") {
      check_members(schema, rule, value, path, found);
    } else if (keyword == "items") {
      for (std::size_t i = 0; value.is(Json::Kind::array) && i < value.items.size(); ++i) {
        check(rule, value.items[i], path + "/" + std::to_string(i), found);
      }
    } else if (keyword == "oneOf") {
      check_one_of(rule, value, path, found);
    } else if (keyword == "minLength" || keyword == "maxLength") {
      const bool good = keyword == "minLength" ? value.text.size() >= std::stoul(rule.text)
                                               : value.text.size() <= std::stoul(rule.text);
      if (value.is(Json::Kind::string) && !good) wrong(keyword);
    } else if (keyword == "minimum") {
      if (value.is(Json::Kind::number) && std::stoll(value.text) < std::stoll(rule.text)) {
        wrong(keyword);
      }
    } else {
      wrong("this validator does not know " + keyword);
    }
  }

  void check_members(const Json& schema, const Json& rules, const Json& value,
                     const std::string& path, Found& found) const {
    if (!value.is(Json::Kind::object)) return;
    const Json* more = schema.find("additionalProperties");
    for (std::size_t i = 0; i < value.keys.size(); ++i) {
      const std::string at = path + "/" + value.keys[i];
      const Json* rule = rules.find(value.keys[i]);
      if (rule != nullptr) {
        check(*rule, value.items[i], at, found);
      } else if (more != nullptr && !more->truth) {
        found.push_back(at + ": not in the schema");
      }
    }
  }

  void check_one_of(const Json& rule, const Json& value, const std::string& path,
                    Found& found) const {
    Found all;
    std::size_t fitting = 0;
    for (const Json& choice : rule.items) {
      Found these;
      check(choice, value, path, these);
      if (these.empty()) ++fitting;
      all.insert(all.end(), these.begin(), these.end());
    }
    if (fitting == 1) return;
    found.push_back(path + ": fits " + std::to_string(fitting) + " of oneOf");
    found.insert(found.end(), all.begin(), all.end());
  }

  Json root_;
};

}  // namespace tests
