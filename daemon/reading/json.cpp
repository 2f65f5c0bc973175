#include "reading/json.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include <fmt/format.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "reading/number.hpp"
#include "reading/syntax_words.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace reading {
namespace {

using Size = rapidjson::SizeType;

constexpr std::size_t deep_enough = 8;  // of the path to what is nested too deep

// Builds the tree. RapidJSON tells only where a token ended; where it began is found by walking
// over blanks, commas, colons and comments from the end of the token before.
class Builder {
 public:
  Builder(std::string_view text, const rapidjson::MemoryStream& stream, const JsonRules& rules)
      : text_(text), stream_(stream), rules_(rules) {}

  bool Null() { return put(Json::null()); }
  bool Bool(bool truth) { return put(Json::boolean(truth)); }
  bool RawNumber(const char* digits, Size length, bool) {
    Json json;
    json.kind = Json::Kind::number;
    json.text.assign(digits, length);
    return put(std::move(json));
  }
  // Numbers arrive through RawNumber (kParseNumbersAsStringsFlag); the reader still wants these.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool String(const char* bytes, Size length, bool) {
    if (!is_text({bytes, length}, open_.size())) return false;
    return put(Json::string(std::string(bytes, length)));
  }
  bool Key(const char* bytes, Size length, bool) {
    if (pruned_ > 0) return true;
    if (!is_text({bytes, length}, open_.size() - 1)) return false;
    open_.back().keys.emplace_back(bytes, length);
    open_.back().key_at.push_back(token_start());
    return true;
  }
  bool StartObject() { return begin(Json::object()); }
  bool StartArray() { return begin(Json::array()); }
  bool EndObject(Size) {
    if (pruned_ > 0) return end_pruned();
    if (rules_.unique_keys && !keys_are_unique(open_.back())) return false;
    return end();
  }
  bool EndArray(Size) { return pruned_ > 0 ? end_pruned() : end(); }

  Json take_root() { return std::move(root_); }
  // What is complete so far, in containers that are not; nothing where there is none.
  std::optional<Json> take_beginning() {
    if (open_.empty()) return std::nullopt;
    while (true) {
      Json json = std::move(open_.back());
      open_.pop_back();
      if (json.is(Json::Kind::object)) json.keys.resize(json.items.size());
      if (open_.empty()) return json;
      open_.back().items.push_back(std::move(json));
    }
  }
  bool has_too_many() const { return values_ > rules_.values; }
  const std::string& refusal() const { return refusal_; }
  std::size_t refused_at() const { return refused_at_; }
  const std::string& refused_path() const { return refused_path_; }

 private:
  // RapidJSON makes bytes of "\ude00" that are no UTF-8.
  bool is_text(std::string_view bytes, std::size_t depth) {
    if (text::is_utf8(bytes)) return true;
    return refuse(token_start(), "half of a surrogate pair is no character", path(depth));
  }

  std::size_t token_start() {
    std::size_t at = previous_end_;
    previous_end_ = stream_.Tell();
    while (at < text_.size()) {
      const char c = text_[at];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':') {
        ++at;
      } else if (c == '/' && text_.substr(at, 2) == "//") {
        at = std::min(text_.find('\n', at), text_.size());
      } else if (c == '/') {
        at = std::min(text_.find("*/", at + 2), text_.size() - 2) + 2;
      } else {
        break;
      }
    }
    return at;
  }

  bool refuse(std::size_t offset, std::string why, std::string path) {
    refusal_ = std::move(why);
    refused_at_ = offset;
    refused_path_ = std::move(path);
    return false;
  }

  // Where the parser stands: "/ask/0/rules", through the outermost `depth` of what is open.
  std::string path(std::size_t depth) const {
    std::string path;
    for (const Json& container : std::span(open_).first(std::min(depth, open_.size()))) {
      path += '/';
      path += container.is(Json::Kind::object) ? text::visible(container.keys.back())
                                               : fmt::to_string(container.items.size());
    }
    return path;
  }

  bool put(Json json) {
    if (pruned_ > 0) return true;
    json.offset = token_start();
    if (++values_ > rules_.values) return refuse(json.offset, std::string(too_many_values), "");
    if (open_.empty()) {
      root_ = std::move(json);
    } else {
      open_.back().items.push_back(std::move(json));
    }
    return true;
  }

  bool begin(Json json) {
    const bool is_too_deep = open_.size() >= rules_.depth;
    if (rules_.prunes && (pruned_ > 0 || is_too_deep)) {
      ++pruned_;
      return true;
    }
    json.offset = token_start();
    previous_end_ = json.offset + 1;  // here the stream still stands before the bracket
    if (++values_ > rules_.values) return refuse(json.offset, std::string(too_many_values), "");
    if (is_too_deep) {
      return refuse(json.offset, fmt::format("nested deeper than {} levels", rules_.depth),
                    path(deep_enough));
    }
    open_.push_back(std::move(json));
    return true;
  }

  bool end() {
    previous_end_ = token_start() + 1;  // and here before the closing one
    Json json = std::move(open_.back());
    open_.pop_back();
    if (open_.empty()) {
      root_ = std::move(json);
    } else {
      open_.back().items.push_back(std::move(json));
    }
    return true;
  }

  // The outermost container that is too deep has ended: it is null.
  bool end_pruned() {
    if (--pruned_ > 0) return true;
    previous_end_ = stream_.Tell();
    return put(Json::null());
  }

  bool keys_are_unique(const Json& object) {
    std::vector<std::size_t> order(object.keys.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return object.keys[a] < object.keys[b]; });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const std::string& key = object.keys[order[i]];
      if (key != object.keys[order[i - 1]]) continue;
      return refuse(object.key_at[order[i]],
                    fmt::format("duplicate key '{}'; each key may stand once", text::visible(key)),
                    path(open_.size() - 1) + '/' + text::visible(key));
    }
    return true;
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  JsonRules rules_;
  std::size_t previous_end_ = 0;
  std::size_t values_ = 0;
  std::size_t pruned_ = 0;  // open containers that are too deep
  std::vector<Json> open_;
  Json root_;
  std::string refusal_;
  std::size_t refused_at_ = 0;
  std::string refused_path_;
};

template <class Writer>
void write(Writer& writer, const Json& json) {
  switch (json.kind) {
    case Json::Kind::null: writer.Null(); break;
    case Json::Kind::boolean: writer.Bool(json.truth); break;
    case Json::Kind::number:
      writer.RawValue(json.text.data(), json.text.size(), rapidjson::kNumberType);
      break;
    case Json::Kind::string: writer.String(json.text.data(), Size(json.text.size())); break;
    case Json::Kind::array:
      writer.StartArray();
      for (const Json& item : json.items) write(writer, item);
      writer.EndArray();
      break;
    case Json::Kind::object:
      writer.StartObject();
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        writer.Key(json.keys[i].data(), Size(json.keys[i].size()));
        write(writer, json.items[i]);
      }
      writer.EndObject();
      break;
  }
}

bool same_number(const std::string& a, const std::string& b) {
  return a == b || canonical_number(a) == canonical_number(b);
}

template <unsigned flags>
rapidjson::ParseResult parse_with(rapidjson::MemoryStream& stream, Builder& builder) {
  constexpr unsigned always = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::Reader reader;
  return reader.Parse<always | flags>(stream, builder);
}

}  // namespace

Json Json::boolean(bool truth) {
  Json json;
  json.kind = Kind::boolean;
  json.truth = truth;
  return json;
}

Json Json::number(long long value) {
  Json json;
  json.kind = Kind::number;
  json.text = std::to_string(value);
  return json;
}

Json Json::string(std::string text) {
  Json json;
  json.kind = Kind::string;
  json.text = std::move(text);
  return json;
}

Json Json::array() {
  Json json;
  json.kind = Kind::array;
  return json;
}

Json Json::object() {
  Json json;
  json.kind = Kind::object;
  return json;
}

Json& Json::add(std::string key, Json value) {
  keys.push_back(std::move(key));
  key_at.push_back(0);
  items.push_back(std::move(value));
  return *this;
}

Json& Json::add(Json item) {
  items.push_back(std::move(item));
  return *this;
}

const Json* Json::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

bool operator==(const Json& a, const Json& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Json::Kind::null: return true;
    case Json::Kind::boolean: return a.truth == b.truth;
    case Json::Kind::number: return same_number(a.text, b.text);
    case Json::Kind::string: return a.text == b.text;
    case Json::Kind::array: return a.items == b.items;
    case Json::Kind::object: break;
  }
  if (a.keys.size() != b.keys.size()) return false;
  return std::all_of(a.keys.begin(), a.keys.end(), [&](const std::string& key) {
    const Json* other = b.find(key);
    return other != nullptr && *a.find(key) == *other;
  });
}

std::optional<Json> parse_beginning(std::string_view text, const JsonRules& rules, bool is_cut) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // RapidJSON takes a NUL byte for the end and would not look at what follows it.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  // Half of a number is another number.
  constexpr std::string_view of_numbers = "+-.0123456789eE";
  const std::size_t last = text.find_last_not_of(of_numbers);
  if (is_cut) text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  rapidjson::MemoryStream stream(text.data(), text.size());
  Builder builder(text, stream, rules);
  const rapidjson::ParseResult parsed = parse_with<rapidjson::kParseNoFlags>(stream, builder);
  if (!parsed.IsError()) return is_cut ? std::optional(builder.take_root()) : std::nullopt;
  constexpr std::size_t longest_escape = 12;  // a surrogate pair: told where it begins
  const bool is_at_end = is_cut && parsed.Offset() + longest_escape >= text.size();
  return is_at_end || builder.has_too_many() ? builder.take_beginning() : std::nullopt;
}

model::Result<Json> parse_json(std::string_view text, const JsonRules& rules,
                               std::string_view file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto refuse = [&](std::size_t offset, std::string why, std::string path = "") {
    return model::refused(problem_at(text, offset, file, std::move(path), std::move(why)));
  };
  // RapidJSON takes a NUL byte for the end and would not look at what follows it.
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) return refuse(nul, "a NUL byte is not JSON");

  rapidjson::MemoryStream stream(text.data(), text.size());
  Builder builder(text, stream, rules);
  constexpr unsigned relaxed = rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;
  const auto parsed = rules.comments ? parse_with<relaxed>(stream, builder)
                                     : parse_with<rapidjson::kParseNoFlags>(stream, builder);
  if (!builder.refusal().empty()) {
    return refuse(builder.refused_at(), builder.refusal(), builder.refused_path());
  }
  if (parsed.IsError()) {
    return refuse(parsed.Offset(), fmt::format("not JSON: {}", syntax_words(parsed.Code())));
  }
  return builder.take_root();
}

std::string to_text(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  write(writer, json);
  return {buffer.GetString(), buffer.GetSize()};
}

model::Problem problem_at(std::string_view text, std::size_t offset, std::string_view file,
                          std::string path, std::string message) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // offsets count from behind it
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column =
      newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return {std::string(file), static_cast<int>(line), static_cast<int>(column), std::move(path),
          std::move(message)};
}

}  // namespace reading
