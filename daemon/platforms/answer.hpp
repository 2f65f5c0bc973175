// One reply looked at as evidence: what kind of text it is, whether it can be read at all, and its
// JSON, parsed once however many rules and handles look at it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "platforms/page_data.hpp"
#include "reading/json.hpp"
#include "reading/mended_json.hpp"

namespace platforms {

class Answer {
 public:
  explicit Answer(const net::Reply& reply);

  int status() const { return reply_.head.status; }
  const net::Reply& reply() const { return reply_; }
  // In UTF-8, from whichever charset the answer declares; U+FFFD stands for what is none.
  // A page that is longer than is read ends with the last tag that was.
  std::string_view body() const {
    return std::string_view(mended_ ? *mended_ : reply_.body).substr(0, size_);
  }
  // Called a page, or called nothing and beginning like one; a page that is called JSON is text.
  bool is_html() const { return is_html_; }
  // The answer as JSON, or null when the body does not parse.
  const reading::Json* json() const;
  // Of JSON that is longer than is read, its beginning; null when there is none.
  const reading::Json* beginning() const;
  // Of a page; empty: none.
  std::string_view title() const;
  // Of a page what it says apart from its text; null where it is none.
  const PageData* page_data() const;
  // Why no rule may read this answer, or empty: a type that holds no text, a success without a
  // body, JSON that does not parse although it is declared to be JSON and is no page.
  std::string_view illegible() const { return illegible_; }

 private:
  const net::Reply& reply_;
  std::optional<std::string> mended_;
  std::size_t size_ = std::string_view::npos;
  bool is_html_ = false;
  std::string_view illegible_;
  mutable std::optional<std::string_view> title_;
  mutable bool parsed_ = false;
  mutable reading::LooseJson json_;
  mutable std::optional<PageData> page_data_;
};

}  // namespace platforms
