// How shapes are written down: Shape's own functions, and the keys of an object.
#include <cassert>

#include "reading/shape.hpp"
#include "text/join.hpp"

namespace reading {
namespace {

Shape of_kind(Shape::Kind kind) {
  Shape shape;
  shape.kind = kind;
  return shape;
}

}  // namespace

Field required(std::string key, Shape shape, std::string doc) {
  return {std::move(key), std::move(shape), std::move(doc), Need::required, Json::null()};
}

Field optional(std::string key, Shape shape, std::string doc, Json fallback) {
  return {std::move(key), std::move(shape), std::move(doc), Need::optional, std::move(fallback)};
}

Shape Shape::boolean() {
  return of_kind(Kind::boolean);
}

Shape Shape::integer(int least, int most) {
  Shape shape = of_kind(Kind::integer);
  shape.least = least;
  shape.most = most;
  return shape;
}

Shape Shape::string(Form form) {
  Shape shape = of_kind(Kind::string);
  shape.form = std::move(form);
  return shape;
}

Shape Shape::choice(std::vector<std::string> words) {
  Shape shape = of_kind(Kind::choice);
  shape.words = std::move(words);
  return shape;
}

Shape Shape::secret(Form form) {
  Shape shape = of_kind(Kind::secret);
  shape.form = std::move(form);
  return shape;
}

Shape Shape::string_or_secret(Form form) {
  Shape shape = secret(std::move(form));
  shape.literal = true;
  return shape;
}

Shape Shape::list(Shape item, int least) {
  Shape shape = of_kind(Kind::list);
  shape.parts.push_back(std::move(item));
  shape.least = least;
  return shape;
}

Shape Shape::map(Form key, Shape value) {
  Shape shape = of_kind(Kind::map);
  shape.form = std::move(key);
  shape.parts.push_back(std::move(value));
  return shape;
}

Shape Shape::object(std::vector<Field> fields, Further further) {
  Shape shape = of_kind(Kind::object);
  shape.fields = std::move(fields);
  shape.further = further;
  return shape;
}

Shape Shape::either(std::vector<Shape> parts) {
  Shape shape = of_kind(Kind::either);
  shape.parts = std::move(parts);
  return shape;
}

Shape Shape::variant(std::string key, std::vector<std::string> words, std::vector<Shape> parts) {
  assert(words.size() == parts.size());
  Shape shape = of_kind(Kind::variant);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Shape& part = parts[i];
    const Field tells = required(key, choice({words[i]}), "One of " + text::joined(words) + ".");
    part.fields.insert(part.fields.begin(), tells);
  }
  shape.key = std::move(key);
  shape.words = std::move(words);
  shape.parts = std::move(parts);
  return shape;
}

Shape Shape::later() {
  return of_kind(Kind::later);
}

Shape Shape::or_null() const {
  Shape shape = *this;
  shape.nullable = true;
  return shape;
}

}  // namespace reading
