#include "reading/html_reader.hpp"

#include <algorithm>

#include "text/case.hpp"
#include "text/utf8.hpp"

namespace reading {
namespace {

constexpr std::string_view blanks = " \t\r\n\f";

bool is_space(char c) {
  return blanks.find(c) != std::string_view::npos;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t find_or_end(std::string_view text, std::string_view what, std::size_t from) {
  return std::min(text.find(what, from), text.size());
}

class Reader {
 public:
  Reader(std::string_view page, const HtmlListener& observer) : page_(page), observer_(observer) {}

  void read() {
    while (at_ < page_.size()) {
      if (page_.substr(at_, 4) == "<!--") {
        at_ = std::min(find_or_end(page_, "-->", at_) + 3, page_.size());
      } else if (page_[at_] == '<' && is_tag()) {
        read_tag();
      } else {
        read_text();
      }
    }
  }

 private:
  bool is_tag() const {
    const std::string_view next = page_.substr(at_ + 1, 2);
    if (next.empty()) return false;
    return is_letter(next[0]) || next[0] == '!' || (next.size() == 2 && next[0] == '/');
  }

  void read_text() {
    const std::size_t end = find_or_end(page_, "<", at_ + 1);
    const std::string_view text = page_.substr(at_, end - at_);
    at_ = end;
    const bool says_something = text.find_first_not_of(blanks) != std::string_view::npos;
    if (says_something && observer_.text) observer_.text(text);
  }

  void read_tag() {
    HtmlTag tag;
    ++at_;
    tag.closes = page_[at_] == '/';
    if (tag.closes) ++at_;
    const std::size_t begin = at_;
    while (at_ < page_.size() && !is_space(page_[at_]) && page_[at_] != '>' && page_[at_] != '/') {
      ++at_;
    }
    tag.name = text::to_lower(page_.substr(begin, at_ - begin));
    while (at_ < page_.size() && page_[at_] != '>') read_attribute(tag);
    at_ = std::min(at_ + 1, page_.size());
    if (observer_.tag) observer_.tag(tag);
    if (!tag.closes && holds_text_alone(tag.name)) read_raw(tag.name);
  }

  void read_attribute(HtmlTag& tag) {
    if (is_space(page_[at_]) || page_[at_] == '/') {
      ++at_;
      return;
    }
    const std::size_t begin = at_;
    const auto ends_name = [](char c) { return is_space(c) || c == '=' || c == '>' || c == '/'; };
    do {
      ++at_;
    } while (at_ < page_.size() && !ends_name(page_[at_]));
    std::string name = text::to_lower(page_.substr(begin, at_ - begin));
    std::size_t next = at_;
    while (next < page_.size() && is_space(page_[next])) ++next;
    std::string_view value;
    if (next < page_.size() && page_[next] == '=') {
      at_ = next + 1;
      value = read_value();
    }
    tag.attributes.emplace_back(std::move(name), value);
  }

  std::string_view read_value() {
    while (at_ < page_.size() && is_space(page_[at_])) ++at_;
    if (at_ >= page_.size()) return {};
    const char quote = page_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = ++at_;
      const std::size_t end = std::min(page_.find(quote, begin), page_.size());
      at_ = std::min(end + 1, page_.size());
      return page_.substr(begin, end - begin);
    }
    const std::size_t begin = at_;
    while (at_ < page_.size() && !is_space(page_[at_]) && page_[at_] != '>') ++at_;
    return page_.substr(begin, at_ - begin);
  }

  // No tag begins in these (HTML, 'raw text' and 'escapable raw text'; <noscript> where scripts
  // run).
  static bool holds_text_alone(std::string_view name) {
    constexpr std::string_view all[] = {"script",  "style",  "title",    "textarea", "xmp",
                                        "noembed", "iframe", "noframes", "noscript"};
    return std::find(std::begin(all), std::end(all), name) != std::end(all);
  }

  void read_raw(const std::string& name) {
    const auto is_end = [&](std::size_t at) {
      for (std::size_t i = 0; i < name.size(); ++i) {
        const std::size_t here = at + 2 + i;
        if (here >= page_.size() || (page_[here] | 0x20) != name[i]) return false;
      }
      return true;
    };
    std::size_t end = find_or_end(page_, "</", at_);
    while (end < page_.size() && !is_end(end)) end = find_or_end(page_, "</", end + 2);
    const std::string_view raw = page_.substr(at_, end - at_);
    at_ = end;
    if (name == "script" && observer_.script) observer_.script(raw);
    const bool says_something = raw.find_first_not_of(blanks) != std::string_view::npos;
    const bool is_shown = name == "title" || name == "textarea";
    if (is_shown && says_something && observer_.text) observer_.text(raw);
  }

  std::string_view page_;
  const HtmlListener& observer_;
  std::size_t at_ = 0;
};

}  // namespace

namespace {

// Of the numbers that stand for characters; U+FFFD for what is none.
std::string character(std::string_view digits, int base) {
  constexpr char32_t none = 0xFFFD;
  char32_t code = 0;
  for (const char c : digits) {
    const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    const int value = small <= '9' ? small - '0' : small - 'a' + 10;
    if (value < 0 || value >= base) return {};
    code = code * static_cast<char32_t>(base) + static_cast<char32_t>(value);
  }
  const bool is_half = code >= 0xD800 && code <= 0xDFFF;
  std::string text;
  text::append_utf8(text, code == 0 || is_half || code > 0x10FFFF ? none : code);
  return text;
}

std::string entity(std::string_view name) {
  if (name.starts_with("#x") || name.starts_with("#X")) return character(name.substr(2), 16);
  if (name.starts_with('#')) return character(name.substr(1), 10);
  constexpr std::pair<std::string_view, std::string_view> named[] = {
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}};
  for (const auto& [known, text] : named) {
    if (known == name) return std::string(text);
  }
  return {};
}

}  // namespace

std::string html_text(std::string_view escaped) {
  constexpr std::size_t longest = 10;  // &#x10FFFF;
  std::string plain;
  std::size_t at = 0;
  while (at < escaped.size()) {
    const std::size_t begin = std::min(escaped.find('&', at), escaped.size());
    plain.append(escaped.substr(at, begin - at));
    at = begin;
    if (at == escaped.size()) break;
    const std::size_t end = escaped.substr(at, longest).find(';');
    std::string meant;
    if (end != std::string_view::npos && end > 2) meant = entity(escaped.substr(at + 1, end - 1));
    plain.append(meant.empty() ? "&" : meant);
    at += meant.empty() ? 1 : end + 1;
  }
  return plain;
}

std::string_view HtmlTag::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes) {
    if (key == wanted) return value;
  }
  return {};
}

void read_html(std::string_view page, const HtmlListener& observer) {
  Reader(page, observer).read();
}

}  // namespace reading
