// What a page says about itself apart from its text: <meta>, JSON-LD and the JSON in its scripts.
// Taken from the page's markup and parsed, so that whatever an owner writes stays the one string
// that it is: no brace and no quote of a biography cuts out an id (contract, 'Truth' 7). Pure; the
// page is read once, and each script as far as it is looked at.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reading/html_reader.hpp"
#include "reading/json.hpp"

namespace platforms {

class PageData {
 public:
  // The page outlives it.
  explicit PageData(std::string_view page);

  // The content of the first <meta> with this property, name or itemprop; in plain text.
  std::optional<std::string> meta(std::string_view name) const;

  // What `find` finds first in one of: <script type="application/ld+json">; and the other scripts
  // of a type that ends in json, and the objects and lists that JavaScript is, or assigns to a name
  // ("window.state = {…}"). Scripts of other types are nobody's data.
  using Find = std::function<std::optional<std::string>(const reading::Json&)>;
  std::optional<std::string> in_linked_data(const Find& find) const;
  std::optional<std::string> in_scripts(const Find& find) const;

 private:
  // A text until it is looked at.
  struct Data {
    std::string_view text;
    bool is_parsed = false;
    std::optional<reading::Json> json;
  };
  void take_meta(const reading::HtmlTag& tag);
  void take_values(std::string_view script);
  static void take(std::vector<Data>& all, std::string_view text);
  std::optional<std::string> first_in(std::vector<Data>& all, const Find& find) const;
  void parse(Data& data) const;

  std::vector<std::pair<std::string, std::string_view>> metas_;  // name, content as it stands
  mutable std::vector<Data> linked_;
  mutable std::vector<Data> scripts_;
  mutable std::size_t values_left_ = reading::answers.values;  // for all trees of the page
};

}  // namespace platforms
