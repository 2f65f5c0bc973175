#include "reading/schema.hpp"

namespace reading {
namespace {

Json word(std::string_view text) {
  return Json::string(std::string(text));
}

Json words(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.add(word(text));
  return list;
}

Json of_type(std::string_view type) {
  Json schema = Json::object();
  schema.add("type", word(type));
  return schema;
}

Json of_string(const Form& form) {
  Json schema = of_type("string");
  if (!form.pattern.empty()) schema.add("pattern", word(form.pattern));
  return schema;
}

Json any_of(std::vector<Json> schemas) {
  if (schemas.size() == 1) return std::move(schemas.front());
  Json list = Json::array();
  for (Json& schema : schemas) list.add(std::move(schema));
  Json any = Json::object();
  any.add("anyOf", std::move(list));
  return any;
}

Json schema_of(const Shape& shape);

Json of_object(const Shape& shape) {
  Json schema = of_type("object");
  Json properties = Json::object();
  std::vector<std::string> needed;
  for (const Field& field : shape.fields) {
    Json property = schema_of(field.shape);
    if (!field.doc.empty()) property.add("description", word(field.doc));
    if (!field.fallback.is(Json::Kind::null)) property.add("default", field.fallback);
    properties.add(field.key, std::move(property));
    if (field.need == Need::required) needed.push_back(field.key);
  }
  schema.add("properties", std::move(properties));
  if (!needed.empty()) schema.add("required", words(needed));
  schema.add("additionalProperties", Json::boolean(false));
  return schema;
}

Json of_secret(const Shape& shape) {
  std::vector<Json> forms;
  if (shape.literal) forms.push_back(of_string(shape.form));
  forms.push_back(of_object(Shape::object({required(
      "credential", Shape::string(identifier()),
      "A file of systemd's credentials, else the environment's HANDLEWATCH_SECRET_NAME.")})));
  forms.push_back(of_object(Shape::object(
      {required("file", Shape::string(path()), "A file that nobody but its owner may read.")})));
  return any_of(std::move(forms));
}

Json schema_of(const Shape& shape) {
  Json schema;
  switch (shape.kind) {
    case Shape::Kind::boolean: schema = of_type("boolean"); break;
    case Shape::Kind::integer:
      schema = of_type("integer");
      schema.add("minimum", Json::number(shape.least)).add("maximum", Json::number(shape.most));
      break;
    case Shape::Kind::string: schema = of_string(shape.form); break;
    case Shape::Kind::choice:
      schema = Json::object();
      schema.add("enum", words(shape.words));
      break;
    case Shape::Kind::secret: schema = of_secret(shape); break;
    case Shape::Kind::list:
      schema = of_type("array");
      schema.add("items", schema_of(shape.parts.front()));
      if (shape.least > 0) schema.add("minItems", Json::number(shape.least));
      break;
    case Shape::Kind::map:
      schema = of_type("object");
      if (!shape.form.pattern.empty()) schema.add("propertyNames", of_string(shape.form));
      schema.add("additionalProperties", schema_of(shape.parts.front()));
      break;
    case Shape::Kind::object: schema = of_object(shape); break;
    case Shape::Kind::either:
    case Shape::Kind::variant: {
      std::vector<Json> parts;
      for (const Shape& part : shape.parts) parts.push_back(schema_of(part));
      schema = any_of(std::move(parts));
      break;
    }
    case Shape::Kind::later:
      schema = Json::object();
      schema.add("not", Json::object());
      break;
  }
  if (!shape.nullable) return schema;
  std::vector<Json> with_null;
  with_null.push_back(std::move(schema));
  with_null.push_back(of_type("null"));
  return any_of(std::move(with_null));
}

}  // namespace

Json json_schema(const Shape& shape) {
  Json schema = Json::object();
  schema.add("$schema", word("https://json-schema.org/draft/2020-12/schema"));
  const Json root = schema_of(shape);
  for (std::size_t i = 0; i < root.items.size(); ++i) schema.add(root.keys[i], root.items[i]);
  return schema;
}

std::string to_lines(const Json& json, std::size_t indent) {
  constexpr std::size_t width = 100;
  std::string line = to_text(json);
  const bool object = json.is(Json::Kind::object);
  if (json.items.empty() || indent + line.size() <= width) return line;
  std::string lines(1, object ? '{' : '[');
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    lines += (i == 0 ? "\n" : ",\n") + std::string(indent + 2, ' ');
    if (object) lines += to_text(Json::string(json.keys[i])) + ": ";
    lines += to_lines(json.items[i], indent + 2);
  }
  return lines + "\n" + std::string(indent, ' ') + (object ? '}' : ']');
}

}  // namespace reading
