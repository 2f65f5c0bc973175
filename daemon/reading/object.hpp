// Reading one JSON object key by key: types are checked, every mistake is collected with its line
// and JSON pointer, and whatever was not asked for is an unknown key with the nearest known one.
//
//   ObjectReader at(document, json, "/ask/0");
//   ask.name = at.string("name", Need::required).value_or("");
//   at.finish();
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reading/json.hpp"

namespace reading {

// A text being read and what was found wrong in it.
struct Document {
  std::string file;
  std::string text;
  model::Problems problems;

  void report(std::size_t offset, std::string path, std::string message);
  void report(const Json& at, std::string path, std::string message) {
    report(at.offset, std::move(path), std::move(message));
  }
};

enum class Need { optional, required };

std::string_view kind_name(Json::Kind kind);

// "/a~1b/0": RFC 6901.
std::string pointer(std::string_view parent, std::string_view key);
std::string pointer(std::string_view parent, std::size_t index);

// Where a key of the object stands: its value may begin on a later line.
std::size_t key_of(const Json& object, std::string_view key);

class ObjectReader {
 public:
  // Reports and behaves as empty when `json` is not an object.
  ObjectReader(Document& document, const Json& json, std::string path);

  // The member, or null when it is missing (reported when required) or of another kind (reported).
  const Json* member(std::string_view key, Need need = Need::optional);
  const Json* member(std::string_view key, Json::Kind kind, Need need = Need::optional);
  std::optional<std::string> string(std::string_view key, Need need = Need::optional);
  std::optional<int> integer(std::string_view key, int least, int most);
  std::optional<bool> boolean(std::string_view key);
  // An array of strings; a bare string counts as a list of one when `or_one`.
  std::vector<std::string> strings(std::string_view key, bool or_one = false);

  // A key of the contract that this version does not know yet.
  void later(std::string_view key);

  // Reports the keys nobody asked for.
  void finish();

  std::string path_of(std::string_view key) const { return pointer(path_, key); }
  const std::string& path() const { return path_; }
  void report(std::string_view key, std::string message);  // at the member, or at the object
  bool is_object() const { return object_ != nullptr; }

 private:
  Document& document_;
  const Json& json_;
  const Json* object_;
  std::string path_;
  std::vector<std::string> known_;
  std::vector<std::string> later_;
};

// What is said of a part of the contract that is not built yet.
std::string not_yet(std::string_view part);

// A whole number within bounds; reported at `json` otherwise.
std::optional<int> whole_number(Document& document, const Json& json, const std::string& path,
                                int least, int most);

}  // namespace reading
