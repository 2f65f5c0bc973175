#include "reading/pretty.hpp"

namespace reading {
namespace {

constexpr std::size_t line_width = 100;

bool is_container(const Json& json) {
  return json.is(Json::Kind::array) || json.is(Json::Kind::object);
}

// `before`: columns that are taken on the line.
void write(std::string& text, const Json& json, std::size_t depth, std::size_t before) {
  const std::string line = spaced(json);
  if (!is_container(json) || json.items.empty() || before + line.size() < line_width) {
    text += line;
    return;
  }
  const bool object = json.is(Json::Kind::object);
  const std::string margin(2 * (depth + 1), ' ');
  text += object ? "{\n" : "[\n";
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    const std::string key = object ? to_text(Json::string(json.keys[i])) + ": " : "";
    text += margin + key;
    write(text, json.items[i], depth + 1, margin.size() + key.size());
    text += i + 1 < json.items.size() ? ",\n" : "\n";
  }
  text += std::string(2 * depth, ' ') + (object ? '}' : ']');
}

}  // namespace

std::string spaced(const Json& json) {
  if (!is_container(json)) return to_text(json);
  const bool object = json.is(Json::Kind::object);
  std::string line(1, object ? '{' : '[');
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    if (i > 0) line += ", ";
    if (object) line += to_text(Json::string(json.keys[i])) + ": ";
    line += spaced(json.items[i]);
  }
  return line + (object ? '}' : ']');
}

std::string pretty(const Json& json) {
  std::string text;
  write(text, json, 0, 0);
  return text + '\n';
}

}  // namespace reading
