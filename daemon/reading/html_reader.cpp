#include "reading/html_reader.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace reading {
namespace {

constexpr std::string_view blanks = " \t\r\n\f";
constexpr std::size_t most_attributes = 1'000;  // of one tag; pages have a few dozen

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

// Names are ASCII, whatever else somebody writes there.
void make_lower(std::string& name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

bool ends_attribute_name(char c) {
  return is_space(c) || c == '=' || c == '>' || c == '/';
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
      if (page_[at_] != '<') {
        read_text();
      } else if (is_tag()) {
        if (observer_.has_enough && observer_.has_enough()) return;
        read_tag();
      } else if (is_comment()) {
        at_ = end_of_comment();
      } else {
        read_text();
      }
    }
  }

 private:
  bool is_tag() const {
    const std::string_view next = page_.substr(at_ + 1, 2);
    if (next.empty()) return false;
    return is_letter(next[0]) || (next.size() == 2 && next[0] == '/' && is_letter(next[1]));
  }

  // What begins like markup and is none goes to the next '>' as well: <!DOCTYPE>, <?xml?>, </ >.
  bool is_comment() const {
    const std::string_view next = page_.substr(at_ + 1, 2);
    if (next.empty()) return false;
    return next[0] == '!' || next[0] == '?' || (next.size() == 2 && next[0] == '/');
  }

  std::size_t end_of_comment() const {
    const std::string_view rest = page_.substr(at_);
    if (foreign_ > 0 && rest.starts_with("<![CDATA[")) return behind("]]>");
    if (!rest.starts_with("<!--")) return behind(">");
    constexpr std::size_t opening = 4;
    // "<!-->" is a whole one.
    std::size_t dashes = page_.find("--", at_ + 2);
    while (dashes != std::string_view::npos) {
      const std::string_view next = page_.substr(dashes + 2, 2);
      if (next.starts_with('>')) return dashes + 3;
      if (next == "!>" && dashes >= at_ + opening) return dashes + 4;
      dashes = page_.find("--", dashes + 1);
    }
    return page_.size();
  }

  std::size_t behind(std::string_view end) const {
    const std::size_t begin = page_.find(end, at_);
    return begin == std::string_view::npos ? page_.size() : begin + end.size();
  }

  void read_text() {
    const std::size_t end = find_or_end(page_, "<", at_ + 1);
    const std::string_view text = page_.substr(at_, end - at_);
    at_ = end;
    tell_text(text);
  }

  void tell_text(std::string_view text) {
    if (observer_.text && text.find_first_not_of(blanks) != std::string_view::npos) {
      observer_.text(text);
    }
  }

  void read_tag() {
    HtmlTag& tag = tag_;
    tag.attributes.clear();
    ++at_;
    tag.closes = page_[at_] == '/';
    if (tag.closes) ++at_;
    const std::size_t begin = at_;
    while (at_ < page_.size() && !is_space(page_[at_]) && page_[at_] != '>' && page_[at_] != '/') {
      ++at_;
    }
    tag.name = page_.substr(begin, at_ - begin);
    make_lower(tag.name);
    while (at_ < page_.size() && page_[at_] != '>') read_attribute(tag);
    at_ = std::min(at_ + 1, page_.size());
    if (observer_.tag) observer_.tag(tag);
    const bool is_whole = page_.substr(0, at_).ends_with("/>");
    if (tag.name == "svg" || tag.name == "math") note_foreign(tag.closes, is_whole);
    const bool holds_nothing = tag.closes || (is_whole && foreign_ > 0);
    if (!holds_nothing && holds_text_alone(tag.name)) read_raw(tag.name);
  }

  // Within <svg> and <math> XML's rules hold: of tags that end themselves, and of CDATA.
  void note_foreign(bool closes, bool is_whole) {
    if (!closes && !is_whole) ++foreign_;
    if (closes && foreign_ > 0) --foreign_;
  }

  void read_attribute(HtmlTag& tag) {
    if (is_space(page_[at_]) || page_[at_] == '/') {
      ++at_;
      return;
    }
    const std::size_t begin = at_;
    do {
      ++at_;
    } while (at_ < page_.size() && !ends_attribute_name(page_[at_]));
    const std::string_view name = page_.substr(begin, at_ - begin);
    std::size_t next = at_;
    while (next < page_.size() && is_space(page_[next])) ++next;
    std::string_view value;
    if (next < page_.size() && page_[next] == '=') {
      at_ = next + 1;
      value = read_value();
    }
    if (!observer_.wants_attributes || tag.attributes.size() >= most_attributes) return;
    make_lower(tag.attributes.emplace_back(name, value).first);
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
                                        "noembed", "iframe", "noframes", "noscript", "plaintext"};
    return std::find(std::begin(all), std::end(all), name) != std::end(all);
  }

  // "</script" and what ends a name; or the page ends.
  bool stands_at(std::size_t at, std::string_view opening, std::string_view name) const {
    if (page_.substr(at, opening.size()) != opening) return false;
    at += opening.size();
    for (const char c : name) {
      if (at >= page_.size() || (page_[at++] | 0x20) != c) return false;
    }
    return at >= page_.size() || is_space(page_[at]) || page_[at] == '/' || page_[at] == '>';
  }

  std::size_t end_of_raw(std::string_view name) const {
    if (name == "plaintext") return page_.size();
    std::size_t end = find_or_end(page_, "</", at_);
    while (end < page_.size() && !stands_at(end, "</", name)) {
      end = find_or_end(page_, "</", end + 2);
    }
    return end;
  }

  // "<!--" and "<script" in a script make it need one "</script>" more, until "-->" (HTML, 'script
  // data double escaped state').
  std::size_t end_of_script() const {
    enum class State { plain, escaped, escaped_twice } state = State::plain;
    std::size_t at = at_;
    const auto next = [&] {
      return state == State::plain ? page_.find('<', at) : page_.find_first_of("<-", at);
    };
    while ((at = next()) < page_.size()) {
      if (page_[at] == '-') {
        if (page_.substr(at, 3) == "-->") state = State::plain;
      } else if (state == State::plain && page_.substr(at, 4) == "<!--") {
        state = State::escaped;
        ++at;  // "<!-->" is a whole one
      } else if (stands_at(at, "</", "script")) {
        if (state != State::escaped_twice) return at;
        state = State::escaped;
      } else if (state == State::escaped && stands_at(at, "<", "script")) {
        state = State::escaped_twice;
      }
      ++at;
    }
    return page_.size();
  }

  void read_raw(std::string_view name) {
    const std::size_t end = name == "script" ? end_of_script() : end_of_raw(name);
    const std::string_view raw = page_.substr(at_, end - at_);
    at_ = end;
    if (name == "script" && observer_.script) observer_.script(raw);
    if (name == "title" || name == "textarea" || name == "plaintext") tell_text(raw);
  }

  std::string_view page_;
  const HtmlListener& observer_;
  HtmlTag tag_;  // one for all, which keeps its memory
  std::size_t at_ = 0;
  std::size_t foreign_ = 0;  // open <svg> and <math>
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

bool HtmlTag::has(std::string_view wanted) const {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const auto& attribute) { return attribute.first == wanted; });
}

void read_html(std::string_view page, const HtmlListener& observer) {
  Reader(page, observer).read();
}

}  // namespace reading
