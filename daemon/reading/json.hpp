// JSON as a tree that remembers where each value stood, so that an error can name its line.
//
// RapidJSON does the parsing, iteratively and with caps on depth and number of values: its default
// parser recurses and overflows the stack on 256 KiB of `[`. Numbers keep their spelling, because
// an account id of 20 digits does not survive a double.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/problem.hpp"

namespace reading {

struct Json {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  bool truth = false;               // of a boolean
  std::size_t offset = 0;           // first byte of the value in its text
  std::string text;                 // of a string; the spelling of a number
  std::vector<Json> items;          // of an array; the values of an object
  std::vector<std::string> keys;    // of an object, beside items
  std::vector<std::size_t> key_at;  // offset of each key

  static Json null() { return {}; }
  static Json boolean(bool truth);
  static Json number(long long value);
  static Json string(std::string text);
  static Json array();
  static Json object();

  // Adds a member to an object, or an item to an array.
  Json& add(std::string key, Json value);
  Json& add(Json item);

  bool is(Kind other) const { return kind == other; }
  const Json* find(std::string_view key) const;  // member of an object; null when there is none
};

// Same kind and content; members in any order, numbers by value. Offsets do not count.
bool operator==(const Json& a, const Json& b);

struct JsonRules {
  bool comments = false;         // and trailing commas: for files that people write
  bool unique_keys = false;      // a duplicate key is an error
  std::size_t depth = 64;        // deeper is an error
  std::size_t values = 100'000;  // more is an error: a hostile 2 MiB answer must not become 100
  bool prunes = false;           // what is deeper is null, and no error
};

constexpr JsonRules our_files{true, true, 64, 1'000'000, false};
constexpr JsonRules foreign_files{true, false, 64, 1'000'000, false};
// No rule looks as deep, and nobody makes an answer unreadable by what he nests in it.
constexpr JsonRules answers{.prunes = true};

// The message where a text holds more values than its rules admit.
constexpr std::string_view too_many_values = "too many values";

// The tree, or the first syntax error with line and column. `file` only names the source.
model::Result<Json> parse_json(std::string_view text, const JsonRules& rules,
                               std::string_view file = "");

// Of a text that holds more values than the rules admit, or that somebody cut (`is_cut`): what is
// complete of it, in containers that may have more. Nothing where something else is wrong.
std::optional<Json> parse_beginning(std::string_view text, const JsonRules& rules, bool is_cut);

// One line, no spaces, UTF-8 kept; control characters escaped.
std::string to_text(const Json& json);

// A problem at an offset of a text: line and column filled in.
model::Problem problem_at(std::string_view text, std::size_t offset, std::string_view file,
                          std::string path, std::string message);

}  // namespace reading
