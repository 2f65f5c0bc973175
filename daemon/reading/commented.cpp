#include "reading/commented.hpp"

#include <algorithm>

#include "reading/pretty.hpp"

namespace reading {
namespace {

constexpr std::size_t comment_width = 100;

// Sentences as lines of comment, broken between words.
std::string comment(const std::string& sentences, const std::string& margin) {
  std::string lines;
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) lines += margin + "//" + line + "\n";
    line.clear();
  };
  std::size_t at = 0;
  while (at < sentences.size()) {
    const std::size_t end = std::min(sentences.find(' ', at), sentences.size());
    if (margin.size() + 2 + line.size() + 1 + (end - at) > comment_width) end_line();
    line += " " + sentences.substr(at, end - at);
    at = end + 1;
  }
  end_line();
  return lines;
}

std::string written(const Shape& shape, const Json& json, const std::string& margin);

// Each item on a line of its own, ended by a comma: JSON for people may end with one.
std::string items(const Shape& shape, const Json& json, const std::string& margin) {
  const bool object = json.is(Json::Kind::object);
  const std::string inner = margin + "  ";
  std::string lines;
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    lines += inner;
    if (object) lines += to_text(Json::string(json.keys[i])) + ": ";
    lines += written(shape.parts.front(), json.items[i], inner) + ",\n";
  }
  return lines;
}

std::string members(const Shape& shape, const Json& json, const std::string& margin) {
  const std::string inner = margin + "  ";
  std::string lines;
  for (const Field& field : shape.fields) {
    const Json* member = json.find(field.key);
    if (member == nullptr && field.fallback.is(Json::Kind::null)) continue;
    if (!lines.empty()) lines += '\n';
    lines += comment(field.doc, inner) + inner;
    const std::string key = to_text(Json::string(field.key)) + ": ";
    if (member != nullptr) {
      lines += key + written(field.shape, *member, inner) + ",\n";
    } else {
      lines += "// " + key + spaced(field.fallback) + ",\n";
    }
  }
  return lines;
}

std::string written(const Shape& shape, const Json& json, const std::string& margin) {
  switch (shape.kind) {
    case Shape::Kind::either:
    case Shape::Kind::variant: return written(*part_for(shape, json), json, margin);
    case Shape::Kind::object: return "{\n" + members(shape, json, margin) + margin + "}";
    case Shape::Kind::map: return "{\n" + items(shape, json, margin) + margin + "}";
    case Shape::Kind::list: {
      const Shape::Kind inner = shape.parts.front().kind;
      const bool large = inner == Shape::Kind::object || inner == Shape::Kind::variant;
      return large ? "[\n" + items(shape, json, margin) + margin + "]" : spaced(json);
    }
    default: return spaced(json);
  }
}

}  // namespace

std::string commented(const Shape& shape, const Json& example) {
  return written(shape, example, "") + "\n";
}

}  // namespace reading
