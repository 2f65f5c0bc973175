#include "learning/markup.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <re2/re2.h>

#include "platforms/pattern.hpp"
#include "reading/html_reader.hpp"

namespace learning {
namespace {

using reading::HtmlListener;
using reading::HtmlTag;

constexpr std::size_t most_markup_traits = 40'000;
constexpr std::size_t longest_markup_text = 120;
constexpr std::size_t longest_value = 200;
constexpr std::string_view quote = "[\"']";

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n\f";
  const std::size_t begin = text.find_first_not_of(white);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white) + 1 - begin);
}

// Words that a developer writes; three digits in a row and more are somebody's number or a hash.
bool is_plain_word(std::string_view word) {
  static const RE2 shape("[A-Za-z_][A-Za-z0-9_:-]{1,49}");
  static const RE2 number("[0-9]{4}|[0-9][a-z]+[0-9]");
  return RE2::FullMatch(piece(word), shape) && !RE2::PartialMatch(piece(word), number);
}

// An address with nothing in it that belongs to one account, but for its name.
bool is_plain_address(std::string_view value) {
  static const RE2 shape("[A-Za-z0-9/:._?&=%#@{}~-]+");
  static const RE2 number("[0-9]{3}|[0-9a-f]{16}|[{}][^{}]*[{}][^{}]*[{}]");
  return RE2::FullMatch(piece(value), shape) && !RE2::PartialMatch(piece(value), number);
}

// Without scheme and host: "https://a.example:81/u/x" is "/u/x".
std::string_view path_of(std::string_view address) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!address.starts_with(scheme)) continue;
    return address.substr(std::min(address.find('/', scheme.size()), address.size()));
  }
  return address;
}

bool is_punctuation(char c) {
  return c > 0 && !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
}

constexpr std::size_t longest_punctuation = 3;

std::size_t punctuation_at_begin(std::string_view text) {
  std::size_t size = 0;
  while (size < std::min(text.size(), longest_punctuation) && is_punctuation(text[size])) ++size;
  // &#x27; and its kind stand for one character.
  const std::size_t end = text.starts_with('&') ? text.find(';') : std::string_view::npos;
  return end < 8 ? end + 1 : size;
}

std::size_t punctuation_at_end(std::string_view text) {
  std::size_t size = 0;
  while (size < std::min(text.size(), longest_punctuation) &&
         is_punctuation(text[text.size() - 1 - size])) {
    ++size;
  }
  return size;
}

class PageReader {
 public:
  PageReader(std::string_view handle, Traits& traits) : handle_(handle), traits_(traits) {}

  void read(std::string_view page) {
    HtmlListener observer;
    observer.tag = [this](const HtmlTag& tag) { see_tag(tag); };
    observer.text = [this](std::string_view text) { see_text(text); };
    observer.script = [this](std::string_view script) { see_script(script); };
    reading::read_html(page, observer);
  }

 private:
  void add(TraitKind kind, std::string at, std::string says) {
    if (traits_.size() < most_markup_traits)
      traits_.push_back({kind, std::move(at), std::move(says)});
  }

  void see_tag(const HtmlTag& tag) {
    if (tag.closes) {
      // The whole text of an element stands between its tag and the closing one.
      if (tag.name == open_.name && !text_.empty()) see_element();
      text_ = {};
      open_.name.clear();
      return;
    }
    if (tag.name == "meta") see_meta(tag);
    for (const auto& [name, value] : tag.attributes) see_attribute(tag, name, value);
    open_ = tag;
    text_ = {};
  }

  void see_text(std::string_view text) {
    text_ = trimmed(text);
    if (text_.size() > longest_markup_text) return;
    static const RE2 letters("\\pL{2}");
    const std::string shape = with_placeholder(text_, handle_);  // names differ in length
    if (shape.size() < 4 || !RE2::PartialMatch(piece(shape), letters)) return;
    add(TraitKind::phrase, shape, "(^|>)\\s*" + pattern_for(text_, handle_) + "\\s*(<|$)");
  }

  void see_element() {
    const std::string& name = open_.name;
    const bool heading = name == "h1" || name == "h2" || name == "h3";
    const std::string begin = "<" + name + "[^>]*>\\s*";
    if ((name == "title" || heading) && text_.size() <= longest_markup_text) {
      const std::string whole = begin + pattern_for(text_, handle_) + "\\s*</" + name;
      add(heading ? TraitKind::heading : TraitKind::title, with_placeholder(text_, handle_), whole);
    }
    if (name == "title") see_name_in_title();
    const bool alone = text_.size() <= handle_.size() + 1 && !mentions(text_, handle_).empty();
    if (name == "title" || !alone) return;
    // A bare heading may be any word: somebody is called 'error'.
    const bool bound = text_.size() > handle_.size() || is_plain_word(open_.attribute("class"));
    add(TraitKind::text_handle, fmt::format("<{}> {}", name, bound ? "of its own" : "bare"),
        opening() + pattern_for(text_, handle_) + "\\s*<");
  }

  // With the punctuation around it, such as (@x) or 'x | ': a name can be a word of any title.
  void see_name_in_title() {
    for (const std::size_t at : mentions(text_, handle_)) {
      const std::string_view before = text_.substr(0, at);
      const std::string_view after = text_.substr(at + handle_.size());
      const std::string_view left = before.substr(before.size() - punctuation_at_end(before));
      const std::string_view right = after.substr(0, punctuation_at_begin(after));
      const bool bound = !trimmed(left).empty() || (before.empty() && !trimmed(right).empty());
      if (!bound) continue;
      add(TraitKind::title_handle, std::string(left) + "{handle}" + std::string(right),
          std::string("<title[^>]*>") + (before.empty() ? "\\s*" : "[^<]*") +
              pattern_for(left, handle_) + "{handle}" + pattern_for(right, handle_));
    }
  }

  // The tag that is open, with its class where it has a plain one.
  std::string opening() const {
    const std::string_view value = open_.attribute("class");
    if (!is_plain_word(value)) return "<" + open_.name + "(\\s[^>]*)?>\\s*";
    return "<" + open_.name + "\\s[^>]*class=" + std::string(quote) + platforms::quoted(value) +
           std::string(quote) + "[^>]*>\\s*";
  }

  void see_meta(const HtmlTag& tag) {
    for (const auto& [name, value] : tag.attributes) {
      if (name != "property" && name != "name" && name != "itemprop") continue;
      if (!is_plain_word(value)) continue;
      const std::string key =
          name + "=" + std::string(quote) + platforms::quoted(value) + std::string(quote);
      add(TraitKind::meta_there, std::string(value), "<meta\\s[^>]*" + key);
      const std::string_view content = tag.attribute("content");
      if (content.empty() || content.size() > longest_value) continue;
      const std::string says =
          "content=" + std::string(quote) + pattern_for(content, handle_) + std::string(quote);
      const bool key_first = tag.attributes.front().first != "content";
      const auto& [one, other] = key_first ? std::tie(key, says) : std::tie(says, key);
      add(TraitKind::meta, fmt::format("{} {}", value, with_placeholder(content, handle_)),
          fmt::format("<meta\\s[^>]*{}[^>]*{}", one, other));
    }
  }

  void see_attribute(const HtmlTag& tag, const std::string& name, std::string_view value) {
    if (value.empty() || value.size() > longest_value) return;
    if (name == "class" || name == "id" || name == "itemprop" || name == "data-testid") {
      see_words(name, value);
      return;
    }
    if (mentions(value, handle_).empty() || name == "alt" || name == "title") return;
    const std::string_view path = path_of(value);
    const std::string shape = with_placeholder(path, handle_);
    if (mentions(path, handle_).empty() || !is_plain_address(shape)) return;
    const std::string host = path.size() < value.size() ? "https?://[^/\"']+" : "";
    add(TraitKind::attribute_handle,
        fmt::format("<{}{} {}={}>", tag.name, key_of(tag), name, shape),
        fmt::format("<{}\\s{}[^>]*\\s?{}={}{}{}{}", tag.name, bound_by(tag, name), name, quote,
                    host, pattern_for(path, handle_), quote));
  }

  // What a <link> or <meta> is about, when it is said first.
  static std::string key_of(const HtmlTag& tag) {
    for (const char* key : {"rel", "property", "name", "itemprop"}) {
      const std::string_view value = tag.attribute(key);
      if (is_plain_word(value)) return fmt::format(" {}={}", key, value);
    }
    return "";
  }

  static std::string bound_by(const HtmlTag& tag, const std::string& attribute) {
    for (const auto& [name, value] : tag.attributes) {
      if (name == attribute) break;
      const bool key = name == "rel" || name == "property" || name == "name" || name == "itemprop";
      if (key && is_plain_word(value)) {
        return fmt::format("[^>]*{}={}{}{}", name, quote, platforms::quoted(value), quote);
      }
    }
    return "";
  }

  void see_words(const std::string& name, std::string_view value) {
    std::size_t at = 0;
    while (at < value.size()) {
      const std::size_t end = std::min(value.find_first_of(" \t\r\n", at), value.size());
      const std::string_view word = value.substr(at, end - at);
      at = end + 1;
      if (!is_plain_word(word) || !mentions(word, handle_).empty()) continue;
      add(TraitKind::markup, std::string(word),
          "\\s" + name + "=(" + std::string(quote) + "([^\"'>]*\\s)?)?" + platforms::quoted(word) +
              "[\"'\\s>]");
    }
  }

  // Members of the JSON that many pages carry for their own scripts.
  void see_script(std::string_view script) {
    static const RE2 member(
        "\"([A-Za-z_]{2,40})\"\\s*:\\s*(\"[^\"\\\\]{0,60}\"|true|false|null|-?[0-9]{1,9}\\b|)");
    re2::StringPiece rest = piece(script);
    re2::StringPiece key;
    re2::StringPiece value;
    while (traits_.size() < most_markup_traits &&
           RE2::FindAndConsume(&rest, member, &key, &value)) {
      const std::string name(key.data(), key.size());
      const std::string_view said(value.data(), value.size());
      const std::string before = "\"" + name + "\"\\s*:\\s*";
      add(TraitKind::markup, "\"" + name + "\":", before);
      if (said.empty()) continue;
      const bool handle = said.size() == handle_.size() + 2 && mentions(said, handle_).size() == 1;
      add(handle ? TraitKind::attribute_handle : TraitKind::script_value,
          "\"" + name + "\": " + with_placeholder(said, handle_),
          before + pattern_for(said, handle_) + (said.back() == '"' ? "" : "\\b"));
    }
  }

  std::string_view handle_;
  Traits& traits_;
  HtmlTag open_;           // the last tag, until it is closed
  std::string_view text_;  // that followed it directly
};

}  // namespace

void add_markup_traits(std::string_view page, std::string_view handle, Traits& traits) {
  PageReader(handle, traits).read(page);
}

}  // namespace learning
