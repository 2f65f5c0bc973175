// A page taken apart, from beginning to end and once: tags with their attributes, the text between
// them, scripts. No tree is built and nothing is corrected: what is looked for is what a page says
// over and over in the same words. Pure; any bytes will do.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reading {

struct HtmlTag {
  std::string name;  // lower case
  bool closes = false;
  // Names in lower case; values as they stand between their quotes. The first 1,000 of a tag.
  std::vector<std::pair<std::string, std::string_view>> attributes;

  std::string_view attribute(std::string_view name) const;  // empty: none
  bool has(std::string_view name) const;
};

// Called in the order of the page; any may be empty.
struct HtmlListener {
  std::function<void(const HtmlTag&)> tag;
  std::function<void(std::string_view)> text;    // not blank
  std::function<void(std::string_view)> script;  // what stands in <script>
  std::function<bool()> has_enough;              // asked before each tag: nothing more is read
  bool wants_attributes = true;                  // false: tags come without, at half the cost
};

void read_html(std::string_view page, const HtmlListener& observer);

// The text that an attribute or a text of a page stands for: numbers of characters, and the names
// that servers escape with; others stay as they are.
std::string html_text(std::string_view escaped);

}  // namespace reading
