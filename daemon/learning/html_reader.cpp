#include "learning/html_reader.hpp"

#include <algorithm>

#include "text/case.hpp"

namespace learning {
namespace {

constexpr std::string_view blanks = " \t\r\n\f";

bool is_blank(char c) {
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
    while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '>' && page_[at_] != '/') {
      ++at_;
    }
    tag.name = text::to_lower(page_.substr(begin, at_ - begin));
    while (at_ < page_.size() && page_[at_] != '>') read_attribute(tag);
    at_ = std::min(at_ + 1, page_.size());
    if (observer_.tag) observer_.tag(tag);
    if (!tag.closes && (tag.name == "script" || tag.name == "style")) read_raw(tag.name);
  }

  void read_attribute(HtmlTag& tag) {
    if (is_blank(page_[at_]) || page_[at_] == '/') {
      ++at_;
      return;
    }
    const std::size_t begin = at_;
    const auto ends_name = [](char c) { return is_blank(c) || c == '=' || c == '>' || c == '/'; };
    do {
      ++at_;
    } while (at_ < page_.size() && !ends_name(page_[at_]));
    std::string name = text::to_lower(page_.substr(begin, at_ - begin));
    std::size_t next = at_;
    while (next < page_.size() && is_blank(page_[next])) ++next;
    std::string_view value;
    if (next < page_.size() && page_[next] == '=') {
      at_ = next + 1;
      value = read_value();
    }
    tag.attributes.emplace_back(std::move(name), value);
  }

  std::string_view read_value() {
    while (at_ < page_.size() && is_blank(page_[at_])) ++at_;
    if (at_ >= page_.size()) return {};
    const char quote = page_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = ++at_;
      const std::size_t end = std::min(page_.find(quote, begin), page_.size());
      at_ = std::min(end + 1, page_.size());
      return page_.substr(begin, end - begin);
    }
    const std::size_t begin = at_;
    while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '>') ++at_;
    return page_.substr(begin, at_ - begin);
  }

  void read_raw(const std::string& name) {
    const std::size_t end = find_or_end(page_, "</" + name, at_);
    const std::string_view raw = page_.substr(at_, end - at_);
    at_ = end;
    if (name == "script" && observer_.script) observer_.script(raw);
  }

  std::string_view page_;
  const HtmlListener& observer_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view HtmlTag::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes) {
    if (key == wanted) return value;
  }
  return {};
}

void read_html(std::string_view page, const HtmlListener& observer) {
  Reader(page, observer).read();
}

}  // namespace learning
