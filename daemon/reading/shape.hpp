// The shape of a JSON value that people write, declared once: from it come the complaints about a
// file, the JSON Schema for editors (schema.hpp) and the comments of a first configuration
// (commented.hpp). A shape is a plain recursive value; each room declares those of its sections.
//
//   const Shape shape =
//       Shape::object({optional("every", Shape::string(duration()), "How often.", six_hours)});
//   check(shape, json, document);                    // every mistake, with line and path
//   const Json whole = completed(shape, json);       // only when there was none
//   const auto every = duration_at(whole, "every");  // cannot fail any more
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/instant.hpp"
#include "reading/form.hpp"
#include "reading/object.hpp"

namespace reading {

struct Field;

struct Shape {
  enum class Kind {
    boolean,
    integer,
    string,   // of a form
    choice,   // one of some words
    secret,   // {"credential": name} or {"file": path}; the form is that of its text
    list,     // of one shape
    map,      // from names of a form to one shape
    object,   // of known keys
    either,   // of shapes that differ in their JSON kind
    variant,  // of objects that are told apart by the word at one key
    later,    // a key of the contract that this version does not know yet
  };
  // What no single key shows. Called when the object is right by its keys.
  using Further = void (*)(Document& document, const Json& json, const std::string& path);

  Kind kind = Kind::boolean;
  int least = 0;                   // integer; of a list: items
  int most = 0;                    // integer
  Form form;                       // string, secret; of a map: its keys
  bool literal = false;            // secret: a plain string will do as well
  std::vector<std::string> words;  // choice, variant
  std::vector<Shape> parts;        // list, map: one; either; variant: an object for each word
  std::vector<Field> fields;       // object
  std::string key;                 // variant: which key tells
  Further further = nullptr;       // object
  bool nullable = false;           // null stands for a key that is not there

  static Shape boolean();
  static Shape integer(int least, int most);
  static Shape string(Form form);
  static Shape choice(std::vector<std::string> words);
  static Shape secret(Form form);
  static Shape string_or_secret(Form form);
  static Shape list(Shape item, int least = 0);
  static Shape map(Form key, Shape value);
  static Shape object(std::vector<Field> fields, Further further = nullptr);
  static Shape either(std::vector<Shape> parts);
  // The parts are objects without the key: it is added to each.
  static Shape variant(std::string key, std::vector<std::string> words, std::vector<Shape> parts);
  static Shape later();

  Shape or_null() const;
};

// A key of an object.
struct Field {
  std::string key;
  Shape shape;
  std::string doc;  // a sentence or two
  Need need = Need::optional;
  Json fallback;  // null: the key has no default
};

Field required(std::string key, Shape shape, std::string doc);
Field optional(std::string key, Shape shape, std::string doc, Json fallback = Json::null());

// Reports everything that is wrong with `json`.
void check(const Shape& shape, const Json& json, Document& document, const std::string& path = "");

// What has passed check(), with every default filled in, each where its object stands; a null that
// stands for nothing is left out.
Json completed(const Shape& shape, const Json& json);

// The part of an `either` or `variant` that `json` is meant to be; null when it is none.
const Shape* part_for(const Shape& shape, const Json& json);

// Plain reading of what completed() gave. Members without a default must be there for at() and
// may be missing for the others, which then give the empty value.
const Json& at(const Json& object, std::string_view key);
std::string string_at(const Json& object, std::string_view key);
std::vector<std::string> strings_at(const Json& object, std::string_view key);
bool boolean_at(const Json& object, std::string_view key);
int integer_at(const Json& object, std::string_view key);
model::Milliseconds duration_at(const Json& object, std::string_view key);

}  // namespace reading
